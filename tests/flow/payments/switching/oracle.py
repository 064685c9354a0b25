"""Computes what a switch charges and opens, and when: from the owner's rules, not from the code.

Whole seconds and smallest units. A month ends on the same day, or the last of a shorter one.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """What one seat of a plan costs for how many months."""

    plan: str
    amount: int
    months: int
    seats: int = 1

    @property
    def total(self) -> int:
        """What all seats cost."""
        return self.amount * self.seats


@dataclass(frozen=True, slots=True)
class Expected:
    """All charges as (second, amount), the second of the new access, and that of the renewal."""

    charges: tuple[tuple[int, int], ...]
    opens: int
    renews: int


def months_after(start: int, months: int) -> int:
    """Return the second that many months later."""
    begin = datetime.fromtimestamp(start, UTC)
    index = begin.year * 12 + begin.month - 1 + months
    year, month = divmod(index, 12)
    day = min(begin.day, calendar.monthrange(year, month + 1)[1])
    return int(begin.replace(year=year, month=month + 1, day=day).timestamp())


def expect(start: int, before: Terms, after: Terms, at: int, policy: str) -> Expected:
    """Return what follows from buying `before` at `start`, and switching to `after` at `at`."""
    end = months_after(start, before.months)
    bought = (start, before.total)
    less = after.total < before.total or after.months < before.months
    if policy == "renewal" or less:
        return Expected((bought, (end, after.total)), opens=end, renews=end)
    left = Fraction(end - at, end - start)
    unused = round(before.total * left)
    if after.months == before.months:
        due = round(after.total * left) - unused
        charges = (bought, *(((at, due),) if due else ()), (end, after.total))
        return Expected(charges, opens=at, renews=end)
    again = months_after(at, after.months)
    charges = (bought, (at, after.total - unused), (again, after.total))
    return Expected(charges, opens=at, renews=again)
