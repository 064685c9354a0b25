"""Who is on a server, also where what we keep in memory of it is not whole."""

import asyncio

import discord

AT_ONCE = 1_000  # members looked at before others get their turn


async def member_roles(guild: discord.Guild, *, anew: bool = False) -> dict[int, set[int]]:
    """Return every present member's role ids; `anew`: as Discord has them, not our cache.

    A connection that breaks while the members are being told, and is resumed, leaves the cache
    short until the next start: then Discord is asked for all of them.
    """
    if guild.chunked and not anew:
        found: dict[int, set[int]] = {}
        for number, member in enumerate(list(guild.members)):
            found[member.id] = _ids(member)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        return found
    return {member.id: _ids(member) async for member in guild.fetch_members(limit=None)}


async def fetch_member(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Return a member; None who is not there."""
    known = guild.get_member(user_id)
    if known is not None or guild.chunked:
        return known
    try:
        return await guild.fetch_member(user_id)
    except discord.NotFound:
        return None


def _ids(member: discord.Member) -> set[int]:
    return {role.id for role in member.roles}
