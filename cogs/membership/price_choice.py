"""Offers a plan's prices side by side, each with a button to pay."""

import re
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from bot.payments.coupons.coupon_request import read_code
from bot.payments.price_text import price_line, price_text
from bot.payments.prices import in_order_for
from cogs.membership import subscribe
from cogs.membership.buttons import MAX_LABEL_LENGTH
from cogs.ui.persistent_item import PersistentButton
from data.plans import Plan
from data.prices import Price


class PriceButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:price:(?P<guild>\d{1,19}):(?P<plan>\d{1,19}):(?P<price>\d{1,19}):(?P<seats>\d{1,3})"
        r"(:(?P<coupon>[A-Z0-9]{3,40}))?"
    ),
):
    """Opens a checkout page at one price, for the member who presses it."""

    @classmethod
    def make(
        cls, translate: Translator, plan: Plan, price: Price, seats: int, coupon: str = ""
    ) -> Self:
        """Return the button with what Stripe will charge as its label."""
        suffix = f":{coupon}" if coupon else ""
        return cls(
            ui.Button(
                label=price_text(translate, price, seats)[:MAX_LABEL_LENGTH],
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:price:{plan.guild_id}:{plan.id}:{price.id}:{seats}{suffix}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the link.

        Raises:
            UserError: They are not a member of the server, or the price is no longer sold.
        """
        guild_id, plan_id = self.number("guild"), self.number("plan")
        plan = await subscribe.plan_on_sale(interaction, guild_id, plan_id)
        seats, price, coupon = self.number("seats"), self.number("price"), self.carried["coupon"]
        await subscribe.subscribe(interaction, guild_id, plan.name, seats, price, coupon)


async def offer_prices(interaction: Interaction, plan: Plan, seats: int, coupon: str) -> None:
    """Ask at which of several prices the member wants to pay. Raises UserError."""
    code = read_code(coupon) if coupon else ""
    translate = interaction.client.translator(interaction)
    buttons, lines = list[PriceButton](), list[str]()
    for price in in_order_for(translate.language, plan.prices):
        if seats > 1 and not price.renews:
            continue
        lines.append(f"- {price_line(translate, price, seats)}")
        buttons.append(PriceButton.make(translate, plan, price, seats, code))
    name = discord.utils.escape_markdown(plan.name)
    text = "\n".join((translate("payments-which-price", plan=name), *lines))
    await say(interaction, text, buttons=buttons)
