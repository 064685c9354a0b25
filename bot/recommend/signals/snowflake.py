"""Convert between Discord's ids (snowflakes) and their time of creation."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_COUNTER_BITS = 22


def time_of(snowflake: int) -> datetime:
    """Return when the object with this id was created, in UTC, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=snowflake >> _COUNTER_BITS)


def id_at(moment: datetime) -> int:
    """Return the lowest id that an object created at that moment could have."""
    return max((moment - _EPOCH) // timedelta(milliseconds=1), 0) << _COUNTER_BITS
