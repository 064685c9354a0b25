"""Members' commands about payments: subscribe, see their status, give and redeem."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.payments.billing_portal import MAX_SEATS
from bot.payments.coupons.coupon_request import MAX_CODE_LENGTH
from bot.payments.plans import PlanService
from cogs.membership.buttons import CancelButton, ReminderButton, manage
from cogs.membership.gifts import GiftCommands
from cogs.membership.price_choice import PriceButton
from cogs.membership.status import MembershipButton, show_status, show_value
from cogs.membership.subscribe import SubscribeButton, subscribe
from cogs.membership.switch import switch
from cogs.membership.switch_buttons import StayButton, SwitchButton
from cogs.plans.options import PlanName, PriceId, read_price
from cogs.plans.plan_text import choice, plan_choices
from cogs.plans.price_commands import prices_of_typed_plan
from cogs.ui.interactions import guild_of


class MembershipCog(commands.Cog):
    """Members' commands about payments. Every answer is ephemeral."""

    def __init__(
        self,
        plans: PlanService,
        gifts: GiftCommands,
    ) -> None:
        self._plans = plans
        self._gifts = gifts

    membership = app_commands.Group(
        name="membership", description="Your membership", guild_only=True
    )

    @app_commands.command(name="subscribe", description="Become a member (opens a checkout page)")
    @app_commands.describe(
        plan="Plan name",
        seats="Number of people, including you",
        price="How you want to pay",
        coupon="Code of a coupon",
    )
    @app_commands.guild_only()
    async def subscribe(
        self,
        interaction: Interaction,
        plan: PlanName,
        seats: app_commands.Range[int, 1, MAX_SEATS] = 1,
        price: PriceId | None = None,
        coupon: app_commands.Range[str, 1, MAX_CODE_LENGTH] = "",
    ) -> None:
        """Open a hosted checkout page and return its link."""
        await subscribe(
            interaction,
            guild_of(interaction).id,
            plan,
            seats,
            read_price(price),
            coupon,
        )

    @membership.command(
        name="gift", description="Buy a membership for someone else, or a gift code"
    )
    @app_commands.describe(
        plan="Plan name",
        member="Who gets it; leave out to get a gift code",
        price="How you want to pay",
    )
    async def gift(
        self,
        interaction: Interaction,
        plan: PlanName,
        member: discord.Member | discord.User | None = None,
        price: PriceId | None = None,
    ) -> None:
        """Open a checkout page for a gift."""
        await self._gifts.give(interaction, plan, member, read_price(price))

    @membership.command(name="redeem", description="Redeem a gift code or a seat code")
    @app_commands.describe(code="The code you were given")
    async def redeem(self, interaction: Interaction, code: app_commands.Range[str, 1, 100]) -> None:
        """Redeem a code for a membership."""
        await self._gifts.redeem(interaction, code)

    @membership.command(
        name="switch", description="Switch to another price, plan or number of seats"
    )
    @app_commands.describe(
        plan="Plan name", price="How you want to pay", seats="Number of people, including you"
    )
    async def switch(
        self,
        interaction: Interaction,
        plan: PlanName | None = None,
        price: PriceId | None = None,
        seats: app_commands.Range[int, 1, MAX_SEATS] | None = None,
    ) -> None:
        """Show what a switch costs, and ask."""
        guild_id = guild_of(interaction).id
        await switch(interaction, guild_id, plan, read_price(price), seats)

    @gift.autocomplete("plan")
    @subscribe.autocomplete("plan")
    @switch.autocomplete("plan")
    async def _plan_names(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        translate = interaction.client.translator(interaction)
        on_sale = await self._plans.on_sale(guild_of(interaction).id)
        return plan_choices(on_sale, typed, lambda plan: choice(translate, plan))

    @gift.autocomplete("price")
    @subscribe.autocomplete("price")
    @switch.autocomplete("price")
    async def _prices(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await prices_of_typed_plan(self._plans, interaction, typed)

    @membership.command(
        name="status", description="See what you have, until when, and what happens next"
    )
    async def status(self, interaction: Interaction) -> None:
        """Show the member's status."""
        await show_status(interaction, guild_of(interaction).id)

    @membership.command(
        name="manage", description="Update your card, see invoices, cancel or switch plans"
    )
    async def manage(self, interaction: Interaction) -> None:
        """Return the link to Stripe's billing portal."""
        await manage(interaction, guild_of(interaction).id)

    @membership.command(
        name="value", description="See how you use your membership and what it costs"
    )
    async def value(self, interaction: Interaction) -> None:
        """Show usage and cost, with a cancel button."""
        await show_value(interaction)


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    payments = client.services.payments
    gifts = GiftCommands(payments.checkout, payments.redemption, payments.outbox)
    await client.add_cog(MembershipCog(payments.plans, gifts))
    client.add_dynamic_items(
        CancelButton,
        MembershipButton,
        PriceButton,
        ReminderButton,
        StayButton,
        SubscribeButton,
        SwitchButton,
    )
