"""Serializes users, members, roles, channels and guilds as Discord does."""

from collections.abc import Iterable

from bot.simulator.discord.serializers.live import event_json, iso, stage_json, voice_json
from bot.simulator.discord.state.records import (
    VOICE_CHANNELS,
    ChannelRecord,
    ChannelType,
    GuildRecord,
    Json,
    Member,
    Role,
    Tag,
    User,
)


def user_json(user: User) -> Json:
    """Return a user as others see them."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": user.global_name,
        "discriminator": "0001" if user.bot else "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "bot": user.bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def own_user_json(user: User) -> Json:
    """Return the account that a token belongs to, as it sees itself."""
    return user_json(user) | {
        "mfa_enabled": True,
        "locale": user.locale,
        "verified": True,
        "email": None,
    }


def member_json(member: Member, *, with_user: bool = True) -> Json:
    """Return a membership; in messages without the user, who is their author."""
    data: Json = {
        "roles": [str(role_id) for role_id in member.role_ids],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": iso(member.timed_out_until),
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if with_user:
        data["user"] = user_json(member.user)
    return data


def role_json(role: Role) -> Json:
    """Return a role."""
    colors: Json = {"primary_color": role.color, "secondary_color": None, "tertiary_color": None}
    data: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "color": role.color,
        "colors": colors,
        "hoist": role.hoist,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "description": None,
        "flags": 0,
    }
    if role.bot_id is not None:
        data["tags"] = {"bot_id": str(role.bot_id)}
    return data


def tag_json(tag: Tag) -> Json:
    """Return a forum's tag."""
    return {
        "id": str(tag.id),
        "name": tag.name,
        "moderated": tag.moderated,
        "emoji_id": None,
        "emoji_name": tag.emoji_name,
    }


def channel_json(channel: ChannelRecord) -> Json:
    """Return a channel of any kind: of a guild, a thread, or a direct message channel."""
    if channel.type is ChannelType.DM:
        return _direct_json(channel)
    if channel.is_thread:
        return thread_json(channel)
    data: Json = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "position": channel.position,
        "parent_id": _id_or_none(channel.parent_id),
        "flags": channel.flags,
        "permission_overwrites": [
            {
                "id": str(overwrite.target_id),
                "type": 0 if overwrite.is_role else 1,
                "allow": str(int(overwrite.allow)),
                "deny": str(int(overwrite.deny)),
            }
            for overwrite in channel.overwrites.values()
        ],
    }
    if channel.type is not ChannelType.CATEGORY:
        data |= _texts(channel)
    if channel.type is ChannelType.FORUM:
        data |= _forum(channel)
    if channel.type in VOICE_CHANNELS:
        data |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    return data


def _texts(channel: ChannelRecord) -> Json:
    return {
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": channel.slowmode_seconds,
        "last_message_id": _id_or_none(channel.last_message_id),
        "last_pin_timestamp": None,
        "default_auto_archive_duration": 4320,
    }


def _forum(channel: ChannelRecord) -> Json:
    return {
        "available_tags": [tag_json(tag) for tag in channel.tags],
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
        "default_thread_rate_limit_per_user": 0,
        "default_tag_setting": "match_some",
    }


def _direct_json(channel: ChannelRecord) -> Json:
    recipients = [user_json(channel.recipient)] if channel.recipient else []
    return {
        "id": str(channel.id),
        "type": int(channel.type),
        "flags": 0,
        "last_message_id": _id_or_none(channel.last_message_id),
        "recipients": recipients,
    }


def thread_json(channel: ChannelRecord, viewer_id: int | None = None) -> Json:
    """Return a thread or post; with the viewer's membership of it, if they joined."""
    thread = channel.details
    data: Json = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild_id),
        "parent_id": str(channel.parent_id),
        "owner_id": str(thread.owner_id),
        "name": channel.name,
        "flags": channel.flags,
        "last_message_id": _id_or_none(channel.last_message_id),
        "rate_limit_per_user": channel.slowmode_seconds,
        "message_count": thread.total_sent,
        "total_message_sent": thread.total_sent,
        "member_count": min(50, len(thread.joined)),
        "applied_tags": [str(tag_id) for tag_id in thread.tag_ids],
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": iso(thread.archived_at or thread.created_at),
            "auto_archive_duration": thread.auto_archive_minutes,
            "locked": thread.locked,
            "create_timestamp": iso(thread.created_at),
        },
    }
    if viewer_id in thread.joined:
        data["member"] = thread_member_json(channel, viewer_id)
    return data


def thread_member_json(channel: ChannelRecord, user_id: int) -> Json:
    """Return a member of a thread, with when they joined."""
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": iso(channel.details.joined[user_id]),
        "flags": 0,
    }


def guild_json(guild: GuildRecord) -> Json:
    """Return a guild without its channels and members."""
    return _GUILD_DEFAULTS | {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "preferred_locale": guild.locale,
        "system_channel_id": _id_or_none(guild.system_channel_id),
        "roles": [role_json(role) for role in guild.roles.values()],
    }


def guild_create_json(
    guild: GuildRecord,
    bot: Member,
    channels: Iterable[ChannelRecord],
    threads: Iterable[ChannelRecord],
) -> Json:
    """Return a guild as a session first gets it.

    Of the members it has only the bot: sessions without presences must request the others.
    """
    return guild_json(guild) | {
        "joined_at": iso(bot.joined_at),
        "large": len(guild.members) > _LARGE,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(bot)],
        "channels": [channel_json(channel) for channel in channels],
        "threads": [thread_json(thread, bot.id) for thread in threads],
        "presences": [],
        "voice_states": [voice_json(state) for state in guild.voice.values()],
        "stage_instances": [stage_json(stage) for stage in guild.stages.values()],
        "guild_scheduled_events": [event_json(event) for event in guild.events.values()],
        "soundboard_sounds": [],
    }


def _id_or_none(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)


_LARGE = 250

_GUILD_DEFAULTS: Json = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": ["COMMUNITY"],
    "banner": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 1,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 2,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
    "incidents_data": None,
}
