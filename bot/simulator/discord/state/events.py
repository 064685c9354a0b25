"""The gateway events of changes, before they are sent to sessions."""

from dataclasses import dataclass

from bot.simulator.discord.state.records import ChannelRecord, Json


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """One gateway event before sessions' intents and permissions are applied."""

    name: str
    data: Json
    guild_id: int | None = None
    channel: ChannelRecord | None = None  # the bot must see it to get the event
    redacted: Json | None = None  # instead of data, for sessions without message content
    about: int | None = None  # the member it is about; the bot always gets those about itself
