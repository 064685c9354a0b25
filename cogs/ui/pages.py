"""Splits a list into pages within Discord's limits, with buttons to turn them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerState, answer, box

MAX_ENTRIES = 10
MAX_CHARACTERS = 3_400  # of the entries; the rest of Discord's 4,000 is for title and small print
MAX_VALUE_LENGTH = 1_024
SECONDS = 600


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One entry of a list: its name in bold, if it has one, and lines about it."""

    name: str
    value: str

    @property
    def text(self) -> str:
        """The entry as one text."""
        return f"**{self.name}**\n{self.value}" if self.name else self.value


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its title, the entries' texts, and small print."""

    title: str
    texts: Sequence[str]
    note: str | None = None
    state: AnswerState = "neutral"

    def box(self, buttons: Iterable[ui.Item[Any]] = ()) -> ui.Container[Any]:
        """Return what a message shows of the page."""
        return box(*self.texts, title=self.title, state=self.state, note=self.note, buttons=buttons)


def paged(
    title: str,
    entries: Sequence[PageEntry],
    note: str | None = None,
    state: AnswerState = "neutral",
) -> list[Page]:
    """Return the pages of a list."""
    pages: list[list[str]] = []
    for entry in entries:
        text = entry.text[: MAX_VALUE_LENGTH + len(entry.name)]
        full = not pages or len(pages[-1]) >= MAX_ENTRIES
        if full or sum(map(len, pages[-1])) + len(text) > MAX_CHARACTERS:
            pages.append([])
        pages[-1].append(text)
    return [Page(title, texts, note, state) for texts in pages]


class PagesView(ui.LayoutView):
    """Turns pages; it is ephemeral, so only the member who asked can press.

    Args:
        pages: What it shows, one at a time.
        buttons: What stands below each page, before the buttons that turn them.
    """

    def __init__(self, pages: Sequence[Page], buttons: Sequence[ui.Item[Any]] = ()) -> None:
        super().__init__(timeout=SECONDS)
        self._pages = pages
        self._buttons = buttons
        self._at = 0
        self._back: ui.Button[Any] = ui.Button(emoji="◀️")
        self._on: ui.Button[Any] = ui.Button(emoji="▶️")
        self._back.callback = self._previous
        self._on.callback = self._next
        self._draw()

    async def _previous(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, -1)

    async def _next(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, 1)

    async def _show(self, interaction: discord.Interaction[Any], step: int) -> None:
        self._at = min(max(self._at + step, 0), len(self._pages) - 1)
        self._draw()
        await interaction.response.edit_message(
            view=self, allowed_mentions=discord.AllowedMentions.none()
        )

    def _draw(self) -> None:
        self._back.disabled = self._at == 0
        self._on.disabled = self._at == len(self._pages) - 1
        turning = (self._back, self._on) if len(self._pages) > 1 else ()
        self.clear_items()
        self.add_item(self._pages[self._at].box((*self._buttons, *turning)))


async def send_pages(interaction: discord.Interaction[Any], pages: Sequence[Page]) -> None:
    """Answer with a list, ephemerally; with buttons if it has several pages."""
    await answer(interaction, PagesView(pages))
