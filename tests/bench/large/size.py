"""Compute how large a generated community is."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Size:
    """So many rows of each kind; `Size.of(1)` is a small community, `Size.of(100)` a large one."""

    members: int
    channels: int
    items: int
    acts: int
    subscribers: int  # each with some 50 facts
    impressions: int
    events: int  # in the inbox
    notices: int
    audit: int
    deliveries: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        """Return the size at a multiple of 500 members."""

        def times(count: int) -> int:
            return max(1, round(count * scale))

        return cls(
            members=times(500),
            channels=max(4, round(20 * sqrt(scale))),
            items=times(20_000),
            acts=times(100_000),
            subscribers=times(200),
            impressions=times(20_000),
            events=times(1_000),
            notices=times(2_000),
            audit=times(2_000),
            deliveries=times(2_000),
        )
