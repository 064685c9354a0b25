"""Daily lists whose members choose by planted weights."""

import numpy as np

from bot.recommend.fitting.daily_lists import DailyLists
from bot.recommend.index.params import Floats
from bot.recommend.replay.segments import Segments

DAY = 86_400
CANDIDATES = 30


def planted_lists(
    weights: Floats, *, lists: int, members: int, days: int = 90, seed: int = 0
) -> DailyLists:
    """Draw lists, one of whose candidates each was joined, by the chances that weights give."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(-1, 1, (lists * CANDIDATES, len(weights))).astype(np.float32)
    scores = values @ weights + rng.gumbel(size=len(values))  # the largest is a draw of the logit
    joined = np.zeros(len(values), np.bool_)
    joined[np.arange(lists) * CANDIDATES + scores.reshape(lists, CANDIDATES).argmax(axis=1)] = True
    member = rng.integers(1, members + 1, lists)
    return DailyLists(
        values,
        joined,
        starts=np.arange(lists + 1) * CANDIDATES,
        member=member,
        day=np.sort(rng.integers(0, days, lists)) * DAY,
        joins=np.ones(lists, np.int64),
        segments=Segments(member <= members // 3, rng.random(lists) < 0.5, rng.random(lists) < 0.5),
    )
