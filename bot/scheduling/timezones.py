"""Find time zones by the names that people type."""

import difflib
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def _names() -> dict[str, str]:
    """Map each IANA name in lower case to its spelling; read from disk once."""
    return {name.lower(): name for name in sorted(available_timezones())}


def find_zone(text: str) -> ZoneInfo:
    """Return the zone with a name, ignoring case.

    Raises:
        LookupError: With the nearest known name, or an empty string if none is near.
    """
    typed = text.strip().replace(" ", "_").lower()
    if typed in _names():
        return ZoneInfo(_names()[typed])
    by_city = {name.rpartition("/")[2]: name for name in _names()}
    near = difflib.get_close_matches(typed, [*_names(), *by_city], n=1)
    if not near:
        raise LookupError("")
    raise LookupError(_names()[by_city.get(near[0], near[0])])


def suggest_zones(text: str, limit: int) -> list[str]:
    """Return zones whose name contains `text`, those that start with it first."""
    typed = text.strip().replace(" ", "_").lower()
    hits = [name for name in _names() if typed in name]
    hits.sort(key=lambda name: (not name.rpartition("/")[2].startswith(typed), name))
    return [_names()[name] for name in hits[:limit]]
