"""A person's view of the bot's response to an interaction, as it is now."""

from collections.abc import Callable

from bot.simulator.discord.actors.rendering import (
    Button,
    Modal,
    Select,
    as_modal,
    buttons_of,
    selects_of,
    text_of,
)
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.state.interactions import CallbackType, Interaction
from bot.simulator.discord.state.records import Json, Message
from bot.simulator.waiting import PATIENCE_SECONDS, Pulse

_UPDATES = frozenset({CallbackType.UPDATE, CallbackType.DEFER_UPDATE})


class Reply:
    """The bot's response to one interaction, including later edits."""

    def __init__(self, interaction: Interaction, pulse: Pulse) -> None:
        self.interaction = interaction
        self._pulse = pulse

    @property
    def deferred(self) -> bool:
        """Return whether the bot deferred its response."""
        return self.interaction.answered in (CallbackType.DEFER, CallbackType.DEFER_UPDATE)

    @property
    def updated(self) -> bool:
        """Return whether the response edited the message whose button or menu was used."""
        return self.interaction.updated

    @property
    def message(self) -> Message:
        """The message that the response shows.

        Raises:
            ImpossibleError: The response shows none.
        """
        interaction = self.interaction
        only_acknowledged = (
            interaction.answered is CallbackType.DEFER_UPDATE and not interaction.updated
        )
        if interaction.followups and (interaction.shown is None or only_acknowledged):
            return interaction.followups[0]
        if interaction.shown is None:
            raise ImpossibleError(f"the answer to {interaction.label} shows no message")
        return interaction.shown

    @property
    def text(self) -> str:
        """All visible text: content, embeds and text displays."""
        return text_of(self.message)

    @property
    def content(self) -> str:
        """The message's plain content."""
        return self.message.content

    @property
    def embeds(self) -> list[Json]:
        """The message's embeds in Discord's form."""
        return self.message.embeds

    @property
    def components(self) -> list[Json]:
        """The message's components in Discord's form."""
        return self.message.components

    @property
    def buttons(self) -> list[Button]:
        """The message's buttons, in order."""
        return buttons_of(self.message)

    @property
    def selects(self) -> list[Select]:
        """The message's menus, in order."""
        return selects_of(self.message)

    @property
    def ephemeral(self) -> bool:
        """Return whether only the person who asked sees the response."""
        return self.message.ephemeral

    @property
    def modal(self) -> Modal | None:
        """The form that was shown instead of a message."""
        return None if self.interaction.modal is None else as_modal(self.interaction.modal)

    @property
    def choices(self) -> list[Json]:
        """The choices of an autocompletion: names and values."""
        return self.interaction.choices or []

    @property
    def followups(self) -> list[Message]:
        """The messages after the first response."""
        return self.interaction.followups

    async def wait_for_followup(
        self, timeout: float = PATIENCE_SECONDS, *, count: int = 1
    ) -> Message:
        """Wait for messages after the first response; return the last of `count`."""
        await self._pulse.until(
            lambda: len(self.followups) >= count,
            lambda: f"{self.interaction.label}: {len(self.followups)} of {count} follow-ups came",
            timeout,
        )
        return self.followups[count - 1]

    async def wait_until(
        self, predicate: Callable[["Reply"], bool], timeout: float = PATIENCE_SECONDS
    ) -> None:
        """Wait until the response, perhaps edited by then, matches a predicate."""
        await self._pulse.until(
            lambda: predicate(self),
            lambda: f"{self.interaction.label}: the answer still is {self.text!r}",
            timeout,
        )
