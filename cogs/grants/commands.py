"""`/grants`: staff list, explain, give and revoke memberships."""

from functools import partial
from typing import Literal

import discord
from discord import app_commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.discord.members import fetch_member, member_roles
from bot.discord.permissions import role_given
from bot.errors import UserError
from bot.payments.assignment import AssignmentService
from bot.payments.explain.service import AccessExplainer
from bot.payments.grants import (
    MAX_GRANT_DAYS,
    MAX_REASON_LENGTH,
    CompGrant,
    GrantService,
    HeldEntitlement,
    RevokeRequest,
)
from bot.payments.moving.service import MoveService
from bot.payments.revenue.export import MembershipExport
from bot.payments.role_sync.dry_run import RoleDryRunService
from cogs.grants.explain_view import explanation_pages
from cogs.grants.export import send_export
from cogs.grants.moving import ask_to_move
from cogs.grants.view import given_lines, holder_pages, revoke_lines
from cogs.plans.options import PlanName
from cogs.plans.plan_text import MAX_CHOICES, name_choices
from cogs.plans.role_checks import check_role, require_handling
from cogs.ui.checks import StaffGroup, may_kick, needs, staff_only
from cogs.ui.confirm import ConfirmView
from cogs.ui.dry_run_view import DryRunView, dry_run_pages
from cogs.ui.interactions import guild_of
from cogs.ui.pages import send_pages
from data.plans import Plan

Reason = app_commands.Range[str, 1, MAX_REASON_LENGTH]
Kind = Literal["subscription", "payment", "comp", "code"]


