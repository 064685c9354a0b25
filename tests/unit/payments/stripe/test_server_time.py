"""Test the estimate of Stripe's time while our own clock is wrong."""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.payments.stripe.server_time import ConfirmedTime, StripeTime
from tests.clocks import MONDAY_NOON, HandClock

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class Machine:
    """A machine with a clock that can be set, and a monotonic one that can't."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.true = MONDAY_NOON
        self.time = StripeTime(self.clock, self._steady)

    def _steady(self) -> float:
        return self.true.timestamp()

    def wait(self, by: timedelta) -> None:
        self.true += by
        self.clock.advance(by)

    def answer(self, *, under_way: timedelta = timedelta()) -> None:
        """Receive a response, dated when the request arrived and not when it is read."""
        began, date = self.time.begin(), self.true
        self.wait(under_way)
        self.time.observe(format_datetime(date, usegmt=True), began)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def near(found: datetime, expected: datetime) -> bool:
    return abs(found - expected) <= 4 * SECOND


def test_a_right_clock_is_left_alone_to_the_microsecond(machine: Machine) -> None:
    machine.wait(timedelta(microseconds=345_678))
    machine.answer(under_way=19 * SECOND)
    assert machine.time.now() == machine.clock.now()
    assert not machine.time.is_off
    assert machine.time.skew == timedelta()


@pytest.mark.parametrize("leap", [60 * DAY, -60 * DAY, timedelta(hours=8)])
def test_a_clock_that_leaps_is_not_followed_before_or_after_stripes_next_answer(
    machine: Machine, leap: timedelta
) -> None:
    machine.answer()
    machine.clock.advance(leap)
    machine.wait(timedelta(minutes=3))
    assert near(machine.time.now(), machine.true)
    assert machine.time.is_stale
    machine.answer()
    assert near(machine.time.now(), machine.true)
    assert not machine.time.is_stale
    assert machine.time.is_off
    assert near(machine.true + machine.time.skew, machine.true + leap)
    machine.clock.advance(-leap)
    assert near(machine.time.now(), machine.true), "put right, and Stripe not heard yet"
    machine.answer()
    assert near(machine.time.now(), machine.true)
    assert not machine.time.is_off


def test_a_clock_that_was_wrong_at_the_start_is_put_right_by_the_first_answer(
    machine: Machine,
) -> None:
    machine.clock.advance(60 * DAY)
    assert machine.time.is_stale, "nothing was heard yet"
    machine.answer(under_way=5 * SECOND)
    assert near(machine.time.now(), machine.true)


def test_a_request_over_which_the_clock_leaps_is_dated_when_it_began(machine: Machine) -> None:
    machine.answer()
    began, date = machine.time.begin(), machine.true
    machine.wait(2 * SECOND)
    machine.clock.advance(60 * DAY)
    machine.time.observe(format_datetime(date, usegmt=True), began)
    assert near(machine.time.at(began), date)


def test_two_looks_within_a_second_keep_their_order(machine: Machine) -> None:
    machine.clock.advance(60 * DAY)
    machine.answer()
    looks: list[datetime] = []
    for _ in range(20):
        began = machine.time.begin()
        machine.answer(under_way=timedelta(milliseconds=30))
        looks.append(machine.time.at(began))
    assert looks == sorted(set(looks))


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_an_answer_without_a_date_changes_nothing(machine: Machine, date: str | None) -> None:
    machine.time.observe(date, machine.time.begin())
    assert machine.time.now() == machine.clock.now()
    assert not machine.time.observed


def test_what_takes_waits_for_the_first_answer_where_stripe_left_off(machine: Machine) -> None:
    proven = ConfirmedTime(machine.time)
    left_off = MONDAY_NOON - 12 * DAY
    proven.resume(left_off)
    machine.clock.advance(60 * DAY)
    assert proven.now() == left_off
    machine.answer()
    assert near(proven.now(), machine.true)


def test_a_first_start_knows_no_time_but_its_own(machine: Machine) -> None:
    proven = ConfirmedTime(machine.time)
    proven.resume(None)
    assert proven.now() == machine.clock.now()
