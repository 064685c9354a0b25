"""*More like this*, *Not for me*, *Save*: buttons below an item that outlive restarts."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import LyceumClient
from bot.i18n import Words
from bot.recommend.service import OPPOSITES
from bot.recommend.signals import FeedbackKind
from cogs.ownership import is_theirs
from cogs.press import Answer, Press

KINDS: tuple[FeedbackKind, ...] = ("more", "less", "save")
EMOJIS: dict[FeedbackKind, str] = {"more": "👍", "less": "👎", "save": "🔖"}

_PRESSED = discord.ButtonStyle.success
_FREE = discord.ButtonStyle.secondary


class TasteButton(
    Press,
    ui.DynamicItem[ui.Button[ui.LayoutView]],
    template=re.compile(
        r"lyceum:taste:(?P<kind>more|less|save):"
        r"(?P<guild>\d{1,19}):(?P<object>\d{1,19}):(?P<member>\d{1,19})"
    ),
):
    """One member's word on one item, carried whole in the button's id."""

    def __init__(self, button: ui.Button[ui.LayoutView], match: re.Match[str]) -> None:
        super().__init__(button)
        self._kind: FeedbackKind = next(kind for kind in KINDS if kind == match["kind"])
        self._guild_id = int(match["guild"])
        self._object_id = int(match["object"])
        self._member_id = int(match["member"])

    @classmethod
    def make(
        cls, words: Words, kind: FeedbackKind, guild_id: int, object_id: int, member_id: int
    ) -> Self:
        """Return a button that `member_id` alone may press."""
        custom_id = f"lyceum:taste:{kind}:{guild_id}:{object_id}:{member_id}"
        button: ui.Button[ui.LayoutView] = ui.Button(
            label=words(f"taste-button-{kind}"),
            emoji=EMOJIS[kind],
            style=_FREE,
            custom_id=custom_id,
        )
        match = cls.__discord_ui_compiled_template__.fullmatch(custom_id)
        assert match is not None  # noqa: S101 the id was built a line above
        return cls(button, match)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        assert isinstance(item, ui.Button)  # noqa: S101 only buttons carry these ids
        return cls(item, match)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Turn away anybody but the member for whom the list was made."""
        return await is_theirs(interaction, self._member_id, refusal="taste-not-yours")

    @property
    def answer(self) -> Answer:
        """The pressed buttons show what was said."""
        return "change"

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Record the member's word, and show it in the buttons."""
        client: LyceumClient = interaction.client
        client.parts.recommender.feedback(
            self._guild_id, self._member_id, self._object_id, self._kind
        )
        client.parts.impressions.pressed(
            self._guild_id, self._member_id, self._object_id, self._kind
        )
        view = self.view
        assert isinstance(view, ui.LayoutView)  # noqa: S101 the kind that we send
        self._show_pressed(view)
        view.stop()  # the ids carry all state: nothing needs to listen to this copy
        await interaction.edit_original_response(view=view)

    def _show_pressed(self, view: ui.LayoutView) -> None:
        self.item.style, self.item.disabled = _PRESSED, True
        opposite = OPPOSITES.get(self._kind)
        if opposite is None:
            return
        other_id = self.custom_id.replace(f":{self._kind}:", f":{opposite}:")
        for child in view.walk_children():
            if isinstance(child, ui.Button) and child.custom_id == other_id:
                child.style, child.disabled = _FREE, False


def taste_row(words: Words, guild_id: int, object_id: int, member_id: int) -> ui.ActionRow[Any]:
    """Return the three buttons of one item for one member."""
    row: ui.ActionRow[Any] = ui.ActionRow()
    for kind in KINDS:
        row.add_item(TasteButton.make(words, kind, guild_id, object_id, member_id))
    return row
