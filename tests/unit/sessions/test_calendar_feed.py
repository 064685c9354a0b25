"""Test that calendars read back what was written."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.sessions.calendar_feed import CalendarEntry, write_calendar

CHARACTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" ,;\\:\n")
TEXTS = st.text(CHARACTERS, max_size=300)
TIMES = st.integers(0, 700_000_000).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(TEXTS, TEXTS, TIMES, st.integers(0, 9), st.booleans())
def test_what_is_written_is_read_again(
    title: str,
    text: str,
    starts_at: datetime,
    sequence: int,
    cancelled: bool,  # noqa: FBT001 given
) -> None:
    entry = CalendarEntry(
        "session-1-0@lyceum",
        sequence,
        starts_at - timedelta(days=1),
        starts_at,
        starts_at + timedelta(hours=1),
        title,
        text,
        "Discord",
        "https://discord.com/channels/1/2",
        cancelled,
    )
    file = write_calendar("Lyceum", [entry])
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    calendar: Any = Calendar.from_ical(file)
    (read,) = calendar.walk("VEVENT")
    assert (read["SUMMARY"], read["DESCRIPTION"]) == (title, text)
    assert read["DTSTART"].dt == starts_at
    assert read["SEQUENCE"] == sequence
    assert read["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")
