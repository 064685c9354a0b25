"""Why an item is recommended: true, from the terms that made its score, and private.

Never who did what: "members" means at least two of them, and only what the reader did is said to
the reader.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.recommend.items import Item
from bot.recommend.model import Model
from bot.recommend.rank import Ranking
from bot.recommend.sparse import Floats, Ints, sum_at

SEVERAL = 2  # members it takes before we speak of "members"


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the catalogue.

    Attributes:
        message: the catalogue's id. It may speak of `$channel`, and `taste-why-liked` of `$item`.
        channel_id: the recommended item's channel.
        liked: an item that the reader engaged with and can read.
    """

    message: str
    channel_id: int
    liked: Item | None = None


def explain(
    model: Model, ranking: Ranking, position: int, readable: Callable[[Item], bool]
) -> Reason:
    """Name the most telling term of an item's score.

    A channel speaks for all its items alike; so taste that counts half as much says more.
    """
    channel_id = model.items[position].channel_id
    terms = ranking.terms
    taste, channel, popular = (
        float(term[position]) for term in (terms.taste, terms.channel, terms.popular)
    )
    if taste > 0 and taste >= max(channel / 2, popular):
        liked = _shared_item(model, ranking, position, readable)
        return Reason("taste-why-liked" if liked else "taste-why-similar", channel_id, liked)
    if channel > 0 and channel >= popular:
        return Reason("taste-why-channel", channel_id)
    if ranking.members[position] >= SEVERAL:
        return Reason("taste-why-popular", channel_id)
    return Reason("taste-why-active" if popular > 0 else "taste-why-new", channel_id)


def _shared_item(
    model: Model, ranking: Ranking, position: int, readable: Callable[[Item], bool]
) -> Item | None:
    """Return what joins the reader with the neighbours behind this item most strongly."""
    if ranking.row is None:
        return None
    mine, values = model.ratings.by_user.row(ranking.row)
    fans, strength = _fans(model, ranking, position)
    origin, items, theirs = model.ratings.by_user.rows(fans)
    liked = theirs > 0
    count = len(model.items)
    common = sum_at(items[liked], strength[origin[liked]] * theirs[liked], count)[mine] * values
    fan_count = np.bincount(items[liked], minlength=count)[mine]
    for place in np.argsort(-common, kind="stable"):
        item = model.items[int(mine[place])]
        if common[place] <= 0:
            break
        if values[place] > 0 and fan_count[place] >= SEVERAL and readable(item):
            return item
    return None


def _fans(model: Model, ranking: Ranking, position: int) -> tuple[Ints, Floats]:
    """Return the neighbours, but the author, who like the item, and what each adds to its score."""
    sims = np.zeros(len(model.ratings.users))
    sims[ranking.near.rows] = ranking.near.sims
    raters, values = model.ratings.by_item.row(position)
    fans = (sims[raters] * values > 0) & (model.ratings.users[raters] != model.authors[position])
    rows = raters[fans].astype(np.int64)
    return rows, sims[rows] * values[fans] / model.ratings.norms[rows]
