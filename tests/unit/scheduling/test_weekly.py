"""Test which instants a weekly schedule means."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.weekly import (
    EVERY_DAY,
    WEEKDAYS,
    NotADayError,
    NotATimeError,
    WeeklySchedule,
    due_slot,
    next_slots,
    parse_days,
    parse_time,
    slots,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "Pacific/Apia",  # left out the whole of 2011-12-30
)
DAYS = st.one_of(
    st.just(EVERY_DAY),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(
        lambda chosen: ",".join(day for day in WEEKDAYS if day in chosen)
    ),
)
PLANS = st.builds(
    WeeklySchedule,
    days=DAYS,
    at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
INSTANTS = st.datetimes(datetime(2009, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 Hypothesis adds the zone
SPANS = st.timedeltas(timedelta(0), timedelta(days=40))


def plan(at: str, zone: str, days: str = EVERY_DAY) -> WeeklySchedule:
    return WeeklySchedule(days, time.fromisoformat(at), ZoneInfo(zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(PLANS, INSTANTS)
def test_slots_come_in_order_after_the_start_each_on_a_planned_day(
    schedule: WeeklySchedule, after: datetime
) -> None:
    found = list(islice(slots(schedule, after), 15))
    assert found[0] > after
    assert all(one < two for one, two in pairwise(found))
    for instant in found:
        local = instant.astimezone(schedule.zone)
        if (local.hour, local.minute) == (schedule.at.hour, schedule.at.minute):
            assert schedule.falls_on(local.date())


def test_a_day_that_a_zone_left_out_has_no_slot() -> None:
    """Samoa went from Thursday to Saturday."""
    fridays = WeeklySchedule("fri", time(0, 0), ZoneInfo("Pacific/Apia"))
    first, second = islice(slots(fridays, utc("2011-12-21T00:00")), 2)
    days = [slot.astimezone(fridays.zone).date().isoformat() for slot in (first, second)]
    assert days == ["2011-12-23", "2012-01-06"]


@given(PLANS, INSTANTS)
def test_no_planned_day_is_served_twice_or_left_out(
    schedule: WeeklySchedule, after: datetime
) -> None:
    instants = [after + timedelta(days=day) for day in range(30)]
    planned = {
        day for at in instants if schedule.falls_on(day := at.astimezone(schedule.zone).date())
    }
    found = slots_until(schedule, after - timedelta(days=2), instants[-1])
    served = [slot.astimezone(schedule.zone).date() for slot in found]
    first, last = min(served, default=None), max(served, default=None)
    assert len(served) == len(set(served))
    if first and last:
        assert {day for day in planned if first < day < last} <= set(served)


def slots_until(schedule: WeeklySchedule, after: datetime, until: datetime) -> list[datetime]:
    found: list[datetime] = []
    for slot in slots(schedule, after):
        if slot > until:
            return found
        found.append(slot)
    raise AssertionError("slots never end")


@given(PLANS, INSTANTS, SPANS)
def test_the_due_slot_is_the_latest_missed_one(
    schedule: WeeklySchedule, after: datetime, span: timedelta
) -> None:
    missed = slots_until(schedule, after, after + span)
    assert due_slot(schedule, after=after, now=after + span) == (missed[-1] if missed else None)


@given(PLANS, INSTANTS, st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=20))
def test_ticking_through_time_serves_no_slot_twice(
    schedule: WeeklySchedule, since: datetime, steps: list[timedelta]
) -> None:
    now, handled, served = since, since, list[datetime]()
    for step in steps:
        now += step
        due = due_slot(schedule, after=handled, now=now)
        if due is not None:
            served.append(due)
            handled = due
    assert all(one < two for one, two in pairwise(served))
    assert all(since < slot <= now for slot in served)


def test_a_time_that_clocks_skip_comes_at_the_same_distance_from_midnight() -> None:
    found = next_slots(plan("02:30", "Europe/Berlin"), utc("2027-03-27T12:00"), 2)
    assert found == [utc("2027-03-28T01:30"), utc("2027-03-29T00:30")]


def test_a_time_that_clocks_show_twice_comes_once() -> None:
    found = next_slots(plan("02:30", "Europe/Berlin"), utc("2026-10-24T12:00"), 2)
    assert found == [utc("2026-10-25T00:30"), utc("2026-10-26T01:30")]


def test_a_day_whose_midnight_is_skipped_is_not_left_out() -> None:
    found = next_slots(plan("00:30", "Africa/Cairo"), utc("2026-04-23T12:00"), 2)
    assert found == [utc("2026-04-23T22:30"), utc("2026-04-24T21:30")]


def test_an_evening_time_that_clocks_skip_into_the_next_day_still_comes() -> None:
    late = plan("23:30", "Europe/Sofia")  # 23:00 was followed by 00:00
    assert due_slot(late, after=utc("1981-04-04T21:10"), now=utc("1981-04-04T22:00")) == utc(
        "1981-04-04T21:30"
    )


def test_a_day_that_a_country_left_out_makes_no_second_slot() -> None:
    found = next_slots(plan("00:00", "Pacific/Apia"), utc("2011-12-29T09:00"), 3)
    assert found == [utc("2011-12-29T10:00"), utc("2011-12-30T10:00"), utc("2011-12-31T10:00")]


def test_local_days_of_the_week_count_not_those_of_utc() -> None:
    found = next_slots(plan("08:00", "Asia/Shanghai", "mon"), utc("2026-11-20T00:00"), 1)
    assert found == [utc("2026-11-23T00:00")]
    found = next_slots(plan("07:00", "Asia/Shanghai", "mon"), utc("2026-11-20T00:00"), 1)
    assert found == [utc("2026-11-22T23:00")]


def test_a_slot_at_the_very_instant_is_due_once() -> None:
    noon = plan("12:00", "UTC")
    assert due_slot(noon, after=utc("2026-11-22T12:00"), now=utc("2026-11-23T12:00")) == utc(
        "2026-11-23T12:00"
    )
    assert due_slot(noon, after=utc("2026-11-23T12:00"), now=utc("2026-11-23T12:00")) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:30", time(18, 30)),
        (" 0:05 ", time(0, 5)),
        ("09:00", time(9)),
        ("18\uff1a30", time(18, 30)),
    ],
)
def test_times_as_people_type_them(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text", ["25:99", "24:00", "18", "18:3", "6pm", "", ":", "18:30:00", "-1:30", "1²:30", "๑:๒๓x"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotATimeError):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", "*"),
        ("Weekdays", "mon,tue,wed,thu,fri"),
        ("weekend", "sat,sun"),
        ("thu, mon", "mon,thu"),
        ("Monday", "mon"),
        ("mon,mon,sunday", "mon,sun"),
        ("mon\uff0ctue", "mon,tue"),
    ],
)
def test_days_as_people_type_them(text: str, expected: str) -> None:
    assert parse_days(text) == expected


@pytest.mark.parametrize("text", ["", "mon,", "monkey", "today", "mo", "1", "mon thu", "mon;thu"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADayError):
        parse_days(text)
