"""Test the rule for when removals are unusually many."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.payments.removal.breaker import BreakerLimits, RemovalCount, is_stopped
from data.removal_breaker import StoppedRemoval

LIMITS = BreakerLimits(least=10, share=0.2)
ASKED = datetime(2026, 3, 1, tzinfo=UTC)
OPEN = StoppedRemoval(1, ASKED, 400)
RELEASED = StoppedRemoval(1, ASKED, 400, ASKED + timedelta(minutes=5))
PEOPLE = st.integers(0, 100_000)


def test_a_share_is_the_limit_in_a_large_guild_and_a_number_in_a_small_one() -> None:
    assert not is_stopped(RemovalCount(1000, 200), LIMITS, None)
    assert is_stopped(RemovalCount(1000, 201), LIMITS, None)
    assert not is_stopped(RemovalCount(10, 10), LIMITS, None)
    assert is_stopped(RemovalCount(12, 11), LIMITS, None)


def test_an_open_question_lets_nothing_through() -> None:
    assert is_stopped(RemovalCount(1000, 400), LIMITS, OPEN)


def test_staff_let_through_what_they_were_asked_about_and_no_second_mass() -> None:
    assert not is_stopped(RemovalCount(1000, 400), LIMITS, RELEASED)
    assert is_stopped(RemovalCount(1000, 601), LIMITS, RELEASED)


@given(PEOPLE, PEOPLE, PEOPLE)
def test_fewer_who_lose_are_never_stopped_where_more_are_not(
    holders: int, some: int, more: int
) -> None:
    few, many = sorted((some, more))
    if not is_stopped(RemovalCount(holders, many), LIMITS, None):
        assert not is_stopped(RemovalCount(holders, few), LIMITS, None)


@given(PEOPLE)
def test_who_has_at_most_the_least_is_never_asked(holders: int) -> None:
    assert not is_stopped(RemovalCount(holders, min(holders, LIMITS.least)), LIMITS, None)
