"""The button that shows codes to the member who paid for them."""

import io
import re
from collections.abc import Iterable
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, say
from bot.i18n import Translator
from bot.payments.gifts.gift_codes import GiftBalance, IssuedCodes
from bot.payments.notifications.gift_notices import WITH_CODES
from cogs.ui.persistent_item import PersistentButton
from data.notices import Notice

FILE = "codes.txt"
MAX_IN_TEXT = 20  # codes; more are sent as a file
MAX_BUTTONS = 20  # a message takes 25 in all


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
        gifts = client.services.payments.gifts
        codes = await gifts.issue(self.carried["source"], interaction.user.id)
        translate = client.translator(interaction)
        if len(codes.codes) <= MAX_IN_TEXT:
            await say(interaction, codes_text(translate, codes))
            return
        file = discord.File(io.BytesIO("\n".join(codes.codes).encode()), filename=FILE)
        card = AnswerView(_heading(translate, codes), ui.File(f"attachment://{FILE}"))
        await answer(interaction, card, file)


def codes_text(translate: Translator, codes: IssuedCodes) -> str:
    """Return the codes, with what to do with them, as text."""
    return "\n".join((_heading(translate, codes), *(f"`{code}`" for code in codes.codes)))


def balance_buttons(translate: Translator, stocks: Iterable[GiftBalance]) -> list[CodesButton]:
    """Return a button per payment or subscription with codes, with how many are used."""
    return [
        CodesButton.make(
            balance.offer.source,
            translate(
                "gift-button-stock",
                plan=balance.offer.plan[:40],
                used=balance.used,
                total=balance.offer.total,
            ),
        )
        for balance in stocks
    ][:MAX_BUTTONS]


def notice_button(translate: Translator, notice: Notice) -> CodesButton | None:
    """Return the button for a notice about codes; None for other notices."""
    if notice.message not in WITH_CODES:
        return None
    return CodesButton.make(str(notice.arguments["source"]), translate("gift-button"))


def _heading(translate: Translator, codes: IssuedCodes) -> str:
    return translate(
        "gift-codes-seats" if codes.offer.seats else "gift-codes-gift",
        plan=discord.utils.escape_markdown(codes.offer.plan),
        used=codes.used,
        total=codes.offer.total,
        fresh=len(codes.codes),
    )
