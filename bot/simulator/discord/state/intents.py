"""Gateway intents: which events a session has asked for."""

import enum


class Intent(enum.IntFlag):
    """The intents behind the events that the simulator sends."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
"""What an application must be granted before it may ask for it."""

_DIRECT = {
    "MESSAGE": Intent.DIRECT_MESSAGES,
    "MESSAGE_REACTION": Intent.DIRECT_MESSAGE_REACTIONS,
    "TYPING": Intent.DIRECT_MESSAGE_TYPING,
}
_IN_GUILDS = {
    "GUILD_MEMBER": Intent.GUILD_MEMBERS,
    "MESSAGE": Intent.GUILD_MESSAGES,
    "MESSAGE_REACTION": Intent.GUILD_MESSAGE_REACTIONS,
    "TYPING": Intent.GUILD_MESSAGE_TYPING,
    "GUILD": Intent.GUILDS,
    "CHANNEL": Intent.GUILDS,
    "THREAD": Intent.GUILDS,
    "STAGE_INSTANCE": Intent.GUILDS,
    "GUILD_SCHEDULED_EVENT": Intent.GUILD_SCHEDULED_EVENTS,
    "VOICE_STATE": Intent.GUILD_VOICE_STATES,
}


def needed_intent(event: str, *, direct: bool) -> Intent:
    """Return the intent that a session needs for an event; none for interactions.

    Args:
        event: The event's name, such as MESSAGE_REACTION_ADD.
        direct: Whether it happened in a direct message channel rather than a guild.
    """
    table = _DIRECT if direct else _IN_GUILDS
    fitting = [topic for topic in table if event.startswith(topic + "_")]
    return table[max(fitting, key=len)] if fitting else Intent(0)


def application_flags(granted: Intent) -> int:
    """Return the application's flags for the privileged intents it was granted."""
    flags = 0
    if granted & Intent.GUILD_PRESENCES:
        flags |= 1 << 13
    if granted & Intent.GUILD_MEMBERS:
        flags |= 1 << 15
    if granted & Intent.MESSAGE_CONTENT:
        flags |= 1 << 19
    return flags
