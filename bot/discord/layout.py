"""The one look of all answers: a coloured box of short texts, then buttons.

The edge tells the state before anything is read. Texts are cut to what Discord takes in a message.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal, TypeAlias

import discord
from discord import ui

AnswerState: TypeAlias = Literal["good", "attention", "problem", "neutral"]
Block: TypeAlias = str | ui.Item[Any]

COLOURS: dict[AnswerState, discord.Colour] = {
    "good": discord.Colour(0x2E9E5B),
    "attention": discord.Colour(0xE67E22),
    "problem": discord.Colour(0xC0392B),
    "neutral": discord.Colour.blurple(),
}
MAX_CHARACTERS = 3_900  # Discord takes 4,000 in one message of components
MAX_ROWS = 5
MAX_IN_ROW = 5


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is sent with a message and shown by one of its components.

    Attributes:
        name: The file's name, other for each picture of a message.
        alt: What it shows, for those who can't see it; "" if not stated.
    """

    name: str
    alt: str
    content: bytes

    def thumbnail(self) -> ui.Thumbnail[Any]:
        """Return the component that shows it beside a text."""
        return ui.Thumbnail(f"attachment://{self.name}", description=self.alt or None)

    def gallery(self) -> ui.MediaGallery[Any]:
        """Return the component that shows it in full width."""
        shown = discord.MediaGalleryItem(f"attachment://{self.name}", description=self.alt or None)
        return ui.MediaGallery(shown)

    def file(self) -> discord.File:
        """Return the file to send; each can be sent once."""
        return discord.File(BytesIO(self.content), self.name, description=self.alt or None)


class AnswerView(ui.LayoutView):
    """A box with a title, blocks of text, small print and buttons.

    The most useful button comes first. Without callbacks no listener is needed: the ids of the
    buttons hold all state. `pictures` are what its components show; None leaves those of a message
    that is replaced.
    """

    def __init__(
        self,
        *blocks: Block,
        title: str | None = None,
        state: AnswerState = "neutral",
        note: str | None = None,
        buttons: Iterable[ui.Item[Any]] = (),
        timeout: float | None = None,
        pictures: Iterable[Picture] | None = None,
    ) -> None:
        super().__init__(timeout=timeout)
        self.pictures = None if pictures is None else tuple(pictures)
        self.add_item(box(*blocks, title=title, state=state, note=note, buttons=buttons))


def box(
    *blocks: Block,
    title: str | None = None,
    state: AnswerState = "neutral",
    note: str | None = None,
    buttons: Iterable[ui.Item[Any]] = (),
) -> ui.Container[Any]:
    """Return a box for a message of several; the parameters are those of `AnswerView`."""
    small = [f"-# {line}" for line in (note or "").split("\n") if line]
    whole = [
        *([heading(title)] if title else []),
        *(block for block in blocks if block),
        *(["\n".join(small)] if small else []),
    ]
    container: ui.Container[Any] = ui.Container(accent_colour=COLOURS[state])
    for item in _fitted(whole):
        container.add_item(ui.TextDisplay(item) if isinstance(item, str) else item)
    for row in rows(buttons):
        container.add_item(row)
    return container


def heading(title: str) -> str:
    """Return a title in the size that all answers have."""
    return f"### {title}"


def rows(buttons: Iterable[ui.Item[Any]]) -> list[ui.ActionRow[Any]]:
    """Return buttons and menus in as few rows as possible; those beyond are left out.

    A menu takes a row.
    """
    found: list[list[ui.Item[Any]]] = []
    for item in buttons:
        if not found or sum(each.width for each in found[-1]) + item.width > MAX_IN_ROW:
            found.append([])
        found[-1].append(item)
    return [ui.ActionRow(*row) for row in found[:MAX_ROWS]]


def cut(texts: Sequence[str], most: int = MAX_CHARACTERS) -> list[str]:
    """Return texts of at most `most` characters in all, by shortening the longest."""
    kept = list(texts)
    while (over := sum(map(len, kept)) - most) > 0:
        at = max(range(len(kept)), key=lambda index: len(kept[index]))
        kept[at] = kept[at][: max(len(kept[at]) - over - 1, len(kept[at]) // 2)] + "…"
    return kept


async def answer(
    interaction: discord.Interaction[Any],
    view: ui.LayoutView,
    file: discord.File = discord.utils.MISSING,
) -> None:
    """Answer an acknowledged command or press ephemerally."""
    files = [*files_of(view), *([] if file is discord.utils.MISSING else [file])]
    await interaction.followup.send(
        view=view, files=files, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )


def files_of(view: ui.LayoutView) -> list[discord.File]:
    """Return the pictures to send with a view."""
    pictures = view.pictures if isinstance(view, AnswerView) else None
    return [each.file() for each in pictures or ()]


async def say(
    interaction: discord.Interaction[Any],
    text: str,
    *,
    state: AnswerState = "neutral",
    buttons: Iterable[ui.Item[Any]] = (),
) -> None:
    """Answer with one text."""
    await answer(interaction, AnswerView(text, state=state, buttons=buttons))


async def replace_message(interaction: discord.Interaction[Any], view: ui.LayoutView) -> None:
    """Show a view in place of the message that was pressed."""
    has_own = isinstance(view, AnswerView) and view.pictures is not None
    await interaction.edit_original_response(
        view=view,
        attachments=files_of(view) if has_own else discord.utils.MISSING,
        allowed_mentions=discord.AllowedMentions.none(),
    )


def fingerprint(view: ui.LayoutView) -> str:
    """Return a hash of all that a message shows, to see whether it has to be edited."""
    components: list[dict[str, Any]] = view.to_components()
    return hashlib.sha256(json.dumps(components, sort_keys=True).encode()).hexdigest()


def _fitted(blocks: Sequence[Block]) -> list[Block]:
    """Cut the texts to what Discord takes, leaving room for those inside other items."""
    inside = sum(
        len(child.content)
        for block in blocks
        if isinstance(block, ui.Section)
        for child in block.walk_children()
        if isinstance(child, ui.TextDisplay)
    )
    texts = iter(cut([one for one in blocks if isinstance(one, str)], MAX_CHARACTERS - inside))
    return [next(texts) if isinstance(block, str) else block for block in blocks]
