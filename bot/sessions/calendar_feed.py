"""Writes sessions as a calendar (RFC 5545). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

PRODUCT = "-//Lyceum//Live sessions//EN"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One occurrence in a calendar.

    Attributes:
        uid: Its identity, which stays when it is moved.
        sequence: How often it was changed: calendars take the highest.
        changed_at: When it was last changed.
        url: The session in Discord.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    text: str
    place: str
    url: str
    cancelled: bool = False


def write_calendar(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """Return the calendar's file; all times are in UTC."""
    feed = Calendar()
    _add(feed, "prodid", PRODUCT)
    _add(feed, "version", "2.0")
    _add(feed, "method", "PUBLISH")
    _add(feed, "x-wr-calname", name)
    _add(feed, "x-published-ttl", "PT1H")  # how often calendars should fetch it
    for each in entries:
        feed.add_component(_event(each))
    return feed.to_ical()


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    _add(event, "uid", entry.uid)
    _add(event, "sequence", entry.sequence)
    _add(event, "dtstamp", entry.changed_at)
    _add(event, "dtstart", entry.starts_at)
    _add(event, "dtend", entry.ends_at)
    _add(event, "summary", entry.title)
    _add(event, "description", entry.text)
    _add(event, "location", entry.place)
    _add(event, "url", entry.url)
    _add(event, "status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event


def _add(component: Calendar | Event, name: str, value: datetime | str | int) -> None:
    component.add(name, value)  # pyright: ignore[reportUnknownMemberType] its options are untyped
