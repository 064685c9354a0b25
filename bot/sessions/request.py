"""Validates what staff type for a session. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.sessions.recurrence import Repeats, start_of

Place = Literal["stage", "voice", "outside"]
MAX_TITLE_LENGTH = 100  # Discord's, for an event's name
MAX_TEXT_LENGTH = 900  # of Discord's 1,000 for an event's description
MAX_LINK_LENGTH = 500
MAX_MINUTES = 24 * 60
MAX_QUESTION_LENGTH = 300
FURTHEST = timedelta(days=730)  # to the start
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M", "%d.%m.%Y %H:%M")


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What staff asked for.

    Attributes:
        when: The time on the zone's clock, as typed.
        channel_id: The stage or voice channel; None: outside of Discord.
        link: Where it takes place outside of Discord.
        offer_id: The offer that opens it; None: it is open to all members.
    """

    guild_id: int
    actor_id: int
    title: str
    text: str
    when: str
    zone: ZoneInfo
    minutes: int
    repeats: Repeats
    place: Place
    channel_id: int | None
    link: str | None
    offer_id: int | None
    course_id: int | None = None


def parse_local(typed: str) -> datetime:
    """Return a time on the clock, without a zone.

    Raises:
        UserError: It is not written like 2026-12-01 18:00.
    """
    for form in FORMATS:
        try:
            return datetime.strptime(" ".join(typed.split()), form)  # noqa: DTZ007 the zone is apart
        except ValueError:
            continue
    raise UserError("session-bad-time", typed=typed)


def parse_start(typed: str, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """Return a time on the clock of a zone, and the same in UTC.

    Raises:
        UserError: It can't be read, or is not in the next two years.
    """
    local = parse_local(typed)
    starts_at = _in_utc(local, zone)
    if starts_at is None or starts_at <= now:
        raise UserError("session-past", typed=typed)
    if starts_at > now + FURTHEST:
        raise UserError("session-far")
    return local, starts_at


def check_link(link: str | None) -> str:
    """Return a link to a place outside of Discord.

    Raises:
        UserError: It is missing, too long, or no https link.
    """
    text = (link or "").strip()
    try:
        url = urlsplit(text)
    except ValueError:
        raise UserError("session-bad-link") from None
    spaced = any(character.isspace() for character in text)
    if url.scheme != "https" or not url.hostname or spaced or len(text) > MAX_LINK_LENGTH:
        raise UserError("session-bad-link")
    return text


def check_text(text: str, most: int, missing: str) -> str:
    """Return a text without space around it, cut to `most` characters.

    Raises:
        UserError: `missing`, if nothing is left.
    """
    kept = text.strip()[:most]
    if not kept:
        raise UserError(missing)
    return kept


def _in_utc(local: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return start_of(local, zone, "never", 0)
    except OverflowError:  # the first and last days of the calendar
        return None
