"""The buttons below an item: *More like this*, *Not for me*, *Save*."""

import re
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.i18n import Translator
from bot.recommend.service import OPPOSITES
from bot.signal_kinds import FeedbackKind
from cogs.ui.persistent_item import Answer, PersistentButton

KINDS: tuple[FeedbackKind, ...] = ("more", "less", "save")
EMOJIS: dict[FeedbackKind, str] = {"more": "👍", "less": "👎", "save": "🔖"}

_PRESSED = discord.ButtonStyle.success
_FREE = discord.ButtonStyle.secondary


class FeedbackButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:taste:(?P<kind>more|less|save):"
        r"(?P<guild>\d{1,19}):(?P<object>\d{1,19}):(?P<member>\d{1,19})"
    ),
):
    """Records one member's feedback on one item; the id holds all of its state."""

    not_yours = "recommend-not-yours"

    @classmethod
    def make(
        cls,
        translate: Translator,
        kind: FeedbackKind,
        guild_id: int,
        object_id: int,
        member_id: int,
    ) -> Self:
        """Return a button that `member_id` alone may press."""
        return cls(
            ui.Button(
                label=translate(f"recommend-button-{kind}"),
                emoji=EMOJIS[kind],
                style=_FREE,
                custom_id=f"lyceum:taste:{kind}:{guild_id}:{object_id}:{member_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Edit the message: the pressed buttons show the feedback."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Record the member's feedback, and show it in the buttons."""
        kind: FeedbackKind = next(kind for kind in KINDS if kind == self.carried["kind"])
        feedback = self.number("guild"), self.number("member"), self.number("object"), kind
        interaction.client.services.recommend.recommender.feedback(*feedback)
        interaction.client.services.recommend.impressions.pressed(*feedback)
        view = self.view
        assert isinstance(view, ui.LayoutView)  # noqa: S101 the kind of view that we send
        self._show_pressed(view, kind)
        view.stop()  # the ids carry all state: nothing needs to listen to this copy
        await interaction.edit_original_response(view=view)

    def _show_pressed(self, view: ui.LayoutView, kind: FeedbackKind) -> None:
        self.item.style, self.item.disabled = _PRESSED, True
        opposite = OPPOSITES.get(kind)
        if opposite is None:
            return
        other_id = self.custom_id.replace(f":{kind}:", f":{opposite}:")
        for child in view.walk_children():
            if isinstance(child, ui.Button) and child.custom_id == other_id:
                child.style, child.disabled = _FREE, False


def save_accessory(
    translate: Translator, guild_id: int, object_id: int, member_id: int
) -> FeedbackButton:
    """Return the *Save* button beside one item of a list: a bookmark, no label."""
    button = FeedbackButton.make(translate, "save", guild_id, object_id, member_id)
    button.item.label = None
    return button


def feedback_buttons(
    translate: Translator, guild_id: int, object_id: int, member_id: int
) -> list[FeedbackButton]:
    """Return the three buttons of one item for one member."""
    return [FeedbackButton.make(translate, kind, guild_id, object_id, member_id) for kind in KINDS]
