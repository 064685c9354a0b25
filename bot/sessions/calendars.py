"""Serves members' calendars by secret links."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.sessions.calendar_feed import CalendarEntry, write_calendar
from bot.sessions.follow_up import IsOpen
from bot.sessions.planner import LOCAL
from bot.sessions.recurrence import as_repeats, start_of
from data import calendar_links, sessions
from data.engine import Database
from data.sessions import LiveSession

TOKEN_BYTES = 32
PAST = timedelta(days=30)
AHEAD = 8  # occurrences of a series after the scheduled one
STATES = ("scheduled", "live", "ended", "cancelled")
NAME = "Lyceum"


class SessionCalendars:
    """Makes, revokes and serves the links. Only a hash of each token is stored."""

    def __init__(self, database: Database, clock: Clock, is_open: IsOpen) -> None:
        self._database = database
        self._clock = clock
        self._is_open = is_open

    async def made_at(self, guild_id: int, user_id: int) -> datetime | None:
        """Return when a member's link was made; None if they have none."""
        async with self._database.read_fast() as connection:
            return await calendar_links.made_at(connection, guild_id, user_id)

    async def make(self, guild_id: int, user_id: int) -> str:
        """Return the path of a new link, in place of an earlier one."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        async with self._database.write_fast() as connection:
            await calendar_links.put(connection, guild_id, user_id, _hash(token), self._clock.now())
        return f"/calendar/{token}.ics"

    async def revoke(self, guild_id: int, user_id: int) -> None:
        """Let a member's link no longer work."""
        async with self._database.write_fast() as connection:
            await calendar_links.erase_member(connection, guild_id, user_id)

    async def feed(self, token: str) -> bytes | None:
        """Return the calendar of a link; None if it does not work (any more)."""
        async with self._database.read_fast() as connection:
            owner = await calendar_links.owner_of(connection, _hash(token))
        if owner is None:
            return None
        guild_id, user_id = owner
        async with self._database.read() as connection:
            since = self._clock.now() - PAST
            found = await sessions.of_guild(connection, guild_id, STATES, since)
        may = {
            each.content_id: each.preview or await self._is_open(guild_id, user_id, each.content_id)
            for each in {one.content_id: one for one in found}.values()
        }
        mine = [each for each in found if may[each.content_id]]
        return write_calendar(NAME, (entry for each in mine for entry in entries_of(each)))


def entries_of(each: LiveSession) -> Iterator[CalendarEntry]:
    """Yield a session's entry, and if it is to come, those after it in its series."""
    yield _entry(each, each.number, each.starts_at, each.version)
    if each.state in ("ended", "cancelled"):
        return
    first = datetime.strptime(each.first_local, LOCAL)  # noqa: DTZ007 the zone is apart
    repeats = as_repeats(each.repeats)
    if repeats == "never":
        return
    for number in range(each.number + 1, each.number + 1 + AHEAD):
        starts_at = start_of(first, ZoneInfo(each.zone), repeats, number - each.first_number)
        yield _entry(each, number, starts_at, 0)


def _entry(each: LiveSession, number: int, starts_at: datetime, version: int) -> CalendarEntry:
    cancelled = each.state == "cancelled"
    channel = each.channel_id or ""
    return CalendarEntry(
        uid=f"session-{each.content_id}-{number}@lyceum",
        sequence=version + cancelled,
        changed_at=each.settled_at,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=each.minutes),
        title=each.title,
        text=each.summary,
        place=each.link or "Discord",
        url=each.link or f"https://discord.com/channels/{each.guild_id}/{channel}",
        cancelled=cancelled,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
