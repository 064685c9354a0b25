"""Detect bursts of reactions: pressing 👍 everywhere says little about taste.

The rule: of one member's reactions in a server, those count fully that follow fewer than `limit`
others within the last 60 seconds. The rest are stored as "burst", whose weight is a setting: they
can still be counted and removed like any other, and show that the member has seen the item.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)
REMEMBERED = 10_000  # members


class BurstFilter:
    """Checks each live reaction; keeps the last `limit` times of each recent member."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._recent: OrderedDict[tuple[int, int], deque[datetime]] = OrderedDict()

    def exceeds(self, guild_id: int, user_id: int, at: datetime) -> bool:
        """Record a reaction, and return whether it exceeds the limit."""
        key = (guild_id, user_id)
        times = self._recent.pop(key, None) or deque(maxlen=self._limit)
        self._recent[key] = times  # so that the longest idle are removed first
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        exceeds = len(times) == self._limit and at - times[0] < WINDOW
        times.append(at)
        return exceeds
