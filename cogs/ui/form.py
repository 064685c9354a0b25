"""The base of forms, which answers failures as commands do."""

from abc import abstractmethod
from typing import Any, ClassVar, final

import discord
from discord import ui

from bot.discord.client import Interaction, acknowledge, answer_error
from bot.staff_access import Needed
from cogs.ui.checks import require


class Form(ui.Modal):
    """A form that does its work in `submitted`.

    A subclass for staff says in `needs` which right it takes, which is checked again when it is
    sent, because rights may have changed since it opened; with `changes` it edits the message below
    which it was opened.
    """

    needs: ClassVar[Needed | None] = None
    changes: ClassVar[bool] = False

    @abstractmethod
    async def submitted(self, interaction: Interaction) -> None:
        """Do the work, and answer by a follow-up or by editing the original response."""

    @final
    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Acknowledge the form, check the right, and do the work."""
        await acknowledge(interaction, change=self.changes)
        if self.needs is not None:
            require(interaction, self.needs)
        await self.submitted(interaction)

    @final
    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:
        """Say what was wrong with what was entered."""
        await answer_error(interaction, error)
