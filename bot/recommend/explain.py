"""Why an item is recommended: true, from the terms that made its score, and private.

Never who did what: "members" means at least two of them, and only what the reader did is said to
the reader.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from bot.recommend.items import Item
from bot.recommend.model import Model
from bot.recommend.rank import Ranking
from bot.recommend.sparse import Floats, Ints, sum_at

SEVERAL = 2  # members it takes before we speak of "members"
OFTEN = 3  # items of a channel that a member took part in before we say "often"
NOW = timedelta(hours=1)  # since the last act on an item, while we call it going on
NEW = timedelta(days=3)  # age, while we call an item new


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
    model: Model, ranking: Ranking, position: int, readable: Callable[[Item], bool], now: int
) -> Reason:
    """Name the most telling term of an item's score; `now` in milliseconds since 1970.

    A channel speaks for all its items alike; so taste that counts half as much says more.
    """
    channel_id = model.items[position].channel_id
    terms = ranking.terms.at(position)
    channel, popular, interest = terms["channel"], terms["popular"], terms["interest"]
    if terms["taste"] > 0 and terms["taste"] >= max(channel / 2, popular, interest):
        liked = _shared_item(model, ranking, position, readable)
        return Reason("taste-why-liked" if liked else "taste-why-similar", channel_id, liked)
    if interest > 0 and interest >= max(channel, popular):
        return Reason("taste-why-interest", channel_id)
    if channel > 0 and channel >= popular:
        return Reason(_of_channel(model, ranking, position, now), channel_id)
    if ranking.members[position] >= SEVERAL:
        return Reason("taste-why-popular", channel_id)
    if popular > 0:
        return Reason("taste-why-active", channel_id)
    age = _span(now - model.created[position])
    return Reason("taste-why-new" if age <= NEW else "taste-why-unseen", channel_id)


def _of_channel(model: Model, ranking: Ranking, position: int, now: int) -> str:
    assert ranking.row is not None  # noqa: S101 without history no channel is one's own
    items, values = model.ratings.by_user.row(ranking.row)
    here = model.channels[items] == model.channels[position]
    if np.count_nonzero(here & (values > 0)) < OFTEN:
        return "taste-why-channel"
    going_on = _span(now - model.active[position]) <= NOW
    return "taste-why-now" if going_on else "taste-why-often"


def _span(milliseconds: np.int64) -> timedelta:
    return timedelta(milliseconds=int(milliseconds))


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
