"""Discord's ids carry the time at which their thing was made."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_COUNTER_BITS = 22


def time_of(snowflake: int) -> datetime:
    """Return when the thing with this id was made, in UTC, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=snowflake >> _COUNTER_BITS)


def id_at(moment: datetime) -> int:
    """Return the lowest id that something made at that moment could have."""
    return max((moment - _EPOCH) // timedelta(milliseconds=1), 0) << _COUNTER_BITS
