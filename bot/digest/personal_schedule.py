"""When a personal digest is due: as the member chose, else as the guild's digest."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.digest.schedule import plan_of
from bot.scheduling.weekly import EVERY_DAY, WeeklySchedule, next_slots
from data import personal_digests
from data.digests import DigestSchedule
from data.engine import Connection
from data.personal_digests import DigestHours

# Consecutive deliveries that met closed DMs, after which we stop.
MAX_CLOSED_DMS = 3


# How far clocks may change: the same time some days ago has passed in any case.
_SLACK = timedelta(hours=2)
_WEEK = timedelta(days=7)


def over_weekly_limit(
    due_at: datetime, before: Iterable[datetime], most: int, plan: WeeklySchedule
) -> bool:
    """Return whether one more exceeds `most` in a week, or comes too soon.

    If the schedule has more days than that, the digests are spread over the week.
    """
    lately = [at for at in before if due_at - _WEEK + _SLACK < at < due_at]
    crowded = len(plan.weekdays) > most
    gap = timedelta(days=7 // most) - _SLACK if crowded else timedelta(0)
    return len(lately) >= most or any(due_at - at < gap for at in lately)


class PersonalSchedule:
    """Computes times from members' choices."""

    def __init__(self, default_zone: Callable[[int], ZoneInfo]) -> None:
        """Use `default_zone`, which returns a guild's, for members who chose none."""
        self._default_zone = default_zone

    def plan(
        self, guild_id: int, taste: DigestHours, schedule: DigestSchedule | None
    ) -> WeeklySchedule | None:
        """Return a member's schedule in a guild; None if nothing sets the time of day."""
        if schedule is None and taste.hour is None:
            return None
        usual = plan_of(schedule) if schedule else None
        at = usual.at if usual else time(0)
        return WeeklySchedule(
            days=taste.days or (usual.days if usual else EVERY_DAY),
            at=at if taste.hour is None else time(taste.hour),
            zone=ZoneInfo(taste.timezone)
            if taste.timezone
            else (usual.zone if usual else self._default_zone(guild_id)),
        )

    def next_at(
        self, guild_id: int, taste: DigestHours, schedule: DigestSchedule | None, now: datetime
    ) -> datetime | None:
        """Return the next time; None if there is none, as in a guild that paused."""
        plan = self.plan(guild_id, taste, schedule)
        if plan is None or (schedule is not None and schedule.paused):
            return None
        return next_slots(plan, now, 1)[0]

    async def reschedule(
        self, connection: Connection, guild_id: int, schedule: DigestSchedule | None, now: datetime
    ) -> None:
        """Set everybody's next time in a guild after its own schedule changed."""
        for taste in await personal_digests.tastes(connection, guild_id):
            at = self.next_at(guild_id, taste, schedule, now)
            await personal_digests.retime(connection, guild_id, taste, at, patience=MAX_CLOSED_DMS)
