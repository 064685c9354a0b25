"""Test how long members attended, against counting seconds."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.sessions.attendance import Stay, attended, whole_minutes

ZERO = datetime(2026, 12, 1, 18, tzinfo=UTC)


def _at(seconds: int) -> datetime:
    return ZERO + timedelta(seconds=seconds)


SECONDS = st.integers(0, 60)
STAYS = st.tuples(st.sampled_from([1, 2]), SECONDS, st.none() | SECONDS)


@given(st.lists(STAYS, max_size=8), SECONDS, SECONDS, SECONDS)
def test_time_is_that_of_the_seconds_in_any_stay(
    stays: list[tuple[int, int, int | None]], begins: int, ends: int, now: int
) -> None:
    expected = {
        user: timedelta(seconds=len(seconds))
        for user in (1, 2)
        if (
            seconds := {
                second
                for who, start, end in stays
                if who == user
                for second in range(start, now if end is None else end)
                if begins <= second < ends
            }
        )
    }
    made = [Stay(who, _at(start), None if end is None else _at(end)) for who, start, end in stays]
    assert attended(made, _at(begins), _at(ends), _at(now)) == expected


def test_minutes_are_rounded() -> None:
    assert [whole_minutes(timedelta(seconds=each)) for each in (29, 31, 60, 3599)] == [0, 1, 1, 60]
