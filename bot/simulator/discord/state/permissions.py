"""Discord's permission bits, and how roles and overwrites combine."""

import enum
from collections.abc import Iterable, Mapping

from bot.simulator.discord.state.records import ChannelRecord, GuildRecord, Member


class Permission(enum.IntFlag):
    """The permission bits that the simulator uses or at least names."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    CREATE_EVENTS = 1 << 44
    PIN_MESSAGES = 1 << 51

    @classmethod
    def everything(cls) -> "Permission":
        """Return what owners and administrators have."""
        return cls((1 << 53) - 1)


EVERYONE = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What @everyone may do in a new guild."""

# As plain numbers, because arithmetic on flags is slow and this runs for every event.
_ADMINISTRATOR = int(Permission.ADMINISTRATOR)
_VIEW = int(Permission.VIEW_CHANNEL)


def guild_permissions(guild: GuildRecord, member: Member) -> Permission:
    """Return a member's permissions in a guild, before channel overwrites."""
    if member.id == guild.owner_id:
        return Permission.everything()
    bits = guild.roles[guild.id].permissions
    for role_id in member.role_ids:
        bits |= guild.roles[role_id].permissions
    if bits & _ADMINISTRATOR:
        return Permission.everything()
    return Permission(bits)


def channel_permissions(
    guild: GuildRecord,
    member: Member,
    channel: ChannelRecord,
    channels: Mapping[int, ChannelRecord],
) -> Permission:
    """Return a member's permissions in a channel; a thread follows its parent.

    Args:
        guild: The channel's guild.
        member: The member.
        channel: A channel or thread of the guild.
        channels: All channels by id, to find a thread's parent.
    """
    base = guild_permissions(guild, member)
    bits = int(base)
    if bits & _ADMINISTRATOR:
        return base
    if channel.is_thread and channel.parent_id is not None:
        channel = channels[channel.parent_id]
    allowed = _overwritten(bits, guild, member, channel)
    return Permission(allowed if allowed & _VIEW else 0)


def _overwritten(base: int, guild: GuildRecord, member: Member, channel: ChannelRecord) -> int:
    """Apply overwrites in Discord's order: @everyone, all roles together, the member."""
    for targets in ((guild.id,), member.role_ids, (member.id,)):
        allow, deny = _combined(channel, targets)
        base = (base & ~deny) | allow
    return base


def _combined(channel: ChannelRecord, targets: Iterable[int]) -> tuple[int, int]:
    allow = deny = 0
    for target in targets:
        if overwrite := channel.overwrites.get(target):
            allow |= overwrite.allow
            deny |= overwrite.deny
    return allow, deny
