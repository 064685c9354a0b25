"""Implements `/membership status` and `value`. Every answer is ephemeral."""

import re
from typing import Any, Literal, Self

from discord import ui
from discord.utils import escape_markdown, format_dt

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer
from bot.i18n import Translator
from bot.payments.membership_overview import MembershipOverview, period_start
from cogs.membership import status_view, switch_buttons, value_view
from cogs.membership.buttons import CancelButton, ReminderButton, label, manage
from cogs.membership.gift_code_button import balance_buttons
from cogs.membership.switch import switch
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import PersistentButton


async def show_status(interaction: Interaction, guild_id: int) -> None:
    """Show a member's status in a server, with buttons for what they can do."""
    translate = interaction.client.translator(interaction)
    payments = interaction.client.services.payments
    overview = await payments.overview.load(guild_id, interaction.user.id)
    items: list[ui.Item[Any]] = [
        *_pay_buttons(translate, overview),
        *_keep_buttons(translate, overview),
        *(switch_buttons.StayButton.make(translate, each) for each in overview.planned),
        *balance_buttons(translate, await payments.gifts.balance(guild_id, interaction.user.id)),
        *_lasting_buttons(translate, overview, guild_id),
    ]
    await answer(interaction, status_view.draw(translate, overview, items))


class MembershipButton(
    PersistentButton,
    template=re.compile(r"lyceum:(?P<command>status|manage|switch):(?P<guild>\d{1,19})"),
):
    """Answers as the `/membership` command that its id names."""

    @classmethod
    def make(
        cls, translate: Translator, command: Literal["status", "manage", "switch"], guild_id: int
    ) -> Self:
        """Return the button for the status, Stripe's billing portal, or a switch."""
        labels = {"status": "turn-button-status", "manage": "status-button-manage"}
        label = translate(labels.get(command, "status-button-switch"))
        return cls(ui.Button(label=label, custom_id=f"lyceum:{command}:{guild_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the presser's status or link."""
        guild_id = self.number("guild")
        match self.carried["command"]:
            case "status":
                await show_status(interaction, guild_id)
            case "switch":
                await switch(interaction, guild_id, None, None, None)
            case _:
                await manage(interaction, guild_id)


async def show_value(interaction: Interaction) -> None:
    """Show what the member used in this period and its cost, with cancel buttons."""
    translate = interaction.client.translator(interaction)
    service = interaction.client.services.payments.overview
    guild_id, user_id = guild_of(interaction).id, interaction.user.id
    overview = await service.load(guild_id, user_id)
    blocks, buttons = list[str](), list[ui.Item[Any]]()
    for plan, entitlement in value_view.open_entitlements(overview):
        since = period_start(entitlement, overview.snapshot(entitlement))
        tallies = await service.use(guild_id, user_id, since)
        lines = (
            f"**{escape_markdown(plan.name)}**",
            translate("value-since", since=format_dt(since, "D")),
            value_view.used(translate, tallies),
            value_view.costs(translate, overview, entitlement),
        )
        blocks.append("\n".join(lines))
        whole = (
            entitlement.source == entitlement.stripe_id
        )  # else it is cancelled with another plan
        if whole and overview.pays(entitlement) and entitlement.renews:
            text = label(translate, "value-button-cancel", plan.name)
            buttons.append(CancelButton.make("end", entitlement.source, text))
    card = AnswerView(
        *(blocks or [translate("value-none")]),
        title=translate("value-title"),
        note=translate("value-how") if buttons else None,
        buttons=buttons,
    )
    await answer(interaction, card)


def _pay_buttons(translate: Translator, overview: MembershipOverview) -> list[ui.Item[Any]]:
    found: list[ui.Item[Any]] = []
    for entitlement in overview.entitlements.entitlements:
        if (
            entitlement.source in overview.invoices
            and entitlement.plan_id in overview.entitlements.plans
        ):
            plan = overview.entitlements.plans[entitlement.plan_id].name
            url = overview.invoices[entitlement.source].url
            found.append(ui.Button(label=label(translate, "status-button-pay", plan), url=url))
    return found


def _keep_buttons(translate: Translator, overview: MembershipOverview) -> list[ui.Item[Any]]:
    found: list[ui.Item[Any]] = [
        CancelButton.make(
            "keep", entitlement.source, label(translate, "status-button-keep", plan.name)
        )
        for plan, entitlement in value_view.open_entitlements(overview)
        if entitlement.reason == "cancelling"
        and overview.pays(entitlement)
        and entitlement.source == entitlement.stripe_id
    ]
    return found


def _lasting_buttons(
    translate: Translator, overview: MembershipOverview, guild_id: int
) -> list[ui.Item[Any]]:
    found: list[ui.Item[Any]] = []
    if (
        any(entitlement.stripe_id for entitlement in overview.entitlements.entitlements)
        or overview.gifts
    ):
        found.append(MembershipButton.make(translate, "manage", guild_id))
    if any(
        entitlement.renews and entitlement.reason == "active" and overview.pays(entitlement)
        for entitlement in overview.entitlements.entitlements
    ):
        found.append(MembershipButton.make(translate, "switch", guild_id))
    if status_view.holdings(overview):
        found.append(ReminderButton.make(translate, guild_id, wanted=not overview.reminders))
    return found
