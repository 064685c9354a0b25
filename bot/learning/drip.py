"""When a lesson opens by the calendar, in the server's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

MAX_DAYS = 3_650

DripKind = Literal["at-once", "days", "date", "previous"]


class InvalidDripError(ValueError):
    """A drip has too many days, or no date where it needs one."""


@dataclass(frozen=True, slots=True)
class Drip:
    """When a lesson opens.

    Attributes:
        kind: At once, some days after enrolment, on a date, or after the previous lesson.
        days: With "days": how many, 0 to 3650.
        on: With "date": the day.

    Raises:
        InvalidDripError: What the kind needs is missing.
    """

    kind: DripKind = "at-once"
    days: int = 0
    on: date | None = None

    def __post_init__(self) -> None:
        """Check that the kind has what it needs."""
        if not 0 <= self.days <= MAX_DAYS or (self.kind == "date") is (self.on is None):
            raise InvalidDripError(self.kind)


AT_ONCE = Drip()


def opens_at(drip: Drip, enrolled_at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return when the calendar opens a lesson, in UTC; None: it doesn't decide.

    "days" keeps the local time of the enrolment, so that a change of the clocks moves nothing. A
    local time that such a change leaves out is counted by the clock of before; one that comes
    twice is the first. A date begins when it begins there.

    Args:
        drip: The lesson's drip.
        enrolled_at: When the member began the course; None: they have not, so that days are
            counted from never.
        zone: The server's time zone.
    """
    if drip.on is not None:
        return datetime.combine(drip.on, time(), zone).astimezone(UTC)
    if drip.kind != "days" or drip.days == 0:
        return None
    if enrolled_at is None:
        return datetime.max.replace(tzinfo=UTC)
    local = enrolled_at.astimezone(zone)
    then = datetime.combine(local.date() + timedelta(days=drip.days), local.time(), zone)
    return then.astimezone(UTC)
