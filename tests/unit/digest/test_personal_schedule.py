"""Test the limit of personal digests a week, and that they are spread over it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.personal_schedule import over_weekly_limit
from bot.scheduling.weekly import EVERY_DAY, WEEKDAYS, WeeklySchedule, next_slots

ZURICH = ZoneInfo("Europe/Zurich")
BEFORE = datetime(2026, 10, 12, tzinfo=ZURICH)  # clocks go back within the weeks that follow


def sent(days: str, most: int, count: int = 42) -> list[datetime]:
    """Return which of a plan's next slots bring one, if there always is something to say."""
    plan = WeeklySchedule(days, time(8), ZURICH)
    taken: list[datetime] = []
    for at in next_slots(plan, BEFORE, count):
        if not over_weekly_limit(at, taken, most, plan):
            taken.append(at)
    return taken


@pytest.mark.parametrize("most", range(1, 8))
def test_a_daily_plan_brings_as_many_a_week_as_are_allowed(most: int) -> None:
    assert len(sent(EVERY_DAY, most)) == 6 * most


def test_they_are_spread_over_the_week() -> None:
    days = [WEEKDAYS[at.astimezone(ZURICH).weekday()] for at in sent(EVERY_DAY, 3, 14)]
    assert days == ["mon", "wed", "fri"] * 2


def test_days_that_a_member_chose_are_kept_though_they_are_neighbours() -> None:
    assert len(sent("mon,tue,wed", 3, 12)) == 12


@given(st.sets(st.sampled_from(WEEKDAYS), min_size=1), st.integers(1, 7))
def test_no_week_ever_has_more_and_none_is_left_out(days: set[str], most: int) -> None:
    taken = sent(",".join(day for day in WEEKDAYS if day in days), most)
    slack = timedelta(hours=2)
    for at in taken:
        week = [other for other in taken if at <= other < at + timedelta(days=7) - slack]
        assert len(week) <= most
    assert len(taken) >= 42 // len(days), "at least one a week"
