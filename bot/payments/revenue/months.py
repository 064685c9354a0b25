"""Finds where months begin in a time zone. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = 12


def month_edges(now: datetime, zone: ZoneInfo, months: int = MONTHS) -> list[datetime]:
    """Return the starts of the latest months, the current one last, and the present.

    In UTC, `months + 1` of them. The present is a millisecond later, because edges are exclusive.
    """
    today = now.astimezone(zone).date()
    starts = [_start(_earlier(today, back), zone) for back in range(months - 1, -1, -1)]
    return [*starts, now + timedelta(milliseconds=1)]


def month_of(edge: datetime, zone: ZoneInfo) -> str:
    """Return the month that begins at an edge, such as 2026-11."""
    return f"{edge.astimezone(zone):%Y-%m}"


def _earlier(day: date, months: int) -> date:
    """Return the first day of the month that is so many months before."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
