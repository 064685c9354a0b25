"""Compare the times at which lessons open with a search over minutes of the local clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.drip import AT_ONCE, Drip, InvalidDripError, opens_at

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Shanghai",
    "Africa/Cairo",
]


def first_minute_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first minute whose local date is the day, by looking at every minute."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(zone).date() < day:
        at += timedelta(minutes=1)
    return at


@given(
    day=st.dates(date(2024, 1, 1), date(2027, 12, 31)), zone=st.sampled_from(ZONES).map(ZoneInfo)
)
def test_a_date_begins_with_its_first_minute(day: date, zone: ZoneInfo) -> None:
    assert opens_at(Drip("date", on=day), None, zone) == first_minute_of(day, zone)


@given(
    hours=st.integers(0, 26_000),
    days=st.integers(1, 400),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_days_keep_the_local_time(hours: int, days: int, zone: ZoneInfo) -> None:
    began = datetime(2024, 1, 1, 0, 20, tzinfo=UTC) + timedelta(hours=hours)
    found = opens_at(Drip("days", days), began, zone)
    assert found is not None
    local, then = began.astimezone(zone), found.astimezone(zone)
    wanted = local.replace(tzinfo=None) + timedelta(days=days)
    # A clock change may leave that time out: then it is later by the length of the change.
    moved = then.replace(tzinfo=None) - wanted
    assert moved in {timedelta(0), timedelta(minutes=30), timedelta(hours=1)}
    if moved:
        assert (then - timedelta(hours=3)).utcoffset() != then.utcoffset()


def test_days_over_both_clock_changes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring = datetime(2026, 3, 28, 11, tzinfo=UTC)  # noon
    assert opens_at(Drip("days", 1), spring, berlin) == datetime(2026, 3, 29, 10, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 10, tzinfo=UTC)  # noon
    assert opens_at(Drip("days", 1), autumn, berlin) == datetime(2026, 10, 25, 11, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_begins_with_the_next() -> None:
    opened = opens_at(Drip("date", on=date(2011, 12, 30)), None, ZoneInfo("Pacific/Apia"))
    assert opened == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_without_an_enrolment_days_do_not_pass() -> None:
    assert opens_at(Drip("days", 1), None, ZoneInfo("UTC")) == datetime.max.replace(tzinfo=UTC)
    assert opens_at(Drip("days", 0), None, ZoneInfo("UTC")) is None
    assert opens_at(AT_ONCE, None, ZoneInfo("UTC")) is None


@pytest.mark.parametrize(
    ("kind", "days", "on"),
    [("days", -1, None), ("days", 3651, None), ("date", 0, None), ("at-once", 0, date.min)],
)
def test_a_drip_needs_what_its_kind_asks_for(kind: str, days: int, on: date | None) -> None:
    with pytest.raises(InvalidDripError):
        Drip(kind, days, on)  # pyright: ignore[reportArgumentType] one of the kinds
