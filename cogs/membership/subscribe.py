"""Opens Stripe's checkout page: by `/subscribe`, or by a button below a DM."""

import re
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, say
from bot.discord.members import fetch_member
from bot.errors import UserError
from bot.i18n import Translator
from bot.payments.checkout import OpenCheckout, Purchase
from cogs.coupons.coupon_text import discount_text
from cogs.membership import price_choice
from cogs.membership.buttons import label
from cogs.membership.status import MembershipButton
from cogs.plans.plan_text import order, pay_button
from cogs.ui.interactions import server_channel
from cogs.ui.persistent_item import PersistentButton
from data.plans import OfferKind, Plan

MAX_TOOLS = 5  # whose devices an order names
HELD = ("payments-already-member", "payments-same-paid", "payments-seats-change")


async def subscribe(
    interaction: Interaction,
    guild_id: int,
    plan: str,
    seats: int = 1,
    price: int | None = None,
    coupon: str = "",
    *,
    kind: OfferKind = "plan",
) -> None:
    """Open a checkout page for an offer, after asking at which of several prices."""
    translate = interaction.client.translator(interaction)
    payments = interaction.client.services.payments
    if price is None:
        sold = await payments.plans.find(guild_id, plan, kind)
        if sold is not None and len(sold.prices) > 1:
            await price_choice.offer_prices(interaction, sold, seats, coupon)
            return
    await payments.outbox.remember_language(guild_id, interaction.user.id, translate.language)
    purchase = Purchase(
        guild_id,
        interaction.user.id,
        plan,
        translate.language,
        seats=seats,
        price=price,
        coupon=coupon,
        channel_id=server_channel(interaction),
    )
    try:
        checkout = await payments.checkout.open(purchase)
    except UserError as error:
        if not await _offer_switch(interaction, guild_id, error):
            raise
        return
    await payments.outbox.remember_reply(checkout.id, interaction.token)
    note = translate("payments-test-mode") if payments.test_mode else None
    button = pay_button(translate, checkout)
    text = "\n".join((_text(translate, checkout), *await _devices(interaction, checkout.plan)))
    await answer(interaction, AnswerView(text, note=note, buttons=[button]))


def _text(translate: Translator, checkout: OpenCheckout) -> str:
    """Return what a page asks for, and what it doesn't end."""
    name = discord.utils.escape_markdown(checkout.plan.name)
    text = translate(
        "payments-pay-trial" if checkout.trial_days else "payments-pay",
        plan=name,
        price=order(translate, checkout),
        until=discord.utils.format_dt(checkout.expires_at, "R"),
    )
    if checkout.coupon is not None:
        discount = discount_text(translate, checkout.coupon.discount)
        text += "\n" + translate("coupon-applied", code=checkout.coupon.code, discount=discount)
    if checkout.held_until is not None:
        until = discord.utils.format_dt(checkout.held_until, "D")
        text += "\n" + translate("payments-pay-early", plan=name, until=until)
    if checkout.beside:
        held = discord.utils.escape_markdown(", ".join(checkout.beside))
        text += "\n" + translate("payments-pay-beside", plan=name, held=held)
    return text


async def _devices(interaction: Interaction, offer: Plan) -> list[str]:
    """Return on how many devices the licence key of each tool of an offer works."""
    services, translate = interaction.client.services, interaction.client.translator(interaction)
    if services.licences is None:
        return []
    held = await services.catalogue.contents.held_by(offer)
    return [
        translate(
            "catalogue-order-devices",
            title=discord.utils.escape_markdown(each.title),
            devices=translate("catalogue-devices", count=each.max_devices),
        )
        for each in [one for one in held if one.kind == "tool"][:MAX_TOOLS]
    ]


async def _offer_switch(interaction: Interaction, guild_id: int, refusal: UserError) -> bool:
    """Offer to switch what the member has; return False if they can't."""
    service = interaction.client.services.payments.switching
    if refusal.message not in HELD or not await service.holdings(guild_id, interaction.user.id):
        return False
    translate = interaction.client.translator(interaction)
    names = {
        name: discord.utils.escape_markdown(value) if isinstance(value, str) else value
        for name, value in refusal.arguments.items()
    }
    button = MembershipButton.make(translate, "switch", guild_id)
    text = translate(refusal.message, **names)
    await say(interaction, text, state="attention", buttons=[button])
    return True


class SubscribeButton(
    PersistentButton,
    template=re.compile(r"lyceum:subscribe:(?P<guild>\d{1,19}):(?P<plan>\d{1,19})"),
):
    """Opens a checkout page for the member who presses it, as `/subscribe` does."""

    @classmethod
    def make(cls, translate: Translator, guild_id: int, plan_id: int, plan: str) -> Self:
        """Return the button with its label."""
        return cls.labelled(label(translate, "turn-button-subscribe", plan), guild_id, plan_id)

    @classmethod
    def labelled(cls, text: str, guild_id: int, plan_id: int) -> Self:
        """Return the button with another label."""
        return cls(
            ui.Button(
                label=text,
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:subscribe:{guild_id}:{plan_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the link, at the plan's present price.

        Raises:
            UserError: They are not a member of the server, or the plan is no longer sold.
        """
        guild_id = self.number("guild")
        plan = await plan_on_sale(interaction, guild_id, self.number("plan"))
        await subscribe(interaction, guild_id, plan.name, kind=plan.kind)


async def plan_on_sale(interaction: Interaction, guild_id: int, plan_id: int) -> Plan:
    """Return an offer, if the member can buy it in this server.

    Raises:
        UserError: They are not a member of the server, or the plan is no longer sold.
    """
    await require_member(interaction, guild_id)
    plan = await interaction.client.services.payments.plans.sold(guild_id, plan_id)
    if plan is None:
        raise UserError("payments-plan-gone")
    return plan


async def require_member(interaction: Interaction, guild_id: int) -> None:
    """Refuse non-members of a served server, because nothing could be given to them.

    Raises:
        UserError: They are not a member of the server, or it is not served.
    """
    client = interaction.client
    guild = client.get_guild(guild_id) if await client.serves(guild_id) else None
    if guild is None or await fetch_member(guild, interaction.user.id) is None:
        raise UserError("payments-not-there")
