"""Finds why a role can't be given or taken: Discord's one code has several causes."""

import discord

from bot.payments.role_sync.queue import Obstacle

UNKNOWN_ROLE = 10011
MISSING_PERMISSIONS = 50013


def blocking_reason(
    guild: discord.Guild, role: discord.Role | None, role_id: int
) -> Obstacle | None:
    """Return why Discord would refuse, without a request: refusals count against us."""
    if role is None:
        return Obstacle(role_id, "staff-role-gone", {"role": str(role_id)})
    if not guild.me.guild_permissions.manage_roles:
        return Obstacle(role_id, "staff-role-right", {"role": role.mention})
    if role.managed:
        return Obstacle(role_id, "staff-role-managed", {"role": role.mention})
    if role >= guild.me.top_role:
        ours = guild.me.top_role.mention
        return Obstacle(role_id, "staff-role-above", {"role": role.mention, "ours": ours})
    return None


def reason_from_error(error: discord.HTTPException, role: discord.Role) -> Obstacle:
    """Return the obstacle behind a refusal that could not be foreseen.

    Raises:
        HTTPException: The error itself, if a later attempt may succeed: the member left just now,
            or permissions changed in the meantime.
    """
    if error.code == UNKNOWN_ROLE:
        return Obstacle(role.id, "staff-role-gone", {"role": str(role.id)})
    if isinstance(error, discord.NotFound) or error.code == MISSING_PERMISSIONS:
        raise error
    return Obstacle(
        role.id, "staff-role-refused", {"role": role.mention, "error": error.text[:200]}
    )
