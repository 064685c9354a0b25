"""Removes from the server whoever lost their last access to a plan that says so."""

from contextlib import suppress

import discord

from bot.parts import Parts
from bot.payments.tasks import Obstacle
from data import audit, notices
from data.plans import Plan


def may_be_kicked(member: discord.Member) -> bool:
    """Tell whether a plan may remove somebody: never staff, bots, the owner or who is above us."""
    guild = member.guild
    return not (
        member.bot
        or member.id == guild.owner_id
        or member.guild_permissions.manage_guild
        or member.top_role >= guild.me.top_role
    )


async def kick(parts: Parts, member: discord.Member, plan: Plan) -> Obstacle | None:
    """Say farewell and remove a member, or return what stands in the way.

    Raises:
        HTTPException: Discord could not do it now.
    """
    if not member.guild.me.guild_permissions.kick_members:
        arguments = {"plan": plan.name, "member": member.mention}
        return Obstacle(plan.role_id, "turn-staff-kick-right", arguments)
    await _say_farewell(parts, member, plan)  # afterwards we share no server, and can't
    await member.kick(reason=f"Lyceum: {plan.name} ended")
    async with parts.database.write() as connection:
        now = parts.clock.now()
        await audit.record(
            connection,
            guild_id=member.guild.id,
            actor_id=None,
            action="member.kick",
            user_id=member.id,
            at=now,
            detail={"plan": plan.name},
        )
        await notices.post(
            connection,
            guild_id=member.guild.id,
            key=f"kicked:{member.id}:{now:%Y%m%d%H%M%S}",
            message="turn-staff-kicked",
            arguments={"plan": plan.name, "member": member.mention},
            at=now,
        )
    return None


async def _say_farewell(parts: Parts, member: discord.Member, plan: Plan) -> None:
    language = await parts.tidings.language(member.guild.id, member.id)
    words = parts.catalogue.words(language or parts.settings.discord.language)
    escape = discord.utils.escape_markdown
    with suppress(discord.Forbidden):
        await member.send(
            words("turn-kicked", plan=escape(plan.name), guild=escape(member.guild.name))
        )
