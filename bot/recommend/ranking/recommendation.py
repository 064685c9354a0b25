"""A recommendation as members see it: the item, its reason and its terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import MISSING
from bot.recommend.ranking.rank import RankedItem
from bot.recommend.signals.items import Item


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason for a recommendation, as a text to translate.

    Attributes:
        message: The message id. The text may use `$channel` and `$active`; `recommend-why-liked`
            uses `$item`.
        channel_id: The recommended item's channel.
        active_at: When others were last active on the item.
        liked: An item that the reader engaged with and can read.
    """

    message: str
    channel_id: int
    active_at: datetime
    liked: Item | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item, its score (comparable within one list only), and why.

    Attributes:
        item: The recommended item.
        score: The sum of the terms.
        reason: The most informative term, as a text.
        terms: The terms of the score, by name.
        weights_version: As in `Params`; None where the terms have no weights.
        has_response, as_offer: As in `RankedItem`.
    """

    item: Item
    score: float
    reason: Reason
    terms: Mapping[str, float]
    weights_version: int | None = None
    has_response: bool = True
    as_offer: bool = False


def recommendation(
    index_query: IndexQuery, choice: RankedItem, items: Mapping[int, Item]
) -> Recommendation:
    """Combine a choice with its item, which must be in `items`, and the item it names."""
    item = items[choice.number]
    message, place = choice.why.message, choice.why.liked
    liked = None if place == MISSING else items.get(int(index_query.index.items.ids[place]))
    if place != MISSING and liked is None:  # it has just been deleted
        message = "recommend-why-similar"
    active_at = datetime.fromtimestamp(int(index_query.index.active[choice.place]), UTC)
    reason = Reason(message, item.channel_id, active_at, liked)
    return Recommendation(
        item,
        choice.score,
        reason,
        choice.terms,
        choice.weights_version,
        choice.has_response,
        choice.as_offer,
    )
