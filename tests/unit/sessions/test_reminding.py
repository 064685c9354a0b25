"""Test which reminder is due."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.sessions.reminding import BEFORE, due_reminder

START = datetime(2026, 12, 1, 18, tzinfo=UTC)
LONG_AGO = START - timedelta(days=9)
MINUTES = st.integers(1, 3000).map(lambda minutes: timedelta(minutes=minutes))


def test_each_reminder_has_its_time() -> None:
    def at(**before: int) -> timedelta | None:
        return due_reminder(START, LONG_AGO, START - timedelta(**before))

    assert at(days=2) is None
    assert at(days=1) == timedelta(days=1)
    assert at(hours=2) == timedelta(days=1)
    assert at(hours=1) == timedelta(hours=1)
    assert at(minutes=3) == timedelta(minutes=10)
    assert at(minutes=0) is None


def test_who_follows_late_gets_only_what_is_yet_to_come() -> None:
    since = START - timedelta(hours=5)
    assert due_reminder(START, since, START - timedelta(hours=4)) is None
    assert due_reminder(START, since, START - timedelta(minutes=59)) == timedelta(hours=1)


@given(MINUTES, st.lists(MINUTES, max_size=30))
def test_whenever_it_is_run_each_comes_at_most_once_and_never_late(
    since: timedelta, runs: list[timedelta]
) -> None:
    sent: list[timedelta] = []
    for before in sorted(runs, reverse=True):
        due = due_reminder(START, START - since, START - before)
        if due is not None and due not in sent:
            sent.append(due)
    assert sent == sorted(sent, reverse=True)
    assert all(each in BEFORE and each < since for each in sent)
