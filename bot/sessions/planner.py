"""Schedules, moves, cancels, begins and ends sessions."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import UserError
from bot.scheduling.worker import WakeupEvent
from bot.sessions.recurrence import as_repeats, next_number, start_of
from bot.sessions.request import (
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
    SessionRequest,
    check_link,
    check_text,
    parse_start,
)
from data import contents, notices, session_followers, sessions
from data.contents import NewContent
from data.engine import Connection, Database
from data.sessions import OPEN, LiveSession, NewSession

LOCAL = "%Y-%m-%dT%H:%M"


class SessionPlanner:
    """Changes sessions; Discord's events and the notices follow from what is stored."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def add(self, request: SessionRequest) -> LiveSession:
        """Schedule a session, or the first of a series, as a published content.

        Raises:
            UserError: Something typed can't be used.
        """
        now = self._clock.now()
        local, starts_at = parse_start(request.when, request.zone, now)
        if request.place == "outside":
            check_link(request.link)
        content = NewContent(
            request.guild_id,
            "session",
            check_text(request.title, MAX_TITLE_LENGTH, "session-no-title"),
            request.actor_id,
            summary=request.text.strip()[:MAX_TEXT_LENGTH],
            preview=request.offer_id is None and request.course_id is None,
            minutes=request.minutes,
        )
        async with self._database.write() as connection:
            if request.course_id is not None:
                content = await _as_lesson(connection, content, request.course_id)
            made = await contents.add(connection, content, now)
            await contents.publish(connection, made.id, now)
            if request.offer_id is not None:
                await contents.hold(connection, request.guild_id, request.offer_id, [made.id])
            first = _first(request, made.id, local, starts_at, now)
            session_id = await sessions.add(connection, first)
        self._wakeup.notify()
        return await self.get(request.guild_id, session_id or 0)

    async def get(self, guild_id: int, session_id: int) -> LiveSession:
        """Return a session of a guild.

        Raises:
            UserError: There is none.
        """
        async with self._database.read_fast() as connection:
            found = await sessions.get(connection, session_id)
        if found is None or found.guild_id != guild_id:
            raise UserError("session-gone")
        return found

    async def move(
        self, guild_id: int, session_id: int, typed: str, *, following: bool
    ) -> LiveSession:
        """Move a session, and with `following` all later ones of its series.

        Raises:
            UserError: The time can't be used, or the session has begun.
        """
        found = await self.get(guild_id, session_id)
        local, starts_at = parse_start(typed, ZoneInfo(found.zone), self._clock.now())
        series = local if following else None
        if found.state == "scheduled" and found.starts_at == starts_at and series is None:
            return found  # pressed again: nobody is notified twice
        if not await self._move(found, starts_at, series, event_due=True):
            raise UserError("session-begun")
        return await self.get(guild_id, session_id)

    async def moved_at_discord(self, found: LiveSession, starts_at: datetime) -> None:
        """Follow a move that somebody made in Discord's event."""
        if found.starts_at != starts_at and not found.event_due:
            await self._move(found, starts_at, None, event_due=False)

    async def _move(
        self, found: LiveSession, starts_at: datetime, series: datetime | None, *, event_due: bool
    ) -> bool:
        """Move a session and queue the notices; return whether it was still scheduled."""
        values: dict[str, object] = {"starts_at": starts_at, "settled_at": self._clock.now()}
        values |= {"reminded": None, "event_due": event_due}
        if series is not None:
            values |= {"first_local": series.strftime(LOCAL), "first_number": found.number}
        async with self._database.write() as connection:
            version = await sessions.move(connection, found.id, **values)
            if version is None:
                return False
            await self._notify(connection, found, "session-moved", f"moved:{version}", starts_at)
        self._wakeup.notify()
        return True

    async def cancel(
        self, guild_id: int, session_id: int, *, following: bool, event_due: bool = True
    ) -> LiveSession:
        """Cancel a session, and with `following` all later ones of its series.

        Raises:
            UserError: It is over.
        """
        found = await self.get(guild_id, session_id)
        now = self._clock.now()
        values: dict[str, object] = {"state": "cancelled", "ended_at": now, "event_due": event_due}
        if following:
            values["repeats"] = "never"
        async with self._database.write() as connection:
            if not await sessions.move_on(connection, session_id, OPEN, **values):
                raise UserError("session-over")
            await self._notify(connection, found, "session-cancelled", "cancelled", found.starts_at)
            if not following:
                await self._schedule_next(connection, found, now)
        self._wakeup.notify()
        return await self.get(guild_id, session_id)

    async def begin(self, found: LiveSession, at: datetime) -> None:
        """Record that a session has begun."""
        async with self._database.write() as connection:
            values = {"state": "live", "began_at": at, "event_due": True}
            await sessions.move_on(connection, found.id, ("scheduled",), **values)
        self._wakeup.notify()

    async def end(self, found: LiveSession, at: datetime) -> None:
        """Record that a session has ended, and schedule the next one of its series."""
        now = self._clock.now()
        async with self._database.write() as connection:
            values = {"state": "ended", "ended_at": at, "event_due": True}
            if await sessions.move_on(connection, found.id, OPEN, **values):
                await self._schedule_next(connection, found, now)
        self._wakeup.notify()

    async def _schedule_next(
        self, connection: Connection, last: LiveSession, now: datetime
    ) -> None:
        """Schedule the occurrence after a session, if it is of a series."""
        first, zone = datetime.strptime(last.first_local, LOCAL), ZoneInfo(last.zone)  # noqa: DTZ007
        repeats = as_repeats(last.repeats)
        since_first = last.number - last.first_number
        # Not before the end of this one, which may have been moved.
        after = max(now, last.starts_at)
        following = next_number(first, zone, repeats, since_first, after)
        if following is None:
            return
        new = NewSession(
            guild_id=last.guild_id,
            content_id=last.content_id,
            number=last.first_number + following,
            place=last.place,
            channel_id=last.channel_id,
            link=last.link,
            first_local=last.first_local,
            first_number=last.first_number,
            zone=last.zone,
            repeats=last.repeats,
            starts_at=start_of(first, zone, repeats, following),
            minutes=last.minutes,
            settled_at=now,
            created_by=last.created_by,
        )
        await sessions.add(connection, new)

    async def _notify(
        self, connection: Connection, of: LiveSession, message: str, cause: str, starts_at: datetime
    ) -> None:
        """Queue a notice to all followers in place of those about the earlier state."""
        await notices.withdraw(connection, f"session:{of.id}:", of.guild_id)
        for follower in await session_followers.of_content(connection, of.content_id):
            await notices.post(
                connection,
                guild_id=of.guild_id,
                user_id=follower.user_id,
                key=f"session:{of.id}:{cause}:{follower.user_id}",
                message=message,
                arguments=notice_arguments(of, starts_at),
                at=self._clock.now(),
            )


