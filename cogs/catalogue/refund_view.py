"""Shows staff a request for a refund with what is known, and decides it."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.catalogue.refunds import RefundEvidence
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.i18n import Translator
from bot.payments.money import format_amount
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, StaffButton


class RefundButton(
    StaffButton,
    template=re.compile(r"lyceum:refund:(?P<act>show|grant|decline):(?P<case>\d{1,19})"),
):
    """Shows or decides one request."""

    needs = "money"

    @classmethod
    def make(cls, translate: Translator, action: str, case_id: int) -> Self:
        """Return the button with its label."""
        return cls(
            ui.Button(
                label=translate(f"refund-button-{action}"),
                style=discord.ButtonStyle.danger
                if action == "grant"
                else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:refund:{action}:{case_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Answer with the request, or edit it once it is decided."""
        return "message" if self.carried["act"] == "show" else "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the request, or refund, or decline."""
        refunds, guild_id = interaction.client.services.catalogue.refunds, guild_of(interaction).id
        case_id, actor_id = self.number("case"), interaction.user.id
        if self.carried["act"] == "show":
            await answer(interaction, await _view(interaction, case_id))
            return
        decide = refunds.grant if self.carried["act"] == "grant" else refunds.decline
        await decide(guild_id, actor_id, case_id)
        await replace_message(interaction, await _view(interaction, case_id))


async def show_queue(interaction: Interaction) -> None:
    """Answer with the oldest request, and how many wait."""
    guild_id = guild_of(interaction).id
    waiting = await interaction.client.services.catalogue.refunds.waiting(guild_id)
    if not waiting:
        translate = interaction.client.translator(interaction)
        await say(interaction, translate("refund-none"), state="good")
        return
    await answer(interaction, await _view(interaction, waiting[0].id, waiting=len(waiting)))


async def _view(interaction: Interaction, case_id: int, *, waiting: int = 1) -> AnswerView:
    translate = interaction.client.translator(interaction)
    refunds = interaction.client.services.catalogue.refunds
    found = await refunds.evidence(guild_of(interaction).id, case_id)
    open_now = found.case.state == "open"
    waits = translate("refund-waiting", count=waiting) if waiting > 1 else ""
    source = translate("refund-source", source=found.case.source)
    buttons: list[ui.Item[Any]] = [
        RefundButton.make(translate, act, case_id) for act in ("grant", "decline")
    ]
    return AnswerView(
        _evidence(translate, found),
        "> " + discord.utils.escape_markdown(found.case.reason),
        translate(f"refund-state-{found.case.state}"),
        title=translate("refund-title", number=case_id),
        state="attention" if open_now else "good",
        note="\n".join(filter(None, (waits, source))),
        buttons=buttons if open_now else (),
    )


def _evidence(translate: Translator, found: RefundEvidence) -> str:
    """Return who bought what, when, for how much, and how often it was opened."""
    paid = (
        format_amount(found.amount, found.currency, translate.language)
        if found.currency
        else translate("refund-amount-unknown")
    )
    bought = found.bought_at
    return "\n".join(
        (
            translate(
                "refund-bought",
                member=f"<@{found.case.user_id}>",
                product=discord.utils.escape_markdown(found.offer.name),
                price=paid,
                at="—" if bought is None else discord.utils.format_dt(bought, "f"),
            ),
            translate("refund-opened", count=found.opened),
            translate("refund-terms-unasked")
            if found.terms_at is None
            else translate("refund-terms", at=discord.utils.format_dt(found.terms_at, "f")),
        )
    )
