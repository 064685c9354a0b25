"""Test when occurrences begin, also across clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import MONTHLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from bot.sessions.recurrence import REPEATS, Repeats, local_start, next_number, start_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]
)
FIRSTS = st.integers(0, 3_000_000).map(
    lambda minutes: _local("2024-01-01 00:00") + timedelta(minutes=minutes)
)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_time_on_the_clock_stays_across_a_clock_change() -> None:
    first = _local("2026-10-18 18:00")
    starts = [start_of(first, BERLIN, "weekly", number) for number in range(3)]
    assert [each.hour for each in starts] == [16, 17, 17]
    assert {each.astimezone(BERLIN).hour for each in starts} == {18}


def test_a_time_that_the_zone_leaves_out_moves_forward_on_that_day_alone() -> None:
    first = _local("2026-03-28 02:30")
    local = [start_of(first, BERLIN, "daily", number).astimezone(BERLIN) for number in range(3)]
    assert [f"{each:%d %H:%M}" for each in local] == ["28 02:30", "29 03:30", "30 02:30"]


def test_of_a_time_that_is_there_twice_it_is_the_first() -> None:
    start = start_of(_local("2026-10-25 02:30"), BERLIN, "never", 0)
    assert start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "01-31"), (1, "02-28"), (2, "03-31"), (3, "04-30"), (13, "02-29")]
)
def test_the_31st_becomes_a_shorter_month_s_last_day(number: int, expected: str) -> None:
    assert f"{local_start(_local('2027-01-31'), 'monthly', number):%m-%d}" == expected


@given(FIRSTS.filter(lambda when: when.day <= 28), st.integers(0, 40))
def test_months_are_those_of_dateutil(first: datetime, number: int) -> None:
    rule = rrule(MONTHLY, dtstart=first, count=number + 1)
    assert local_start(first, "monthly", number) == list(rule)[-1]


@given(FIRSTS, ZONES, st.sampled_from(REPEATS), st.integers(0, 60))
def test_occurrences_come_in_their_order(
    first: datetime, zone: str, repeats: Repeats, number: int
) -> None:
    here, there = (start_of(first, ZoneInfo(zone), repeats, each) for each in (number, number + 1))
    if repeats == "never":
        assert here == there
        return
    assert here < there
    clock = there.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert abs(clock - local_start(first, repeats, number + 1)) <= timedelta(hours=1)


# Days with a clock change in one of the zones, and a day after: the hours around it.
CHANGES = st.tuples(
    st.sampled_from(
        ["2026-03-08", "2026-11-01", "2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04"]
    ),
    st.integers(0, 5 * 60),
).map(lambda each: _local(f"{each[0]} 00:00") + timedelta(minutes=each[1]))


@given(st.one_of(FIRSTS, CHANGES), ZONES)
def test_starts_are_those_of_a_clock_on_the_wall(local: datetime, zone: str) -> None:
    """Watch the zone's clock minute by minute instead of computing with its offsets."""
    there, begin = ZoneInfo(zone), local.replace(tzinfo=UTC) - timedelta(hours=15)
    shown = [
        (begin + timedelta(minutes=minute)).astimezone(there).replace(tzinfo=None)
        for minute in range(31 * 60)
    ]
    start = start_of(local, there, "never", 0)
    if local in shown:
        assert start == begin + timedelta(minutes=shown.index(local))
        return
    after = next(at for at, each in enumerate(shown) if each > local)
    gap = shown[after] - shown[after - 1] - timedelta(minutes=1)
    assert start.astimezone(there).replace(tzinfo=None) == local + gap


@given(FIRSTS, ZONES, st.sampled_from(REPEATS), st.integers(0, 20), st.integers(-5, 400))
def test_the_next_one_is_the_first_to_come(
    first: datetime, name: str, repeats: Repeats, number: int, days: int
) -> None:
    zone = ZoneInfo(name)
    now = first.replace(tzinfo=UTC) + timedelta(days=days)
    found = next_number(first, zone, repeats, number, now)
    if repeats == "never":
        assert found is None
        return
    assert found is not None
    assert found > number
    assert start_of(first, zone, repeats, found) > now
    assert found == number + 1 or start_of(first, zone, repeats, found - 1) <= now
