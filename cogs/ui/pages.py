"""Splits a list into pages within Discord's limits, with buttons to turn them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

MAX_ENTRIES = 10
MAX_CHARACTERS = 5_000  # Discord takes 6,000 in all; the rest is for titles and footers
MAX_VALUE_LENGTH = 1_024
SECONDS = 600
COLOUR = discord.Colour(0x3B7A57)  # of lists without a fault


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One entry of a list: its name in bold, and lines about it."""

    name: str
    value: str


def paged(
    title: str, entries: Sequence[PageEntry], footer: str | None = None
) -> list[discord.Embed]:
    """Return the pages of a list."""
    pages: list[discord.Embed] = []
    for entry in entries:
        value = entry.value[:MAX_VALUE_LENGTH]
        size = len(entry.name) + len(value)
        full = not pages or len(pages[-1].fields) >= MAX_ENTRIES
        if full or len(pages[-1]) + size > MAX_CHARACTERS:
            page = discord.Embed(title=title, colour=COLOUR)
            if footer:
                page.set_footer(text=footer)
            pages.append(page)
        pages[-1].add_field(name=entry.name, value=value, inline=False)
    return pages


class PagesView(ui.View):
    """Turns pages; it is ephemeral, so only the member who asked can press."""

    def __init__(self, pages: Sequence[discord.Embed]) -> None:
        super().__init__(timeout=SECONDS)
        self._pages = pages
        self._at = 0
        self._back: ui.Button[PagesView] = ui.Button(emoji="◀️")
        self._on: ui.Button[PagesView] = ui.Button(emoji="▶️")
        self._back.callback = self._previous
        self._on.callback = self._next
        self.add_item(self._back)
        self.add_item(self._on)
        self._mark()

    async def _previous(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, -1)

    async def _next(self, interaction: discord.Interaction[Any]) -> None:
        await self._show(interaction, 1)

    async def _show(self, interaction: discord.Interaction[Any], step: int) -> None:
        self._at = min(max(self._at + step, 0), len(self._pages) - 1)
        self._mark()
        await interaction.response.edit_message(embed=self._pages[self._at], view=self)

    def _mark(self) -> None:
        self._back.disabled = self._at == 0
        self._on.disabled = self._at == len(self._pages) - 1


async def send_pages(interaction: discord.Interaction[Any], pages: Sequence[discord.Embed]) -> None:
    """Answer with a list, ephemerally; with buttons if it has several pages."""
    view = PagesView(pages) if len(pages) > 1 else discord.utils.MISSING
    await interaction.followup.send(embed=pages[0], view=view, ephemeral=True)
