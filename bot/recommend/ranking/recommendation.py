"""A recommendation as members see it: the item, its reason, and what its score is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import MISSING
from bot.recommend.ranking.rank import RankedItem
from bot.recommend.signals.items import Item


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the catalogue.

    Attributes:
        message: the catalogue's id. It may speak of `$channel`, and `recommend-why-liked` of
            `$item`.
        channel_id: the recommended item's channel.
        liked: an item that the reader engaged with and can read.
    """

    message: str
    channel_id: int
    liked: Item | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item, its score (comparable within one list only), and why.

    Attributes:
        item: what is recommended.
        score: the sum of the terms times `recency`.
        reason: the most telling term, as a sentence.
        terms: what each part added, by name.
        recency: how much of the sum is left by the time since the item was active; at most 1.
    """

    item: Item
    score: float
    reason: Reason
    terms: Mapping[str, float]
    recency: float


def recommendation(
    index_query: IndexQuery, choice: RankedItem, items: Mapping[int, Item]
) -> Recommendation:
    """Give a choice its item, which must be in `items`, and its reason the item that it names."""
    item = items[choice.number]
    message, place = choice.why.message, choice.why.liked
    liked = None if place == MISSING else items.get(int(index_query.index.items.ids[place]))
    if place != MISSING and liked is None:  # it was deleted this very moment
        message = "recommend-why-similar"
    reason = Reason(message, item.channel_id, liked)
    return Recommendation(item, choice.score, reason, choice.terms, choice.recency)
