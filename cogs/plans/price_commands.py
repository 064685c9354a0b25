"""`/plan price`: staff manage the prices of a plan."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.errors import UserError
from bot.payments.money import suggest_currencies
from bot.payments.plan_prices import PlanPriceService
from bot.payments.plan_request import MAX_PASS_DAYS, PriceRequest
from bot.payments.plans import PlanService
from cogs.plans.options import Amount, Interval, PlanName, PriceId, read_price
from cogs.plans.plan_text import MAX_CHOICES, plan_choices, plan_lines, price_choices
from cogs.plans.role_checks import check_seller
from cogs.ui.checks import needs, staff_only
from cogs.ui.interactions import guild_of


class PriceCommands(commands.Cog):
    """The subgroup `price` of `/plan`."""

    plans: PlanService
    plan_prices: PlanPriceService

    price = app_commands.Group(name="price", description="Manage the prices of a plan")

    @needs("money")
    @price.command(
        name="add", description="Sell a plan at another price, or change the amount of one"
    )
    @app_commands.describe(
        plan="Plan name",
        amount="Price, e.g. 9.90",
        interval="Billing interval",
        currency="Three letters, e.g. CNY; default: that of the plan",
        days="For one-time payments: days of access",
    )
    async def add_price(
        self,
        interaction: Interaction,
        plan: PlanName,
        amount: Amount,
        interval: Interval,
        currency: app_commands.Range[str, 3, 3] | None = None,
        days: app_commands.Range[int, 1, MAX_PASS_DAYS] | None = None,
    ) -> None:
        """Add a price, after checking that its role can be given."""
        await check_seller(self.plans, interaction, plan)
        translate = interaction.client.translator(interaction)
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        changed = await self.plan_prices.add(
            PriceRequest(guild_id, actor_id, plan, amount, interval, currency, days)
        )
        name = discord.utils.escape_markdown(changed.name)
        lines = [translate("plan-price-added", plan=name), plan_lines(translate, changed)]
        await say(interaction, "\n".join(lines), state="good")

    @needs("manage")
    @price.command(
        name="retire", description="Stop selling a plan at a price; those who pay it keep it"
    )
    @app_commands.describe(plan="Plan name", price="Which price")
    async def retire_price(self, interaction: Interaction, plan: PlanName, price: PriceId) -> None:
        """Take one of a plan's prices off sale."""
        translate = interaction.client.translator(interaction)
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        changed = await self.plan_prices.retire(guild_id, actor_id, plan, read_price(price) or 0)
        name = discord.utils.escape_markdown(changed.name)
        lines = [translate("plan-price-retired", plan=name), plan_lines(translate, changed)]
        await say(interaction, "\n".join(lines), state="good")

    @add_price.autocomplete("currency")
    @staff_only
    async def _price_currencies(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await currency_choices(self.plans, interaction, typed)

    @add_price.autocomplete("plan")
    @retire_price.autocomplete("plan")
    @staff_only
    async def _priced_plans(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return plan_choices(await self.plans.on_sale(guild_of(interaction).id), typed)

    @retire_price.autocomplete("price")
    @staff_only
    async def _prices(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await prices_of_typed_plan(self.plans, interaction, typed)


async def usual_currency(plans: PlanService, guild_id: int) -> str:
    """Return the currency of the newest plan; raise UserError if there is none."""
    used = await plans.currencies(guild_id)
    if not used:
        raise UserError("plan-currency-needed")
    return used[0]


async def currency_choices(
    plans: PlanService, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Offer currencies, those in use first."""
    used = await plans.currencies(guild_of(interaction).id)
    language = interaction.client.translator(interaction).language
    return [
        app_commands.Choice(name=f"{code.upper()} · {name}"[:100], value=code.upper())
        for code, name in suggest_currencies(typed, used, language)[:MAX_CHOICES]
    ]


async def prices_of_typed_plan(
    plans: PlanService, interaction: discord.Interaction[Any], typed: str
) -> list[app_commands.Choice[str]]:
    """Offer the prices of the plan that was chosen before, or of the only one."""
    name = str(getattr(interaction.namespace, "plan", None) or "").casefold()
    on_sale = await plans.on_sale(guild_of(interaction).id)
    named = [plan for plan in on_sale if plan.name.casefold() == name] or on_sale
    if len(named) > 1:
        return []
    translate = interaction.client.translator(interaction)
    return [choice for plan in named for choice in price_choices(translate, plan, typed)]