class GrantsCog(
    StaffGroup, group_name="grants", group_description="View, give and revoke memberships"
):
    """Staff's commands for memberships."""

    def __init__(
        self,
        grants: GrantService,
        assignment: AssignmentService,
        inquiry: AccessExplainer,
        dry_runs: RoleDryRunService,
        export: MembershipExport,
        moving: MoveService,
    ) -> None:
        self._grants = grants
        self._assignment = assignment
        self._explainer = inquiry
        self._dry_runs = dry_runs
        self._export = export
        self._moving = moving

    @needs("money")
    @app_commands.command(description="Give a member a free membership")
    @app_commands.describe(
        member="Member who gets it",
        plan="Plan name",
        reason="Reason, kept in the audit log",
        days="Number of days; default: until you revoke it",
    )
    async def give(
        self,
        interaction: Interaction,
        member: discord.User,
        plan: PlanName,
        reason: Reason,
        days: app_commands.Range[int, 1, MAX_GRANT_DAYS] | None = None,
    ) -> None:
        """Give a plan whose role the staff member could also give by hand."""
        if member.bot:
            raise UserError("grants-bot")
        guild = guild_of(interaction)
        found = await self._grants.plan(guild.id, plan)
        _check_giver(interaction, found)
        comp = CompGrant(guild.id, interaction.user.id, member.id, found.name, days, reason)
        entitlement = await self._grants.give(comp)
        translate = interaction.client.translator(interaction)
        here = await fetch_member(guild, member.id) is not None
        text = given_lines(translate, found, entitlement, member.mention, present=here)
        await say(interaction, text, state="good")

    @needs("money")
    @app_commands.command(description="Assign a purchase made elsewhere to a member")
    @app_commands.describe(
        member="Member who gets the access", subscription="Purchase ID at Stripe (sub_… or cs_…)"
    )
    async def assign(
        self,
        interaction: Interaction,
        member: discord.User,
        subscription: app_commands.Range[str, 1, 255],
    ) -> None:
        """Give a purchase made by a payment link at our price to its payer."""
        if member.bot:
            raise UserError("grants-bot")
        guild, translate = guild_of(interaction), interaction.client.translator(interaction)
        plan = await self._assignment.plan_of(guild.id, subscription.strip())
        _check_giver(interaction, plan)
        await self._assignment.assign(
            guild.id, interaction.user.id, member.id, subscription.strip()
        )
        name = discord.utils.escape_markdown(plan.name)
        text = translate("grants-assigned", plan=name, member=member.mention)
        await say(interaction, text, state="good")

    @needs("money")
    @app_commands.command(description="End a membership; its subscription is cancelled too")
    @app_commands.describe(
        member="Member who loses it", plan="Plan name", reason="Reason, kept in the audit log"
    )
    async def revoke(
        self, interaction: Interaction, member: discord.User, plan: PlanName, reason: Reason
    ) -> None:
        """Show what would end, and ask for confirmation."""
        translate, guild_id = interaction.client.translator(interaction), guild_of(interaction).id
        found = await self._grants.plan(guild_id, plan)
        _check_taker(interaction, found)
        held = await self._grants.current(guild_id, member.id, found.name)
        request = RevokeRequest(
            guild_id=guild_id,
            actor_id=interaction.user.id,
            user_id=member.id,
            plan=found.name,
            reason=reason,
            sources=[one.entitlement.source for one in held],
        )
        view = ConfirmView(
            revoke_lines(translate, found, held, member.mention, reason),
            translate("grants-revoke-button"),
            partial(self._revoke, request, found),
            needs="money",
        )
        await answer(interaction, view)

    async def _revoke(self, request: RevokeRequest, plan: Plan, interaction: Interaction) -> None:
        _check_taker(interaction, plan)  # again: permissions may have changed since the question
        translate = interaction.client.translator(interaction)
        ended = await self._grants.revoke(request)
        name = discord.utils.escape_markdown(request.plan)
        lines = [translate("grants-revoked", plan=name, member=f"<@{request.user_id}>")]
        if any(one.kind == "subscription" for one in ended):
            lines.append(translate("grants-revoked-cancel"))
        await replace_message(interaction, AnswerView("\n".join(lines), state="good"))

    @needs("money")
    @app_commands.command(description="Move memberships to another Discord account")
    @app_commands.describe(
        member="Account that has them; can be someone who left",
        to="Account that gets them",
        reason="Reason, kept in the audit log",
        plan="Only this plan; default: everything",
    )
    async def move(
        self,
        interaction: Interaction,
        member: discord.User,
        to: discord.User,
        reason: Reason,
        plan: PlanName | None = None,
    ) -> None:
        """Show what would move, and ask for confirmation."""
        await ask_to_move(interaction, self._moving, member, to, plan, reason)

    @needs("money")
    @app_commands.command(name="list", description="List current memberships")
    @app_commands.describe(plan="Only this plan", kind="Only this kind, e.g. subscriptions")
    async def list_(
        self, interaction: Interaction, plan: PlanName | None = None, kind: Kind | None = None
    ) -> None:
        """List the holders of each plan."""
        translate = interaction.client.translator(interaction)
        holders: list[tuple[Plan, list[HeldEntitlement]]] = await self._grants.holders(
            guild_of(interaction).id, plan=plan, kind=kind
        )
        if not holders:
            await say(interaction, translate("grants-list-none"))
            return
        await send_pages(interaction, holder_pages(translate, holders))

    @needs("money")
    @app_commands.command(description="Explain why someone has a role, or why not")
    @app_commands.describe(member="Member to explain; can be someone who left")
    async def explain(self, interaction: Interaction, member: discord.User) -> None:
        """Show how payments and grants lead to the member's roles."""
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        here = await fetch_member(guild, member.id)
        actual = None if here is None else {role.id for role in here.roles}
        explanation = await self._explainer.explain(guild.id, member.id, actual)
        name = discord.utils.escape_markdown(member.display_name)
        await send_pages(interaction, explanation_pages(translate, name, explanation))

    @needs("manage")
    @app_commands.command(
        description="Preview which roles would be given or removed, then apply it"
    )
    async def reconcile(self, interaction: Interaction) -> None:
        """Compare every member's roles with the ledger; ask before changing them."""
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        found = await self._dry_runs.dry_run(guild.id, await member_roles(guild))
        if found.is_empty:
            await say(interaction, translate("grants-rehearsal-none"), state="good")
            return
        pages = dry_run_pages(translate, translate("grants-rehearsal-title"), found)
        view = DryRunView(pages, translate("grants-rehearsal-button"), self._reconcile)
        await answer(interaction, view)

    @needs("money")
    @app_commands.command(description="Download all memberships as a CSV file")
    @app_commands.describe(ended="Also memberships that are over; default: no")
    async def export(self, interaction: Interaction, ended: bool = False) -> None:  # noqa: FBT001, FBT002 an option of the command
        """Send the memberships as files that spreadsheets open."""
        await send_export(interaction, self._export, ended=ended)

    async def _reconcile(self, interaction: Interaction) -> None:
        translate, guild = interaction.client.translator(interaction), guild_of(interaction)
        roles = await member_roles(guild)
        found = await self._dry_runs.apply(guild.id, interaction.user.id, roles)
        text = translate("grants-rehearsal-done", count=len(found.members))
        await replace_message(interaction, AnswerView(text, state="good"))

    @give.autocomplete("plan")
    @revoke.autocomplete("plan")
    @move.autocomplete("plan")
    @list_.autocomplete("plan")
    @staff_only
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        choices = interaction.client.services.catalogue.offer_choices
        return name_choices(await choices.held(guild_of(interaction).id, typed, MAX_CHOICES))


def _check_taker(interaction: Interaction, plan: Plan) -> None:
    """Refuse to take a role, or have a member kicked, if not allowed by hand."""
    role = role_given(guild_of(interaction), plan)
    if role is not None:
        require_handling(role, interaction, sold=True)
    if plan.terms.on_end == "kick" and not may_kick(interaction):
        raise UserError("grants-kick-beyond", plan=plan.name)


def _check_giver(interaction: Interaction, plan: Plan) -> None:
    """Refuse a role that could not be given by hand.

    Because otherwise any staff member could give themselves any role.
    """
    role = role_given(guild_of(interaction), plan)
    if plan.role_id is None:
        return
    if role is None:
        raise UserError("grants-role-gone", plan=plan.name)
    check_role(role, interaction, sold=True)


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    payments = client.services.payments
    await client.add_cog(
        GrantsCog(
            payments.grants,
            payments.assignment,
            payments.explainer,
            payments.dry_runs,
            payments.reports.export,
            payments.moving,
        )
    )
