"""Types of settings: addresses, time zones, and numbers with bounds."""

import difflib
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

LIBPQ_ONLY = (
    "channel_binding=",
    "gssencmode=",
    "target_session_attrs=",
)  # asyncpg doesn't know this parameter


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    """Accept hosting companies' URLs too: another scheme, or libpq's `sslmode`."""
    scheme, mark, rest = value.partition("://")
    if scheme in ("postgres", "postgresql"):
        address, _, query = rest.partition("?")
        given = [pair for pair in query.split("&") if pair and not pair.startswith(LIBPQ_ONLY)]
        words = "&".join(pair.replace("sslmode=", "ssl=", 1) for pair in given)
        value = f"postgresql+asyncpg{mark}{address}" + (f"?{words}" if words else "")
    if not value.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise ValueError("must start with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return value


def _timezone(value: str) -> str:
    same = {zone.casefold(): zone for zone in available_timezones()}
    if value.casefold() not in same:
        near = difflib.get_close_matches(value, same.values(), n=1)
        raise ValueError(
            "is not an IANA time zone" + (f"; did you mean {near[0]}?" if near else "")
        )
    return same[value.casefold()]


HttpUrl = Annotated[str, AfterValidator(_http_url)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Weight = Annotated[float, Field(ge=-10, le=10)]
Part = Annotated[float, Field(ge=0, le=100)]
Days = Annotated[float, Field(gt=0.01, le=3650)]
