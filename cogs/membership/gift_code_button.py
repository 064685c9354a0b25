"""The button that shows codes to the member who paid for them."""

import io
import re
from collections.abc import Iterable
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.i18n import Translator
from bot.payments.gifts.gift_codes import GiftBalance, IssuedCodes
from bot.payments.notifications.gift_notices import WITH_CODES
from cogs.ui.persistent_item import PersistentButton
from data.notices import Notice

MOST_IN_TEXT = 20  # codes; more are sent as a file
MOST_BUTTONS = 20  # a message takes 25 in all


class CodesButton(PersistentButton, template=re.compile(r"lyceum:codes:(?P<source>\w{4,85})")):
    """Shows codes of a payment or subscription; `GiftCodeService` checks the owner."""

    @classmethod
    def make(cls, source: str, label: str) -> Self:
        """Return the button for the codes of one payment or subscription."""
        style = discord.ButtonStyle.primary
        return cls(ui.Button(label=label, style=style, custom_id=f"lyceum:codes:{source}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the codes to their owner, ephemerally."""
        client = interaction.client
        shown = await client.services.gifts.issue(self.carried["source"], interaction.user.id)
        words = client.translator(interaction)
        if len(shown.codes) <= MOST_IN_TEXT:
            await interaction.followup.send(codes_text(words, shown), ephemeral=True)
            return
        file = discord.File(io.BytesIO("\n".join(shown.codes).encode()), filename="codes.txt")
        await interaction.followup.send(_heading(words, shown), file=file, ephemeral=True)


def codes_text(words: Translator, shown: IssuedCodes) -> str:
    """Return the codes, with what to do with them, as text."""
    return "\n".join((_heading(words, shown), *(f"`{code}`" for code in shown.codes)))


def stock_buttons(words: Translator, stocks: Iterable[GiftBalance]) -> list[CodesButton]:
    """Return a button per payment or subscription with codes, with how many are used."""
    return [
        CodesButton.make(
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


def notice_button(words: Translator, notice: Notice) -> CodesButton | None:
    """Return the button for a notice about codes; None for other notices."""
    if notice.message not in WITH_CODES:
        return None
    return CodesButton.make(str(notice.arguments["source"]), words("gift-button"))


def _heading(words: Translator, shown: IssuedCodes) -> str:
    return words(
        "gift-codes-seats" if shown.offer.seats else "gift-codes-gift",
        plan=discord.utils.escape_markdown(shown.offer.plan),
        used=shown.used,
        total=shown.offer.total,
        fresh=len(shown.codes),
    )
