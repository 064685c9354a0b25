"""Kicks members who lost their last access to a plan whose policy is to kick."""

import discord

from bot.payments.role_sync.queue import Obstacle
from data.plans import Plan

TWO_FACTOR_REQUIRED = 60003


def may_be_kicked(member: discord.Member) -> bool:
    """Return whether a plan may kick a member: no staff, bot, owner, or role above us."""
    guild = member.guild
    return not (
        member.bot
        or member.id == guild.owner_id
        or member.guild_permissions.manage_guild
        or member.top_role >= guild.me.top_role
    )


def reason_against_kick(member: discord.Member, plan: Plan) -> Obstacle | None:
    """Return why Discord would refuse to kick a member, without a request."""
    if member.guild.me.guild_permissions.kick_members:
        return None
    return Obstacle(None, "turn-staff-kick-right", _about(member, plan))


async def kick(member: discord.Member, plan: Plan) -> Obstacle | None:
    """Kick a member who has been notified, or return why Discord refuses.

    Raises:
        HTTPException: Discord could not do it now, or they left just now.
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
