"""`/plan`: staff manage the plans on sale."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import discord
from discord import app_commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.discord.members import member_roles
from bot.errors import UserError
from bot.i18n import Translator
from bot.join.build import join_link
from bot.payments.plan_panels import MAX_WELCOME_LENGTH
from bot.payments.plan_prices import PlanPriceService
from bot.payments.plan_request import (
    MAX_DESCRIPTION_LENGTH,
    MAX_PASS_DAYS,
    MAX_TRIAL_DAYS,
    PlanChange,
    PlanRequest,
)
from bot.payments.plans import PlanService
from bot.payments.role_sync.dry_run import RoleDryRunService
from cogs.plans import price_commands
from cogs.plans.channels import MAX_CHANNELS_LENGTH, checked_channels, close_channels
from cogs.plans.options import Amount, Interval, PlanName, given, with_terms
from cogs.plans.plan_text import plan_choices, plan_lines, policy_line
from cogs.plans.ports import PLANS_CHANGED, panels
from cogs.plans.price_commands import currency_choices, usual_currency
from cogs.plans.role_checks import check_role, check_seller
from cogs.plans.welcome import set_welcome
from cogs.ui.checks import StaffGroup, may_kick, needs, staff_only
from cogs.ui.confirm import ConfirmView
from cogs.ui.dry_run_view import DryRunView, dry_run_pages
from cogs.ui.interactions import guild_of, member_of
from cogs.ui.pages import PageEntry, paged, send_pages
from data.plan_terms import Terms
from data.plans import Plan

Description = app_commands.Range[str, 1, MAX_DESCRIPTION_LENGTH]
MAX_ID_LENGTH = 255  # characters of any object's id at Stripe


class PlansCog(
    price_commands.PriceCommands,
    StaffGroup,
    group_name="plan",
    group_description="Manage the plans you sell",
):
    """Staff's commands for plans."""

    def __init__(
        self, plans: PlanService, plan_prices: PlanPriceService, dry_runs: RoleDryRunService
    ) -> None:
        self.plans = plans
        self.plan_prices = plan_prices
        self._dry_runs = dry_runs

    @needs("money")
    @app_commands.command(description="Sell a membership that gives a role")
    @app_commands.describe(
        name="Plan name shown to members",
        role="Role granted on payment",
        amount="Price, e.g. 9.90",
        currency="Three letters, e.g. EUR; default: that of the newest plan",
        interval="Billing interval",
        trial_days="Free days before the first payment",
        price_id="Use an existing Stripe price (price_…)",
        description="One or two sentences about it",
        days="For one-time payments: days of access",
        channels="Channels that only its members see, e.g. #courses #questions",
    )
    @with_terms(preset=True)
    async def add(
        self,
        interaction: Interaction,
        name: PlanName,
        role: discord.Role,
        amount: Amount,
        interval: Interval,
        currency: app_commands.Range[str, 3, 3] | None = None,
        trial_days: app_commands.Range[int, 0, MAX_TRIAL_DAYS] = 0,
        price_id: app_commands.Range[str, 1, MAX_ID_LENGTH] | None = None,
        description: Description = "",
        days: app_commands.Range[int, 1, MAX_PASS_DAYS] | None = None,
        channels: app_commands.Range[str, 1, MAX_CHANNELS_LENGTH] = "",
        **options: object,
    ) -> None:
        """Create a plan, after checking that its role can be given."""
        check_role(role, interaction)
        closing = checked_channels(member_of(interaction), channels)
        translate = interaction.client.translator(interaction)
        terms, kick_refused = _allowed_terms(interaction, Terms(**given(options)))
        plan = await self.plans.add(
            PlanRequest(
                guild_id=role.guild.id,
                actor_id=interaction.user.id,
                name=name,
                role_id=role.id,
                amount=amount,
                currency=currency or await usual_currency(self.plans, role.guild.id),
                interval=interval,
                description=description,
                days=days,
                trial_days=trial_days,
                price_id=price_id,
                terms=terms,
            )
        )
        lines = [translate("plan-added", plan=_name(plan)), plan_lines(translate, plan)]
        lines += [translate("plan-kick-left-out")] if kick_refused else []
        lines += await close_channels(translate, role, closing)
        await say(interaction, "\n".join(lines), state="good")

    @needs("money")
    @app_commands.command(description="Change a plan; current members keep their price")
    @app_commands.describe(
        plan="Plan name",
        name="New name",
        role="New role; current members are moved to it",
        amount="New price for new members",
        description="New description",
        welcome=r"First steps shown after payment; \n starts a line, - removes it",
    )
    @with_terms(preset=False)
    async def edit(
        self,
        interaction: Interaction,
        plan: PlanName,
        name: PlanName | None = None,
        role: discord.Role | None = None,
        amount: Amount | None = None,
        description: Description | None = None,
        welcome: app_commands.Range[str, 1, MAX_WELCOME_LENGTH] | None = None,
        **options: object,
    ) -> None:
        """Change the given options, and keep the rest."""
        terms = given(options)
        await self._check_editor(interaction, plan, amount, role, terms)
        if welcome is not None:
            await set_welcome(interaction, plan, welcome)
            if not terms and (name, role, amount, description) == (None,) * 4:
                return
        translate = interaction.client.translator(interaction)
        change = PlanChange(
            guild_id=guild_of(interaction).id,
            actor_id=interaction.user.id,
            plan=plan,
            name=name,
            role_id=role.id if role else None,
            amount=amount,
            description=description,
            terms=terms,
        )
        if role is None or not await self._ask_first(interaction, change, role):
            await say(interaction, await self._edit(translate, change), state="good")

    async def _check_editor(
        self,
        interaction: Interaction,
        plan: str,
        amount: str | None,
        role: discord.Role | None,
        terms: Mapping[str, object],
    ) -> None:
        """Refuse what the staff member could not do by hand.

        That is to give the role that is sold, or to kick members.
        """
        if terms.get("on_end") == "kick" and not may_kick(interaction):
            raise UserError("plan-kick-beyond")
        if role is not None:
            check_role(role, interaction)
        elif amount is not None:
            await check_seller(self.plans, interaction, plan)

    async def _edit(self, translate: Translator, change: PlanChange) -> str:
        changed = await self.plans.edit(change)
        lines = [translate("plan-edited", plan=_name(changed)), plan_lines(translate, changed)]
        if changed.adopted and change.amount is not None:
            lines.append(translate("plan-edited-adopted"))
        return "\n".join(lines)

    async def _ask_first(
        self, interaction: Interaction, change: PlanChange, role: discord.Role
    ) -> bool:
        """Show who gains and loses by another role, and ask; return False if nobody does."""
        translate = interaction.client.translator(interaction)
        for plan in await self.plans.on_sale(change.guild_id):
            if plan.name.casefold() == change.plan.casefold() and plan.role_id != role.id:
                actual, instead = await member_roles(role.guild), {plan.id: role.id}
                found = await self._dry_runs.dry_run(change.guild_id, actual, instead)
                concerned = found.of({plan.role_id or 0, role.id})
                break
        else:
            return False
        if concerned.is_empty:
            return False
        title = translate("grants-rehearsal-plan-title", plan=plan.name)
        pages = dry_run_pages(translate, title, concerned)
        label = translate("grants-rehearsal-button")
        view = DryRunView(pages, label, partial(self._edit_after_all, change), needs="money")
        await answer(interaction, view)
        return True

    async def _edit_after_all(self, change: PlanChange, interaction: Interaction) -> None:
        role = guild_of(interaction).get_role(change.role_id or 0)
        if role is not None:  # again: its permissions may have changed since the question
            check_role(role, interaction)
        text = await self._edit(interaction.client.translator(interaction), change)
        interaction.client.dispatch(PLANS_CHANGED)
        await replace_message(interaction, AnswerView(text, state="good"))

    @needs("manage")
    @app_commands.command(description="Stop selling a plan; current members keep it")
    @app_commands.describe(plan="Plan name")
    async def retire(self, interaction: Interaction, plan: PlanName) -> None:
        """Ask, then take a plan off sale."""
        translate = interaction.client.translator(interaction)
        meant = await self.plans.named(guild_of(interaction).id, plan)
        view = ConfirmView(
            translate("plan-retire-sure", plan=_name(meant)),
            translate("plan-retire-button"),
            partial(self._retire, meant.name),
        )
        await answer(interaction, view)

    async def _retire(self, name: str, interaction: Interaction) -> None:
        translate = interaction.client.translator(interaction)
        plan = await self.plans.retire(guild_of(interaction).id, interaction.user.id, name)
        interaction.client.dispatch(PLANS_CHANGED)
        message = "plan-retired-adopted" if plan.price.adopted else "plan-retired"
        text = translate(message, plan=_name(plan))
        await replace_message(interaction, AnswerView(text, state="good"))

    @needs("money")
    @app_commands.command(description="Show the plans in a channel, with buttons to subscribe")
    @app_commands.describe(channel="Where to show them")
    async def panel(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        """Post a message that is kept up to date."""
        await panels(interaction).post(interaction, channel)
        translate = interaction.client.translator(interaction)
        await say(
            interaction, translate("plan-panel-posted", channel=channel.mention), state="good"
        )

    @needs("money")
    @app_commands.command(name="list", description="See all plans and their number of members")
    async def list_(self, interaction: Interaction) -> None:
        """Show every plan with its state and number of holders."""
        translate = interaction.client.translator(interaction)
        every = await self.plans.list_all(guild_of(interaction).id)
        settings = interaction.client.services.deps.guild_settings.of(guild_of(interaction).id)
        grace_days = settings.payments.grace_days
        if not every:
            await say(interaction, translate("plan-none"))
            return
        entries = [
            PageEntry(
                f"{_name(plan)} · {translate('plan-state-' + plan.state)}",
                "\n".join(
                    (
                        plan_lines(translate, plan),
                        translate("plan-holders", count=holders),
                        f"-# {policy_line(translate, plan, grace_days)}",
                    )
                ),
            )
            for plan, holders in every
        ]
        pages = paged(translate("plan-list-title"), entries, _list_note(interaction, translate))
        await send_pages(interaction, pages)

    @add.autocomplete("currency")
    @staff_only
    async def _currencies(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await currency_choices(self.plans, interaction, typed)

    @edit.autocomplete("plan")
    @retire.autocomplete("plan")
    @staff_only
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return plan_choices(await self.plans.on_sale(guild_of(interaction).id), typed)


def _list_note(interaction: Interaction, translate: Translator) -> str | None:
    """Return the join page's address, if there is one, and whether it's test mode."""
    services, lines = interaction.client.services, list[str]()
    if services.join is not None:
        link = join_link(services.deps.settings, guild_of(interaction).id)
        lines.append(translate("plan-list-join", url=link))
    if services.payments.test_mode:
        lines.append(translate("payments-test-mode-staff"))
    return "\n".join(lines) or None


def _allowed_terms(interaction: Interaction, terms: Terms) -> tuple[Terms, bool]:
    """Return a plan's terms, and whether removing members was left out of them.

    The plan is created all the same, because staff who may kick can choose that later.
    """
    if terms.on_end != "kick" or may_kick(interaction):
        return terms, False
    return replace(terms, on_end="keep"), True


def _name(plan: Plan) -> str:
    return discord.utils.escape_markdown(plan.name)


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    payments = client.services.payments
    await client.add_cog(PlansCog(payments.plans, payments.plan_prices, payments.dry_runs))
