"""The button that shows codes to whoever paid for them. It outlives restarts."""

import io
import re
from collections.abc import Iterable
from typing import Any, Self

import discord
from discord import ui

from bot.client import LyceumClient
from bot.i18n import Words
from bot.payments.sharing.gifts import Shown, Stock
from bot.payments.telling.code_news import WITH_CODES
from cogs.press import Press
from data.notices import Notice

MOST_IN_TEXT = 20  # codes; more come as a file
MOST_BUTTONS = 20  # a message takes 25 in all


class CodesButton(
    Press,
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"lyceum:codes:(?P<source>\w{4,85})"),
):
    """Shows fresh codes of one payment or subscription. Whose they are, the desk knows."""

    def __init__(self, source: str, label: str | None = None) -> None:
        self._source = source
        super().__init__(
            ui.Button(
                label=label,
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:codes:{source}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(match["source"])

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Show the codes to their owner."""
        await show(interaction, self._source)


async def show(interaction: discord.Interaction[LyceumClient], source: str) -> None:
    """Answer with fresh codes, for the eyes of whoever pressed only."""
    shown = await interaction.client.parts.gifts.show(source, interaction.user.id)
    words = interaction.client.words(interaction)
    if len(shown.codes) <= MOST_IN_TEXT:
        await interaction.followup.send(codes_text(words, shown), ephemeral=True)
        return
    file = discord.File(io.BytesIO("\n".join(shown.codes).encode()), filename="codes.txt")
    await interaction.followup.send(_heading(words, shown), file=file, ephemeral=True)


def codes_text(words: Words, shown: Shown) -> str:
    """Return the codes with what to do with them."""
    return "\n".join((_heading(words, shown), *(f"`{code}`" for code in shown.codes)))


def stock_buttons(words: Words, stocks: Iterable[Stock]) -> list[CodesButton]:
    """Return a button for each payment or subscription that has codes, with how many are used."""
    return [
        CodesButton(
            stock.offer.source,
            words(
                "gift-button-stock",
                plan=stock.offer.plan[:40],
                used=stock.used,
                total=stock.offer.total,
            ),
        )
        for stock in stocks
    ][:MOST_BUTTONS]


def notice_button(words: Words, notice: Notice) -> CodesButton | None:
    """Return the button that belongs to a notice about codes."""
    if notice.message not in WITH_CODES:
        return None
    return CodesButton(str(notice.arguments["source"]), words("gift-button"))


def _heading(words: Words, shown: Shown) -> str:
    return words(
        "gift-codes-seats" if shown.offer.seats else "gift-codes-gift",
        plan=discord.utils.escape_markdown(shown.offer.plan),
        used=shown.used,
        total=shown.offer.total,
        fresh=len(shown.codes),
    )
