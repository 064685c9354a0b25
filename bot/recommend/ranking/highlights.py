"""Choose a server's highlights: more answers than expected, many channels."""

import numpy as np

from bot.recommend.index.index import HOUR, Index
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.ranking.explain import SEVERAL, ReasonCode
from bot.recommend.ranking.quotas import Quotas, pick
from bot.recommend.ranking.rank import ListRequest, RankedItem
from bot.recommend.ranking.surprise import response_ratio


def highlight(
    index: Index, places: Ints, answers: Ints, since: int, wanted: ListRequest
) -> list[RankedItem]:
    """Return the best of some items for all members, best first.

    Args:
        index: The server's index.
        places: The items' rows, shape (n,).
        answers: How many members other than the author answered each, shape (n,).
        since: Start of the period, in seconds since 1970.
        wanted: How many items, the current time, and the hidden items.
    """
    hours = (wanted.now - np.maximum(index.created[places], since)) / HOUR
    _, channel = np.unique(index.world.channels[places], return_inverse=True)
    lift = response_ratio(answers, channel, hours)
    hidden = np.isin(index.items.ids[places], np.fromiter(wanted.hidden, np.int64))
    able = np.flatnonzero((answers > 0) & ~hidden)
    order = able[np.lexsort((-places[able], -lift[able]))]

    def corner(each: int) -> tuple[int, int]:
        return int(index.world.authors[places[each]]), int(index.world.channels[places[each]])

    chosen = pick(order.tolist(), corner, wanted.count, Quotas.strict(wanted.count))
    return [
        RankedItem(
            int(places[each]),
            int(index.items.ids[places[each]]),
            float(lift[each]),
            {"popular": float(lift[each])},
            ReasonCode(
                "recommend-why-popular" if answers[each] >= SEVERAL else "recommend-why-active"
            ),
        )
        for each in chosen
    ]
