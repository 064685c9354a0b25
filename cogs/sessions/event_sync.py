"""Makes one of Discord's scheduled events fit its session, repeatably."""

import discord

from bot.discord.members import fetch_member
from cogs.sessions.own_overwrite import without
from data.sessions import LiveSession, Permit

OUTSIDE = "Lyceum: /sessions"  # every member sees it, so that it never names the link
ACTIVE, SCHEDULED = discord.EventStatus.active, discord.EventStatus.scheduled


async def sync_event(guild: discord.Guild, of: LiveSession) -> int | None:
    """Make, change, start, end or cancel a session's event; return its id.

    Raises:
        discord.HTTPException: Discord refuses, or could not be reached.
    """
    event = await _find(guild, of)
    if event is None:
        if of.state != "scheduled" or of.starts_at <= discord.utils.utcnow():
            return of.event_id
        return (await _create(guild, of)).id
    if of.state == "cancelled":
        if event.status is SCHEDULED:
            await event.cancel()
        elif event.status is ACTIVE:
            await event.end()
        return event.id
    if event.status is SCHEDULED and event.start_time != of.starts_at and of.state == "scheduled":
        event = await event.edit(start_time=of.starts_at, end_time=of.ends_at)
    if event.status is SCHEDULED and of.state in ("live", "ended"):
        event = await event.start()
    if event.status is ACTIVE and of.state == "ended":
        await event.end()
    return event.id


async def _find(guild: discord.Guild, of: LiveSession) -> discord.ScheduledEvent | None:
    """Return a session's event, also one that was made but not recorded."""
    if of.event_id is not None:
        try:
            return await guild.fetch_scheduled_event(of.event_id, with_counts=False)
        except discord.NotFound:
            return None
    for event in await guild.fetch_scheduled_events(with_counts=False):
        mine = event.creator_id == guild.me.id and event.start_time == of.starts_at
        if mine and event.name == of.title and event.channel_id == of.channel_id:
            return event
    return None


async def _create(guild: discord.Guild, of: LiveSession) -> discord.ScheduledEvent:
    description = of.summary or discord.utils.MISSING
    if of.channel_id is None:
        return await guild.create_scheduled_event(
            name=of.title,
            description=description,
            start_time=of.starts_at,
            end_time=of.ends_at,
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location=OUTSIDE,
        )
    kind = discord.EntityType.stage_instance if of.place == "stage" else discord.EntityType.voice
    return await guild.create_scheduled_event(
        name=of.title,
        description=description,
        start_time=of.starts_at,
        end_time=of.ends_at,
        entity_type=kind,
        privacy_level=discord.PrivacyLevel.guild_only,
        channel=discord.Object(of.channel_id),
    )


async def take_back(client: discord.Client, guild: discord.Guild, over: Permit) -> bool:
    """Take back what joining added to a member's permissions.

    Also of those who have left, because Discord keeps it for their return. Returns False to try
    again later.
    """
    channel = guild.get_channel(over.channel_id)
    if channel is None:
        return True
    try:
        member = await fetch_member(guild, over.user_id)
        user = member or await client.fetch_user(over.user_id)
        left = without(channel.overwrites_for(user), over.added)
        await channel.set_permissions(user, overwrite=left)  # pyright: ignore[reportArgumentType] its annotation lacks users, which it takes
    except discord.NotFound:
        return True
    except discord.HTTPException:
        return False
    return True
