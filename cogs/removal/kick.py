"""Removes from the server whoever lost their last access to a plan that says so."""

import discord

from bot.payments.role_sync.queue import Obstacle
from data.plans import Plan

TWO_FACTOR_REQUIRED = 60003


def may_be_kicked(member: discord.Member) -> bool:
    """Tell whether a plan may remove somebody: never staff, bots, the owner or who is above us."""
    guild = member.guild
    return not (
        member.bot
        or member.id == guild.owner_id
        or member.guild_permissions.manage_guild
        or member.top_role >= guild.me.top_role
    )


def reason_against_kick(member: discord.Member, plan: Plan) -> Obstacle | None:
    """Return what would make Discord refuse to remove a member, without asking."""
    if member.guild.me.guild_permissions.kick_members:
        return None
    return Obstacle(None, "turn-staff-kick-right", _about(member, plan))


async def kick(member: discord.Member, plan: Plan) -> Obstacle | None:
    """Remove a member who is told already, or return why Discord does not let us.

    Raises:
        HTTPException: Discord could not do it now, or they left this moment.
    """
    try:
        await member.kick(reason=f"Lyceum: {plan.name} ended")
    except discord.HTTPException as error:
        if not isinstance(error, discord.Forbidden):
            raise
        if error.code == TWO_FACTOR_REQUIRED:
            return Obstacle(None, "turn-staff-kick-two-factor", _about(member, plan))
        refused = _about(member, plan) | {"error": error.text[:200]}
        return Obstacle(None, "turn-staff-kick-refused", refused)
    return None


def _about(member: discord.Member, plan: Plan) -> dict[str, str | float]:
    return {"plan": plan.name, "member": member.mention}
