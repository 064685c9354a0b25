"""`/coupon`: staff make, list and retire coupons."""

from collections.abc import Sequence
from typing import Literal

import discord
from discord import app_commands

from bot.catalogue.offer_choices import OfferChoices
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import say
from bot.discord.permissions import role_given
from bot.join.build import join_link
from bot.payments.coupons.coupon_request import (
    MAX_CODE_LENGTH,
    MAX_DAYS,
    MAX_MONTHS,
    CouponRequest,
    Duration,
)
from bot.payments.coupons.service import Coupon, CouponService
from bot.payments.plans import PlanService
from cogs.coupons.coupon_text import coupon_line, discount_text
from cogs.plans.options import Amount, PlanName
from cogs.plans.plan_text import MAX_CHOICES, name_choices
from cogs.plans.price_commands import currency_choices
from cogs.plans.role_checks import check_role
from cogs.ui.checks import StaffGroup, needs, staff_only
from cogs.ui.interactions import guild_of
from cogs.ui.pages import PageEntry, paged, send_pages

MAX_NAMED = 20  # of the offers that a coupon is for
Code = app_commands.Range[str, 3, MAX_CODE_LENGTH]
Payments = Literal["first-payment", "some-months", "every-payment"]
DURATIONS: dict[Payments, Duration] = {
    "first-payment": "once",
    "some-months": "months",
    "every-payment": "forever",
}


class CouponsCog(StaffGroup, group_name="coupon", group_description="Manage discount coupons"):
    """Staff's commands for coupons."""

    def __init__(self, coupons: CouponService, plans: PlanService, choices: OfferChoices) -> None:
        self._coupons = coupons
        self._plans = plans
        self._choices = choices

    @needs("money")
    @app_commands.command(description="Make a coupon")
    @app_commands.describe(
        code="What members type, e.g. SPRING26",
        duration="Which payments it applies to",
        percent="Discount in percent",
        amount="Discount as an amount, e.g. 5.00",
        currency="Currency of the amount, e.g. EUR",
        months="Number of months for which it applies",
        limit="How many times it can be used",
        days="For how many days it can be used; default: until you retire it",
        plan="The only plan that it is for; default: all plans on sale",
    )
    async def add(
        self,
        interaction: Interaction,
        code: Code,
        duration: Payments,
        percent: app_commands.Range[int, 1, 100] | None = None,
        amount: Amount | None = None,
        currency: app_commands.Range[str, 3, 3] | None = None,
        months: app_commands.Range[int, 1, MAX_MONTHS] | None = None,
        limit: app_commands.Range[int, 1, 1_000_000] | None = None,
        days: app_commands.Range[int, 1, MAX_DAYS] | None = None,
        plan: PlanName | None = None,
    ) -> None:
        """Make a coupon at Stripe, unless it would give a role that they may not give."""
        guild_id = guild_of(interaction).id
        await self._check_giver(interaction, plan)
        made = await self._coupons.add(
            CouponRequest(
                guild_id=guild_id,
                actor_id=interaction.user.id,
                code=code,
                percent=percent,
                amount=amount,
                currency=currency,
                duration=DURATIONS[duration],
                months=months,
                limit=limit,
                days=days,
                plan=plan,
            )
        )
        names = _names(made, await self._choices.stripe_products(guild_id))
        await say(interaction, _made(interaction, made, names), state="good")

    @needs("money")
    @app_commands.command(name="list", description="List the coupons that can be used")
    async def list_(self, interaction: Interaction) -> None:
        """List the coupons with their use."""
        translate, guild_id = interaction.client.translator(interaction), guild_of(interaction).id
        coupons = await self._coupons.of_guild(guild_id)
        if not coupons:
            await say(interaction, translate("coupon-list-none"))
            return
        sold = await self._choices.stripe_products(guild_id)
        entries = [
            PageEntry(each.code, f"{coupon_line(translate, each)}\n{_names(each, sold)}")
            for each in coupons
        ]
        await send_pages(interaction, paged(translate("coupon-list-title"), entries))

    @needs("money")
    @app_commands.command(description="End a coupon; members who used it keep its discount")
    @app_commands.describe(code="The coupon's code")
    async def retire(self, interaction: Interaction, code: Code) -> None:
        """Let nobody use a coupon any more."""
        translate, guild_id = interaction.client.translator(interaction), guild_of(interaction).id
        retired = await self._coupons.retire(guild_id, interaction.user.id, code)
        await say(interaction, translate("coupon-retired", code=retired))

    async def _check_giver(self, interaction: Interaction, plan: str | None) -> None:
        """Refuse staff who could not give the role of each plan by hand. Raises UserError."""
        guild = guild_of(interaction)
        for sold in await self._plans.on_sale(guild.id):  # products give no role
            role = role_given(guild, sold)
            covered = plan is None or plan.casefold() == sold.name.casefold()
            if role is not None and covered:
                check_role(role, interaction, sold=True)

    @add.autocomplete("plan")
    @staff_only
    async def _plan_choices(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        guild_id = guild_of(interaction).id
        return name_choices(await self._choices.on_sale(guild_id, typed, MAX_CHOICES))

    @add.autocomplete("currency")
    @staff_only
    async def _currencies(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await currency_choices(self._plans, interaction, typed)

    @retire.autocomplete("code")
    @staff_only
    async def _codes(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await self._coupons.of_guild(guild_of(interaction).id)
        return [
            app_commands.Choice(name=each.code, value=each.code)
            for each in found
            if typed.upper() in each.code
        ][:MAX_CHOICES]


def _made(interaction: Interaction, made: Coupon, plans: str) -> str:
    """Return what a new coupon takes off, and the link to pay with it."""
    translate, services = interaction.client.translator(interaction), interaction.client.services
    discount = discount_text(translate, made.discount)
    text = translate("coupon-made", code=made.code, discount=discount, plans=plans)
    if services.join is None:
        return text
    link = join_link(services.deps.settings, guild_of(interaction).id, made.code)
    return f"{text}\n{translate('coupon-link', link=link)}"


def _names(coupon: Coupon, sold: Sequence[tuple[str, str | None]]) -> str:
    """Return what a coupon is for; of thousands of products only the first ones."""
    names = [name for name, product in sold if not coupon.products or product in coupon.products]
    more = f" +{len(names) - MAX_NAMED}" if len(names) > MAX_NAMED else ""
    return ", ".join(map(discord.utils.escape_markdown, names[:MAX_NAMED])) + more or "—"


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    payments, choices = client.services.payments, client.services.catalogue.offer_choices
    await client.add_cog(CouponsCog(payments.coupons, payments.plans, choices))
