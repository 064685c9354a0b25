"""Fetches a server's members, also when our cache of them is incomplete."""

import asyncio

import discord

BATCH_SIZE = 1_000  # members handled before other tasks may run


async def member_roles(guild: discord.Guild, *, uncached: bool = False) -> dict[int, set[int]]:
    """Return every member's role ids; `uncached` fetches them.

    If a connection breaks while Discord sends the members, and is resumed, the cache stays
    incomplete until the next start; then all members are fetched.
    """
    if guild.chunked and not uncached:
        found: dict[int, set[int]] = {}
        for number, member in enumerate(list(guild.members)):
            found[member.id] = _ids(member)
            if number % BATCH_SIZE == 0:
                await asyncio.sleep(0)
        return found
    return {member.id: _ids(member) async for member in guild.fetch_members(limit=None)}


async def member_ids(guild: discord.Guild) -> set[int]:
    """Return every member's id, like `member_roles`."""
    if guild.chunked:
        return {member.id for member in guild.members}
    return {member.id async for member in guild.fetch_members(limit=None)}


async def fetch_member(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Fetch a member; None if they are not in the server."""
    known = guild.get_member(user_id)
    if known is not None or guild.chunked:
        return known
    try:
        return await guild.fetch_member(user_id)
    except discord.NotFound:
        return None


def _ids(member: discord.Member) -> set[int]:
    return {role.id for role in member.roles}
