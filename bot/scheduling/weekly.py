"""Compute the instants of a weekly schedule. Pure, and correct when clocks change.

APScheduler's CronTrigger fires twice in an hour that is repeated and skips a day whose midnight
is skipped (Cairo, Beirut); a community expects one digest on each of its days.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in _NAMES)
EVERY_DAY = "*"
_GROUPS = {
    "daily": EVERY_DAY,
    EVERY_DAY: EVERY_DAY,
    "weekdays": "mon,tue,wed,thu,fri",
    "weekend": "sat,sun",
}
_DAY = timedelta(days=1)


class NotATimeError(ValueError):
    """A text that is not a time of day."""


class NotADayError(ValueError):
    """A text that is not a day of the week."""


@dataclass(frozen=True, slots=True)
class WeeklySchedule:
    """A time of day on some days of the week, in one time zone."""

    days: str  # "*", or names of WEEKDAYS joined by commas
    at: time
    zone: ZoneInfo

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The scheduled days of the week."""
        return WEEKDAYS if self.days == EVERY_DAY else tuple(self.days.split(","))

    def falls_on(self, day: date) -> bool:
        """Return whether this day is scheduled."""
        return WEEKDAYS[day.weekday()] in self.weekdays

    def instant(self, day: date) -> datetime:
        """Return the scheduled instant of a local day, in UTC.

        A time that clocks show twice means its first showing; one that they skip means the same
        distance from the last midnight that they did show.
        """
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)


def slots(plan: WeeklySchedule, after: datetime) -> Iterator[datetime]:
    """Yield the schedule's instants later than `after`, in order, without end.

    A day that a zone left out, as Samoa did in 2011 to change sides of the date line, has none.
    """
    day = after.astimezone(plan.zone).date() - _DAY
    last = after
    while True:
        if plan.falls_on(day) and (instant := plan.instant(day)) > last and _exists(day, plan.zone):
            last = instant
            yield instant
        day += _DAY


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Return whether a zone has a day: its noon then is on that day."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def due_slot(plan: WeeklySchedule, *, after: datetime, now: datetime) -> datetime | None:
    """Return the latest slot in (after, now]; several missed ones count as one."""
    latest = None
    for instant in slots(plan, after):
        if instant > now:
            break
        latest = instant
    return latest


def next_slots(plan: WeeklySchedule, now: datetime, count: int) -> list[datetime]:
    """Return the `count` slots that come after `now`."""
    return list(islice(slots(plan, now), count))


def parse_time(text: str) -> time:
    """Parse "HH:MM" on a 24-hour clock, with a Western or Chinese colon.

    Raises:
        NotATimeError: It is not a time of day.
    """
    found = re.fullmatch(r"([01]?\d|2[0-3])[:\uff1a]([0-5]\d)", text.strip(), re.ASCII)
    if found is None:
        raise NotATimeError(text)
    return time(int(found[1]), int(found[2]))


def parse_days(text: str) -> str:
    """Parse "daily", "weekdays", "weekend" or names such as "mon,thu".

    Raises:
        NotADayError: With the part that is not a day.
    """
    wanted = text.strip().lower()
    if wanted in _GROUPS:
        return _GROUPS[wanted]
    named = {_weekday(word.strip()) for word in re.split(r"[,\uff0c]", wanted)}
    return ",".join(day for day in WEEKDAYS if day in named)


def _weekday(word: str) -> str:
    for day, name in zip(WEEKDAYS, _NAMES, strict=True):
        if word in {day, name}:
            return day
    raise NotADayError(word)
