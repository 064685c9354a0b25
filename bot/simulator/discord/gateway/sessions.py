"""Gateway sessions: their events, numbered and kept for a resume."""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field

from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.intents import Intent, needed_intent
from bot.simulator.discord.state.records import Json
from bot.simulator.discord.state.world import DiscordState

Packet = Json
_KEPT = 10_000  # events for a resume


@dataclass(slots=True, eq=False)
class Session:
    """One identified session; it outlives its connection until it is invalidated."""

    intents: Intent
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    kept: deque[Packet] = field(default_factory=lambda: deque[Packet](maxlen=_KEPT))
    outbox: "asyncio.Queue[Packet] | None" = None  # None while not connected

    @property
    def connected(self) -> bool:
        """Return whether a connection serves the session now."""
        return self.outbox is not None

    def serves(self, guild_id: int | None) -> bool:
        """Return whether a guild's events go to this shard; those of DMs go to the first."""
        shard, shards = self.shard
        return (0 if guild_id is None else (guild_id >> 22) % shards) == shard

    def dispatch(self, name: str, data: Json) -> None:
        """Number an event, keep it for a resume and send it if connected."""
        self.sequence += 1
        packet: Packet = {"op": 0, "t": name, "s": self.sequence, "d": data}
        self.kept.append(packet)
        if self.outbox is not None:
            self.outbox.put_nowait(packet)

    def missed_since(self, sequence: int) -> list[Packet] | None:
        """Return the events after a sequence number; None if they are no longer kept."""
        if sequence > self.sequence or (self.kept and sequence < self.kept[0]["s"] - 1):
            return None
        return [packet for packet in self.kept if packet["s"] > sequence]


class Sessions:
    """All sessions; each gets the events that intents and permissions allow."""

    def __init__(self, world: DiscordState) -> None:
        self._world = world
        self._sessions: dict[str, Session] = {}
        world.listen(self.receive)

    def open(self, intents: Intent, shard: tuple[int, int]) -> Session:
        """Create a session."""
        session = Session(intents, shard)
        self._sessions[session.id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        """Return a session that may be resumed."""
        return self._sessions.get(session_id)

    def forget(self, session_id: str) -> None:
        """Invalidate a session."""
        self._sessions.pop(session_id, None)

    def forget_all(self) -> None:
        """Invalidate every session."""
        self._sessions.clear()

    @property
    def connected(self) -> list[Session]:
        """The sessions that a connection serves now."""
        return [session for session in self._sessions.values() if session.connected]

    def receive(self, event: GatewayEvent) -> None:
        """Dispatch an event to the sessions that may receive it."""
        if not self._bot_receives(event):
            return
        for session in self._sessions.values():
            if session.serves(event.guild_id) and self._wants(session, event):
                private = event.redacted is not None
                trusted = bool(session.intents & Intent.MESSAGE_CONTENT)
                data = event.redacted if private and not trusted else event.data
                session.dispatch(event.name, data or {})

    def _bot_receives(self, event: GatewayEvent) -> bool:
        if event.guild_id is not None:
            guild = self._world.guilds[event.guild_id]
            if guild.is_down:
                return False
            leaving = event.name in ("GUILD_DELETE", "GUILD_MEMBER_REMOVE")
            if self._world.bot_member(guild) is None and not leaving:
                return False
        return event.channel is None or self._world.bot_sees(event.channel)

    def _wants(self, session: Session, event: GatewayEvent) -> bool:
        if event.about == self._world.bot.id and event.name == "GUILD_MEMBER_UPDATE":
            return True
        needed = needed_intent(event.name, direct=event.guild_id is None)
        return needed & session.intents == needed
