"""Refuses to sell or give a role that staff could not give by hand."""

import discord

from bot.discord.client import Interaction
from bot.discord.permissions import role_given
from bot.errors import UserError
from bot.payments.plans import PlanService
from cogs.ui.checks import may
from cogs.ui.interactions import guild_of


def check_role(role: discord.Role, interaction: Interaction, *, sold: bool = False) -> None:
    """Refuse a role that the bot could not give, while an admin can still fix it.

    Also refuse one that the staff member could not give by hand, because they could buy it.

    Raises:
        UserError: With what to do about it.
    """
    ours = role.guild.me
    if role.is_default() or role.managed:
        raise UserError("plan-role-managed", role=role.mention)
    require_handling(role, interaction, sold=sold)
    if interaction.client.services.staff_access.of_role(role.guild.id, role.id):
        raise UserError("plan-role-staff", role=role.mention)
    if role.permissions.administrator:
        raise UserError("plan-role-administrator", role=role.mention)
    if not ours.guild_permissions.manage_roles:
        raise UserError("plan-needs-manage-roles")
    if role >= ours.top_role:
        raise UserError("plan-role-above", role=role.mention, ours=ours.top_role.mention)


def require_handling(role: discord.Role, interaction: Interaction, *, sold: bool = False) -> None:
    """Refuse a role that the staff member could not give or take by hand.

    For the role of a plan that is `sold` already, the right to money stands for Manage Roles; but
    nobody hands out permissions that they lack.

    Raises:
        UserError: With what they lack.
    """
    if role.guild.owner_id == interaction.user.id:
        return
    who = role.guild.get_member(interaction.user.id)
    if who is None or not role.permissions.is_subset(who.guild_permissions):
        raise UserError("plan-role-beyond", role=role.mention)
    if sold and not interaction.permissions.manage_guild and may(interaction, "money"):
        return
    if role >= who.top_role:
        raise UserError("plan-role-beyond", role=role.mention)
    if not who.guild_permissions.manage_roles:
        raise UserError("plan-seller-needs-manage-roles", role=role.mention)


async def check_seller(plans: PlanService, interaction: Interaction, plan: str) -> None:
    """Refuse staff who could not give a plan's role by hand. Raises UserError."""
    guild = guild_of(interaction)
    sold = await plans.find(guild.id, plan)
    role = None if sold is None else role_given(guild, sold)
    if role is not None:
        check_role(role, interaction)
