"""Test the rule for when a reminder is due."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.payments.reminders import reminder_due

END = datetime(2026, 3, 31, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("begun", "last_run", "now", "due"),
    [
        (30, 8, 7.1, None),
        (30, 7.1, 7, 7),
        (30, 7, 6.9, None),  # told
        (30, 1.1, 1, 1),
        (30, 8, 0.5, 1),  # after a silence: only the nearest
        (30, 1.1, 0, None),  # over
        (7, 7.1, 7, None),  # bought this moment
        (5, 7.1, 4.9, None),  # shorter than the distance
        (5, 1.1, 0.9, 1),
    ],
)
def test_the_nearest_distance_that_was_reached_since_the_last_run_is_due(
    begun: float, last_run: float, now: float, due: int | None
) -> None:
    found = reminder_due(END - begun * DAY, END, END - last_run * DAY, END - now * DAY, days=(7, 1))
    assert found == due
