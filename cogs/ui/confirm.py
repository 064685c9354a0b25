"""Asks for confirmation before an irreversible action: a button for two minutes."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands, ui

from bot.discord.client import Interaction, acknowledge, answer_error
from bot.discord.layout import AnswerView
from bot.staff_access import Needed
from cogs.ui.checks import require

SECONDS = 120


class ConfirmView(AnswerView):
    """Does `action` once when pressed; ephemeral, so only the asking member sees it.

    It is for staff with the right `needs`, or else for the member `only` names.
    """

    def __init__(
        self,
        question: str,
        label: str,
        action: Callable[[Interaction], Awaitable[None]],
        *,
        needs: Needed = "manage",
        only: int | None = None,
    ) -> None:
        self._action = action
        self._needs: Needed = needs
        self._only = only
        button: ui.Button[ConfirmView] = ui.Button(label=label, style=discord.ButtonStyle.danger)
        button.callback = self._pressed
        super().__init__(question, state="attention", buttons=[button], timeout=SECONDS)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, _item: ui.Item[Any], /
    ) -> None:
        """Answer as for a failing command."""
        await answer_error(interaction, error)

    async def _pressed(self, interaction: Interaction) -> None:
        await acknowledge(interaction, change=True)
        if self._only is None:
            # Again, because permissions may have changed since the question.
            require(interaction, self._needs)
        elif interaction.user.id != self._only:
            raise app_commands.CheckFailure
        self.stop()
        await self._action(interaction)
