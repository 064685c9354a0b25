"""What members do with money: see the plans, subscribe, see where they stand."""

from datetime import datetime

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import LyceumClient
from bot.i18n import Words
from bot.payments.checkout import MOST_SEATS, CheckoutDesk, Purchase
from bot.payments.entitlement import Entitlement, State
from bot.payments.keeper import Keeper, Standing
from bot.payments.plans import PlanDesk
from bot.payments.tidings import Tidings
from cogs.gifts import GiftCounter
from cogs.money_view import plan_lines, price
from cogs.pages import Entry, paged, send_pages

Interaction = discord.Interaction[LyceumClient]
LONGEST_STATUS = 12  # lines; the newest, where somebody had more
NEVER_BEGAN = ("failed", "incomplete-expired")


class MembershipCog(commands.Cog):
    """Members' side of money. Every answer is for the member's eyes only."""

    def __init__(
        self,
        plans: PlanDesk,
        checkout: CheckoutDesk,
        keeper: Keeper,
        tidings: Tidings,
        gifts: GiftCounter,
    ) -> None:
        self._plans = plans
        self._checkout = checkout
        self._keeper = keeper
        self._tidings = tidings
        self._gifts = gifts

    membership = app_commands.Group(
        name="membership", description="Your membership", guild_only=True
    )

    @app_commands.command(name="plans", description="See what memberships there are")
    @app_commands.guild_only()
    async def plans(self, interaction: Interaction) -> None:
        """List what is on sale."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        words = interaction.client.words(interaction)
        on_sale = await self._plans.on_sale(interaction.guild_id)
        if not on_sale:
            await interaction.response.send_message(words("money-no-plans"), ephemeral=True)
            return
        entries = [
            Entry(discord.utils.escape_markdown(plan.name), plan_lines(words, plan))
            for plan in on_sale
        ]
        pages = paged(words("money-plans-title"), entries, words("money-plans-how"))
        await send_pages(interaction, pages)

    @app_commands.command(name="subscribe", description="Become a member: opens a payment page")
    @app_commands.describe(plan="Which membership", seats="For how many people, you among them")
    @app_commands.guild_only()
    async def subscribe(
        self,
        interaction: Interaction,
        plan: str,
        seats: app_commands.Range[int, 1, MOST_SEATS] = 1,
    ) -> None:
        """Open a hosted checkout page and hand over its link."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = interaction.client.words(interaction)
        guild_id, user_id = interaction.guild_id, interaction.user.id
        await self._tidings.remember_language(guild_id, user_id, words.language)
        checkout = await self._checkout.open(
            Purchase(guild_id, user_id, plan, words.language, seats=seats)
        )
        await self._checkout.remember_reply(checkout.id, interaction.token)
        view = ui.View()
        view.add_item(ui.Button(label=words("money-pay-button"), url=checkout.url))
        await interaction.followup.send(
            words(
                "money-pay",
                plan=discord.utils.escape_markdown(checkout.plan.name),
                price=price(words, checkout.plan),
                until=discord.utils.format_dt(checkout.expires_at, "R"),
            ),
            view=view,
            ephemeral=True,
        )

    @membership.command(name="gift", description="Pay for somebody else, or get a gift code")
    @app_commands.describe(
        plan="Which membership", member="Who gets it; leave it out for a gift code"
    )
    async def gift(
        self,
        interaction: Interaction,
        plan: str,
        member: discord.Member | discord.User | None = None,
    ) -> None:
        """Open a payment page for a gift."""
        await self._gifts.give(interaction, plan, member)

    @membership.command(name="redeem", description="Use a gift code or a seat's code")
    @app_commands.describe(code="The code that you were given")
    async def redeem(
        self, interaction: Interaction, code: app_commands.Range[str, 1, 100]
    ) -> None:
        """Turn a code into a membership."""
        await self._gifts.redeem(interaction, code)

    @gift.autocomplete("plan")
    @subscribe.autocomplete("plan")
    async def _plan_names(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        words = interaction.client.words(interaction)
        on_sale = await self._plans.on_sale(interaction.guild_id or 0)
        return [
            app_commands.Choice(name=f"{plan.name} · {price(words, plan)}"[:100], value=plan.name)
            for plan in on_sale
            if typed.lower() in plan.name.lower()
        ][:25]

    @membership.command(name="status", description="See what you have, until when, and what's next")
    async def status(self, interaction: Interaction) -> None:
        """Say where the member stands, in words."""
        assert interaction.guild_id is not None  # noqa: S101 guild_only
        words = interaction.client.words(interaction)
        standing = await self._keeper.standing(interaction.guild_id, interaction.user.id)
        lines = [
            line
            for entitlement in standing.entitlements
            if (line := _line(words, standing, entitlement))
        ]
        view = ui.View(timeout=None)
        for button in await self._gifts.code_buttons(interaction):
            view.add_item(button)
        await interaction.response.send_message(
            "\n".join(lines[-LONGEST_STATUS:]) if lines else words("money-status-none"),
            view=view,
            ephemeral=True,
        )


def _line(words: Words, standing: Standing, entitlement: Entitlement) -> str | None:
    """Say one entitlement: what, until when, what happens next."""
    plan = standing.plans.get(entitlement.plan_id)
    if plan is None or entitlement.reason in NEVER_BEGAN:
        return None
    name = discord.utils.escape_markdown(plan.name)
    until = _date(entitlement.ends_at) if entitlement.ends_at else ""
    match entitlement.state:
        case State.UPCOMING:
            begin = _date(entitlement.starts_at)
            return words("money-status-upcoming", plan=name, begin=begin, until=until)
        case State.SUSPENDED:
            return words("money-status-suspended", plan=name)
        case State.PENDING:
            return words("money-status-pending", plan=name)
        case State.GRACE:
            return words("money-status-grace", plan=name, until=until)
        case State.ENDED:
            return words("money-status-ended", plan=name, until=until or "-")
        case State.ACTIVE if entitlement.ends_at is None:
            return words("money-status-life", plan=name)
        case State.ACTIVE if entitlement.renews:
            return words("money-status-renews", plan=name, until=until)
        case State.ACTIVE:
            return words("money-status-ends", plan=name, until=until)


def _date(at: datetime) -> str:
    return discord.utils.format_dt(at, "D")


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    parts = client.parts
    gifts = GiftCounter(parts.checkout, parts.gifts, parts.redemption, parts.tidings)
    await client.add_cog(
        MembershipCog(parts.plans, parts.checkout, parts.keeper, parts.tidings, gifts)
    )
