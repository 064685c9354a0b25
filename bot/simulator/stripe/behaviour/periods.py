"""Billing periods: calendar arithmetic on whole seconds.

Each item has a period of its own. All are counted from the subscription's anchor, so that one
begun on 31 January ends on 28 February and then on 31 March.
"""

import calendar
from datetime import UTC, datetime, timedelta

from bot.simulator.stripe.store import Json


def period_end(start: int, recurring: Json, anchor: int | None = None) -> int:
    """Return when a period that begins at `start` ends.

    Args:
        start: In seconds.
        recurring: The price's `recurring`.
        anchor: A time whose day of the month counts; by default `start`.
    """
    begin = datetime.fromtimestamp(start, UTC)
    count: int = recurring["interval_count"]
    day = begin.day if anchor is None else datetime.fromtimestamp(anchor, UTC).day
    match recurring["interval"]:
        case "day":
            end = begin + timedelta(days=count)
        case "week":
            end = begin + timedelta(weeks=count)
        case "month":
            end = _months_later(begin, count, day)
        case _:
            end = _months_later(begin, 12 * count, day)
    return int(end.timestamp())


def _months_later(begin: datetime, months: int, day: int) -> datetime:
    years, month = divmod(begin.month - 1 + months, 12)
    year = begin.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return begin.replace(year=year, month=month + 1, day=min(day, last))


def set_period(subscription: Json, start: int, end: int | None = None) -> None:
    """Begin a period of all items; it ends by their price unless an end is given."""
    for item in subscription["items"]["data"]:
        _begin(subscription, item, start, end)


def begin_due(subscription: Json) -> list[Json]:
    """Begin the next period of the items whose period ends first; return these items."""
    start = next_renewal(subscription)
    due = [item for item in subscription["items"]["data"] if item["current_period_end"] == start]
    for item in due:
        _begin(subscription, item, start, None)
    return due


def join(subscription: Json, item: Json, now: int) -> None:
    """Begin a new item now; its period ends as if it had been there since the anchor."""
    anchor = end = subscription["billing_cycle_anchor"]
    while end <= now:
        end = period_end(end, item["price"]["recurring"], anchor)
    item |= {"current_period_start": now, "current_period_end": end}


def interval_of(item: Json) -> tuple[str, int]:
    """Return an item's billing interval."""
    recurring: Json = item["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


def next_renewal(subscription: Json) -> int:
    """Return when the first running period ends, and so what ends with its period."""
    return min(item["current_period_end"] for item in subscription["items"]["data"])


def current_end(subscription: Json) -> int:
    """Return when the last of the running periods ends."""
    return max(item["current_period_end"] for item in subscription["items"]["data"])


def _begin(subscription: Json, item: Json, start: int, end: int | None) -> None:
    item["current_period_start"] = start
    item["current_period_end"] = end or period_end(
        start, item["price"]["recurring"], subscription["billing_cycle_anchor"]
    )
