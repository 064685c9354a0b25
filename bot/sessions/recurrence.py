"""Computes when a session's occurrences begin. Pure.

An occurrence keeps the time on the clock of its zone, also across clock changes. A time that the
zone leaves out moves forward by as much as the clock does; of a time that is there twice, it is
the first.
"""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Repeats = Literal["never", "daily", "weekly", "biweekly", "monthly"]
REPEATS: tuple[Repeats, ...] = get_args(Repeats)
DAYS: dict[Repeats, int] = {"daily": 1, "weekly": 7, "biweekly": 14}
MONTHS = 12


def as_repeats(stored: str) -> Repeats:
    """Return how often a session takes place, as it is stored.

    Raises:
        ValueError: It is stored by newer code.
    """
    for each in REPEATS:
        if each == stored:
            return each
    raise ValueError(stored)


def local_start(first: datetime, repeats: Repeats, number: int) -> datetime:
    """Return the time on the clock of an occurrence.

    Args:
        first: That of the first occurrence, without a zone.
        repeats: How often the session takes place.
        number: Which occurrence, from 0. The 31st becomes a shorter month's last day.
    """
    if repeats != "monthly":
        return first + timedelta(days=DAYS.get(repeats, 0) * number)
    years, month = divmod(first.month - 1 + number, MONTHS)
    year = first.year + years
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return first.replace(year=year, month=month + 1, day=day)


def start_of(first: datetime, zone: ZoneInfo, repeats: Repeats, number: int) -> datetime:
    """Return when an occurrence begins, in UTC; parameters as for `local_start`."""
    return local_start(first, repeats, number).replace(tzinfo=zone, fold=0).astimezone(UTC)


def next_number(
    first: datetime, zone: ZoneInfo, repeats: Repeats, number: int, now: datetime
) -> int | None:
    """Return the first occurrence after `number` that begins after `now`, if any."""
    if repeats == "never":
        return None
    number += 1
    while start_of(first, zone, repeats, number) <= now:
        number += 1
    return number
