"""Billing periods: calendar arithmetic on whole seconds."""

import calendar
from datetime import UTC, datetime, timedelta

from bot.simulator.stripe.store import Json


def period_end(start: int, recurring: Json) -> int:
    """When a period that begins at `start` ends, for a price's `recurring`."""
    begin = datetime.fromtimestamp(start, UTC)
    count: int = recurring["interval_count"]
    match recurring["interval"]:
        case "day":
            end = begin + timedelta(days=count)
        case "week":
            end = begin + timedelta(weeks=count)
        case "month":
            end = _months_later(begin, count)
        case _:
            end = _months_later(begin, 12 * count)
    return int(end.timestamp())


def _months_later(begin: datetime, months: int) -> datetime:
    years, month = divmod(begin.month - 1 + months, 12)
    year = begin.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return begin.replace(year=year, month=month + 1, day=min(begin.day, last))


def set_period(subscription: Json, start: int, end: int | None = None) -> None:
    """Let all items begin a period; it ends by their price unless an end is given."""
    for item in subscription["items"]["data"]:
        item["current_period_start"] = start
        item["current_period_end"] = end or period_end(start, item["price"]["recurring"])


def current_end(subscription: Json) -> int:
    """When the running period ends."""
    return max(item["current_period_end"] for item in subscription["items"]["data"])
