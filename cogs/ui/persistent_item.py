"""The base of buttons and menus that outlive restarts: the ids hold all state.

Discord drops an interaction that is not acknowledged within three seconds. The tree acknowledges
commands before they begin; presses are acknowledged here.
"""

import asyncio
import re
from abc import abstractmethod
from typing import Any, ClassVar, Generic, Literal, Self, TypeAlias, TypeVar, final

import discord
from discord import ui

from bot.discord.client import Interaction, acknowledge, answer_error
from bot.errors import RetryLaterError, UserError
from bot.staff_access import Needed
from cogs.ui.checks import require

Answer = Literal["message", "change", "form"]
FORM_SECONDS = 2.0  # of Discord's three
NO_ID = re.compile(r"(?!)")  # for base classes: matches no id

Component_co = TypeVar("Component_co", bound=ui.Item[Any], covariant=True)


class PersistentItem(ui.DynamicItem[Component_co], Generic[Component_co], template=NO_ID):
    """A component that outlives restarts.

    A subclass gives the `template` of its ids, and does its work in `pressed`. If an id names a
    `member`, nobody else may press; they get the message `not_yours`.
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
        """Rebuild the component from the sent one."""
        return cls(item)  # pyright: ignore[reportArgumentType] each id is on one kind of component

    @property
    def answer(self) -> Answer:
        """How a press is answered: "message", "change" or "form".

        By a message of its own, by editing the pressed message, or by a form. A form can't be
        acknowledged before, so what is read before it must take little time.
        """
        return "message"

    def number(self, name: str) -> int:
        """Return a number from the id."""
        return int(self.carried[name])

    def check(self, interaction: Interaction) -> None:
        """Refuse members who may not press.

        Raises:
            UserError: The id names another member.
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


class StaffItem(PersistentItem[Component_co], Generic[Component_co], template=NO_ID):
    """A button or menu that only staff may use, even if others see it.

    A subclass says in `needs` which right its use takes.
    """

    needs: ClassVar[Needed] = "manage"

    @final
    def check(self, interaction: Interaction) -> None:
        """Refuse members without the right that it needs.

        Raises:
            CheckFailure: They have not got it.
        """
        require(interaction, self.needs)


class StaffButton(StaffItem[ui.Button[Any]], template=NO_ID):
    """A button that only staff may press."""
