"""The one way into buttons and menus: acknowledged at once, then worked on, failures answered.

Discord forgets an interaction that is not acknowledged within three seconds. Commands are
acknowledged by the tree, before they begin; whatever is pressed, here.
"""

import asyncio
from abc import abstractmethod
from typing import Any, Literal

import discord

from bot.client import acknowledge, answer_error
from bot.errors import RetryLaterError

Answer = Literal["message", "change", "form"]
FORM_SECONDS = 2.0  # of Discord's three


class Press:
    """A component that outlives restarts. What it does stands in `pressed`."""

    @property
    def answer(self) -> Answer:
        """How a press is answered.

        By a message of its own, by a change of the message that was pressed, or by a form: that
        alone can't be acknowledged before, so what it reads first has little time.
        """
        return "message"

    @abstractmethod
    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Do the work, and answer by a follow-up or by editing the original response."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Acknowledge the press, do the work, and answer failures as those of commands."""
        try:
            if self.answer == "form":
                await self._in_time(interaction)
            else:
                await acknowledge(interaction, change=self.answer == "change")
                await self.pressed(interaction)
        except Exception as error:  # noqa: BLE001 the error surface logs it; discord.py would only log
            await answer_error(interaction, error)

    async def _in_time(self, interaction: discord.Interaction[Any]) -> None:
        try:
            async with asyncio.timeout(FORM_SECONDS):
                await self.pressed(interaction)
        except TimeoutError as error:
            raise RetryLaterError("a form was not ready in time") from error
