"""What a person does live: join a voice channel, and press *Interested*."""

from bot.simulator.discord.actors.command_input import HasId
from bot.simulator.discord.actors.messaging import may
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.state import live
from bot.simulator.discord.state.live_records import ScheduledEvent
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import VOICE_CHANNELS, GuildRecord, Member, User
from bot.simulator.discord.state.world import DiscordState


def join(world: DiscordState, guild: GuildRecord, member: Member, channel: HasId) -> None:
    """Connect a member to a voice or stage channel, or move them there."""
    record = world.channels[channel.id]
    if record.type not in VOICE_CHANNELS:
        raise ImpossibleError(f"#{record.name} has no voice")
    if not may(world, member.user, channel, Permission.CONNECT):
        raise ImpossibleError(f"{member.user.name} may not connect to #{record.name}")
    live.connect(world, guild, member, record)


def disconnect(world: DiscordState, guild: GuildRecord, member: Member) -> None:
    """Disconnect a member from voice."""
    live.connect(world, guild, member, None)


def sees(world: DiscordState, user: User, event: ScheduledEvent) -> bool:
    """Return whether a user sees an event: those of a channel only with the channel."""
    if event.channel_id is None:
        return True
    return may(world, user, world.channels[event.channel_id], Permission.VIEW_CHANNEL)


def set_interest(world: DiscordState, user: User, event: ScheduledEvent, *, on: bool) -> None:
    """Press *Interested*, or take it back."""
    if event.status.is_over or not sees(world, user, event):
        raise ImpossibleError(f"{user.name} sees no event {event.name!r}")
    live.set_interest(world, event, user.id, on=on)
