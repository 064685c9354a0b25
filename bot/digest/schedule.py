"""What staff choose about the guild's digest: when and where."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import UserError
from bot.scheduling.timezones import find_zone
from bot.scheduling.weekly import (
    NotADayError,
    NotATimeError,
    WeeklySchedule,
    next_slots,
    parse_days,
    parse_time,
)
from bot.settings import Settings
from data import audit, digests
from data.digests import DigestSchedule
from data.engine import Connection, Database

_TIMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule and its next instants; none while it is paused."""

    schedule: DigestSchedule
    next_times: tuple[datetime, ...]


def plan_of(schedule: DigestSchedule) -> WeeklySchedule:
    """Return the weekly schedule of a stored one."""
    return WeeklySchedule(
        schedule.days, time(schedule.hour, schedule.minute), ZoneInfo(schedule.timezone)
    )


# What follows from a change, in the same transaction: the times of personal digests.
Follow = Callable[[Connection, int, DigestSchedule | None, datetime], Awaitable[None]]


class DigestScheduleService:
    """Reads and changes guilds' schedules."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        default_zone: Callable[[int], ZoneInfo],
        follow: Follow,
    ) -> None:
        """Use `default_zone`, which returns a guild's, where a person enters none."""
        self._database = database
        self._clock = clock
        self._default_zone = default_zone
        self._follow = follow

    async def plan(
        self, guild_id: int, channel_id: int, actor_id: int, *, at: str, days: str, zone: str | None
    ) -> ScheduleView:
        """Set a guild's schedule from what a person entered.

        Raises:
            UserError: Naming the part that can't be understood.
        """
        clock_time, weekdays = _time(at), parsed_days(days)
        schedule = DigestSchedule(
            guild_id=guild_id,
            channel_id=channel_id,
            days=weekdays,
            hour=clock_time.hour,
            minute=clock_time.minute,
            timezone=(parsed_zone(zone) if zone else self._default_zone(guild_id)).key,
            paused=False,
            since=self._clock.now(),
            created_by=actor_id,
        )
        async with self._database.write() as connection:
            await digests.put_schedule(connection, schedule)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="digest.schedule",
                at=schedule.since,
                detail={"channel": channel_id, "days": weekdays, "at": f"{clock_time:%H:%M}"},
            )
            await self._follow(connection, guild_id, schedule, schedule.since)
        return self._promise(schedule)

    async def toggle_pause(self, guild_id: int, actor_id: int) -> ScheduleView:
        """Pause a running schedule, or resume a paused one.

        Raises:
            UserError: The guild has no schedule.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
            if schedule is None:
                raise UserError("digest-not-scheduled")
            paused = not schedule.paused
            await digests.set_paused(connection, guild_id, now, paused=paused)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="digest.pause" if paused else "digest.resume",
                at=now,
            )
            changed = replace(schedule, paused=paused, since=now)
            await self._follow(connection, guild_id, changed, now)
        return self._promise(changed)

    async def move_zone(self, connection: Connection, guild_id: int, before: Settings) -> None:
        """Move a guild's digests to its new time zone, in the transaction of that change.

        A schedule that was set for another zone than the guild's, by name, stays as it is.
        """
        now = self._clock.now()
        schedule = await digests.schedule_of(connection, guild_id)
        if schedule is not None and schedule.timezone == before.discord.timezone:
            zone = self._default_zone(guild_id).key
            schedule = replace(schedule, timezone=zone, since=now)
            await digests.put_schedule(connection, schedule)
        await self._follow(connection, guild_id, schedule, now)

    async def view(self, guild_id: int) -> ScheduleView | None:
        """Return a guild's schedule with its next instants; None without a schedule."""
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
        return None if schedule is None else self._promise(schedule)

    def _promise(self, schedule: DigestSchedule) -> ScheduleView:
        if schedule.paused:
            return ScheduleView(schedule, ())
        times = next_slots(plan_of(schedule), self._clock.now(), _TIMES_SHOWN)
        return ScheduleView(schedule, tuple(times))


def _time(text: str) -> time:
    try:
        return parse_time(text)
    except NotATimeError:
        raise UserError("digest-bad-time", text=text[:40]) from None


def parsed_days(text: str) -> str:
    """Parse days as a person enters them.

    Raises:
        UserError: Naming what is not a day.
    """
    try:
        return parse_days(text)
    except NotADayError as error:
        raise UserError("digest-bad-days", text=str(error)[:40]) from None


def parsed_zone(text: str) -> ZoneInfo:
    """Parse the name of a time zone.

    Raises:
        UserError: With the nearest name that exists.
    """
    try:
        return find_zone(text)
    except LookupError as error:
        near = str(error.args[0])
        if near:
            raise UserError("digest-bad-zone-near", text=text[:60], near=near) from None
        raise UserError("digest-bad-zone", text=text[:60]) from None
