"""Records who is in sessions' voice channels, from events that may have gaps."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sessions.attendance import Stay, attended
from data import sessions, voice_stays
from data.engine import Connection, Database
from data.sessions import LiveSession

BEFORE_START = timedelta(minutes=30)  # stays are recorded from then on
MAX_LENGTH = timedelta(days=2)  # how long ago a session that is still on can have begun


class AttendanceRecorder:
    """Keeps members' stays.

    Voice states carry no time. While the gateway is connected, a change is dated by when it is
    received. A gap begins when the connection is lost: who left in it was there until it began,
    and who came in it is there since it ended, because no more is known. Who was there before and
    after a gap without a word of Discord was there throughout only if the session was resumed,
    for then all events of the gap are delivered.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._in_order = asyncio.Lock()  # it is fair, so changes are stored as they came
        self._gap_began: datetime | None = None

    @property
    def connected(self) -> bool:
        """Whether Discord's events arrive now."""
        return self._gap_began is None

    def lose(self) -> None:
        """Record that the connection to Discord was lost just now."""
        self._gap_began = self._gap_began or self._clock.now()

    def resume(self) -> None:
        """Record that the connection is back, and all events of the gap were delivered."""
        self._gap_began = None

    async def change(
        self, guild_id: int, user_id: int, before: int | None, after: int | None
    ) -> None:
        """Record that a member left, entered or changed a voice channel just now."""
        now, gap = self._clock.now(), self._gap_began
        channels = {each for each in (before, after) if each is not None}
        async with self._in_order:
            async with self._database.read_fast() as connection:
                watched = await _watched(connection, channels, now)
            if not watched:
                return
            async with self._database.write() as connection:
                if before in watched:
                    await voice_stays.end(connection, guild_id, user_id, gap or now)
                if after is not None and after in watched:
                    await voice_stays.begin(connection, guild_id, after, user_id, now)

    async def restart(self, started_at: datetime) -> None:
        """End the stays of before a gap after which nothing but the present is known.

        Args:
            started_at: When this process began to listen; stays that began later go on.
        """
        async with self._in_order, self._database.write() as connection:
            if self._gap_began is not None:
                await voice_stays.see(connection, self._gap_began, before=self._gap_began)
            await voice_stays.end_unseen(connection, before=self._gap_began or started_at)
        self._gap_began = None

    async def observe(
        self, guild_id: int, there: Mapping[int, int], since: datetime | None = None
    ) -> None:
        """Compare a guild's stays with who is in which voice channel now.

        Args:
            guild_id: The guild.
            there: Maps each member in a voice channel to it.
            since: When that was known; by default now.
        """
        at = since or self._clock.now()
        async with self._in_order:
            async with self._database.read_fast() as connection:
                watched = await _watched(connection, set(there.values()), at)
                known = await voice_stays.open_in(connection, guild_id)
            gone = [user for user, channel in known.items() if there.get(user) != channel]
            come = [
                (user, channel)
                for user, channel in there.items()
                if channel in watched and known.get(user) != channel
            ]
            if not gone and not come:
                return
            async with self._database.write() as connection:
                for user_id in gone:
                    await voice_stays.end(connection, guild_id, user_id, at)
                for user_id, channel_id in come:
                    await voice_stays.begin(connection, guild_id, channel_id, user_id, at)

    async def see(self) -> None:
        """Record that who is in the channels is still there, unless there is a gap."""
        async with self._in_order:
            if self._gap_began is None:
                async with self._database.write_fast() as connection:
                    await voice_stays.see(connection, self._clock.now())

    async def of_session(self, of: LiveSession, *, seen: bool = False) -> dict[int, timedelta]:
        """Return how long each member attended a session so far.

        With `seen`, who is still there counts until they were last seen, and not until now, which
        may be in a gap.
        """
        if of.channel_id is None or of.state in ("scheduled", "cancelled"):
            return {}
        now = self._clock.now()
        begins, ends = of.began_at or of.starts_at, of.ended_at or now
        async with self._database.read() as connection:
            rows = await voice_stays.within(connection, of.channel_id, begins, ends)
        stays = [
            Stay(row.user_id, row.began_at, row.ended_at or (row.seen_at if seen else None))
            for row in rows
        ]
        return attended(stays, begins, ends, now)


async def _watched(connection: Connection, channel_ids: set[int], now: datetime) -> frozenset[int]:
    """Return the channels in which a session takes place now or soon."""
    if not channel_ids:
        return frozenset()
    found = await sessions.in_channel(connection, channel_ids, now - MAX_LENGTH, now + BEFORE_START)
    return frozenset(each.channel_id for each in found if each.channel_id is not None)
