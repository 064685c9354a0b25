"""The base of buttons and menus that outlive restarts: the id of each carries all its state.

Discord forgets an interaction that is not acknowledged within three seconds. Commands are
acknowledged by the tree, before they begin; whatever is pressed, here.
"""

import asyncio
import re
from abc import abstractmethod
from typing import Any, ClassVar, Generic, Literal, Self, TypeAlias, TypeVar, final

import discord
from discord import ui

from bot.discord.client import Interaction, acknowledge, answer_error
from bot.errors import RetryLaterError, UserError
from cogs.ui.checks import require_staff

Answer = Literal["message", "change", "form"]
FORM_SECONDS = 2.0  # of Discord's three
NO_ID = re.compile(r"(?!)")  # for base classes: none of Discord's ids is theirs

Component_co = TypeVar("Component_co", bound=ui.Item[Any], covariant=True)


class PersistentItem(ui.DynamicItem[Component_co], Generic[Component_co], template=NO_ID):
    """A component that outlives restarts.

    A subclass gives the `template` of its ids, and does its work in `pressed`. Where an id names
    a `member`, nobody else may press; they read the message `not_yours`.
    """

    not_yours: ClassVar[str] = "error-not-allowed"

    def __init__(self, item: Component_co) -> None:
        super().__init__(item)
        found = self.template.fullmatch(self.custom_id)
        if found is None:
            raise ValueError(f"{self.custom_id!r} is no id of a {type(self).__name__}")
        self.carried = found.groupdict("")

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the component again from what was sent."""
        return cls(item)  # pyright: ignore[reportArgumentType] each id is on one kind of component

    @property
    def answer(self) -> Answer:
        """How a press is answered.

        By a message of its own, by a change of the message that was pressed, or by a form: that
        alone can't be acknowledged before, so what it reads first has little time.
        """
        return "message"

    def number(self, name: str) -> int:
        """Return a number that the id carries."""
        return int(self.carried[name])

    def check(self, interaction: Interaction) -> None:
        """Refuse whoever may not press.

        Raises:
            UserError: the id names another member.
        """
        if "member" in self.carried and self.number("member") != interaction.user.id:
            raise UserError(self.not_yours)

    @abstractmethod
    async def pressed(self, interaction: Interaction) -> None:
        """Do the work, and answer by a follow-up or by editing the original response."""

    @final
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Acknowledge the press, do the work, and answer failures as those of commands."""
        try:
            self.check(interaction)
            if self.answer == "form":
                await self._in_time(interaction)
            else:
                await acknowledge(interaction, change=self.answer == "change")
                await self.pressed(interaction)
        except Exception as error:  # noqa: BLE001 the error surface logs it; discord.py would only log
            await answer_error(interaction, error)

    async def _in_time(self, interaction: Interaction) -> None:
        try:
            async with asyncio.timeout(FORM_SECONDS):
                await self.pressed(interaction)
        except TimeoutError as error:
            raise RetryLaterError("a form was not ready in time") from error


PersistentButton: TypeAlias = PersistentItem[ui.Button[Any]]


class StaffButton(PersistentItem[ui.Button[Any]], template=NO_ID):
    """A button that only staff may press, whoever else can see it."""

    @final
    def check(self, interaction: Interaction) -> None:
        """Refuse everybody who may not manage the server.

        Raises:
            CheckFailure: when the person who presses is not staff.
        """
        require_staff(interaction)