async def _as_lesson(connection: Connection, content: NewContent, course_id: int) -> NewContent:
    """Return a session as the last lesson of a course."""
    lessons = await contents.of_course(connection, course_id)
    position = max((each.position for each in lessons), default=-1) + 1
    return replace(content, course_id=course_id, position=position)


def _first(
    request: SessionRequest, content_id: int, local: datetime, starts_at: datetime, now: datetime
) -> NewSession:
    """Return the first occurrence of what staff asked for."""
    outside = request.place == "outside"
    return NewSession(
        guild_id=request.guild_id,
        content_id=content_id,
        number=0,
        place=request.place,
        channel_id=None if outside else request.channel_id,
        link=check_link(request.link) if outside else None,
        first_local=local.strftime(LOCAL),
        first_number=0,
        zone=request.zone.key,
        repeats=request.repeats,
        starts_at=starts_at,
        minutes=request.minutes,
        settled_at=now,
        created_by=request.actor_id,
    )


def notice_arguments(of: LiveSession, starts_at: datetime) -> dict[str, str | float]:
    """Return what a notice says of a session, with times for each reader's clock."""
    seconds = int(starts_at.timestamp())
    return {
        "title": of.title,
        "when": f"<t:{seconds}:F>",
        "distance": f"<t:{seconds}:R>",
        "session": of.id,
        "event": str(of.event_id or ""),
    }
