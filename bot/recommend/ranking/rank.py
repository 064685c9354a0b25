"""Rank the items for one member: scored, varied, and only those that may be shown.

Works on one index without a database: item rows in, item rows out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats
from bot.recommend.index.query import DAY, IndexQuery
from bot.recommend.index.records import Suggestions
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.state import CandidatePool
from bot.recommend.index.terms import CHANNEL, TERMS
from bot.recommend.ranking.diversify import (
    ListPolicy,
    explores_today,
    mmr_order,
    penalise_dismissed,
)
from bot.recommend.ranking.explain import SEVERAL, ReasonCode, ReasonFinder, explain
from bot.recommend.ranking.quotas import Quotas, pick
from bot.recommend.ranking.request import MemberRequest

SPARE = 40  # candidates beyond those wanted: room for variety
NEW_DAYS = 2  # a post up to this age, and answered by fewer than two, is new
REMEMBERED = 20  # the last dismissed items, which others are compared with
HIGH = 3  # offer a locked channel only if its best item would be among this many at the top
NEWEST = {"newest": 1.0}  # the terms of a list by time alone


@dataclass(frozen=True, slots=True)
class RankedItem:
    """One item of a list, by its row in the index.

    Attributes:
        place: The item's row.
        number: The item id.
        score: Comparable within one list only.
        terms: The terms of the score, by name, times their weights; the score is their sum.
        why: The most informative reason.
        has_response: Whether anybody's activity on it still counts.
        as_offer: Whether it is a locked content that is on sale.
    """

    place: int
    number: int
    score: float
    terms: dict[str, float]
    why: ReasonCode
    weights_version: int | None = None
    has_response: bool = True
    as_offer: bool = False


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The options of one list.

    Attributes:
        count: Items at most.
        now: Seconds since 1970.
        by_time: Whether to sort newest first instead of by taste.
        hidden: Ids of items that must not appear.
        only: Shape (room for items,), which items may appear; None for all.
    """

    count: int
    now: int
    by_time: bool = False
    hidden: Collection[int] = ()
    only: NDArray[np.bool_] | None = None


def choose(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, taste: ListPolicy
) -> list[RankedItem]:
    """Return a member's list, best first."""
    return choose_from(find(index_query, ask, wanted), index_query, ask, wanted, taste)


def choose_from(
    found: Suggestions,
    index_query: IndexQuery,
    ask: MemberRequest,
    wanted: ListRequest,
    taste: ListPolicy,
) -> list[RankedItem]:
    """Return a member's list, best first, from the result of `find`."""
    places = np.arange(len(found.items))
    if wanted.hidden:
        places = np.flatnonzero(~np.isin(_numbers(index_query, found), [*wanted.hidden]))
    if wanted.by_time:
        return [_by_time(index_query, found, int(place)) for place in places[: wanted.count]]
    reader = ReasonFinder.of(index_query, ask.user_id, wanted.now)
    scores = _less_turned_down(index_query, reader, found.items[places], found.scores[places])
    best = np.argsort(-scores, kind="stable")
    places, scores = places[best], scores[best]
    chosen = _varied(index_query, found, places[: wanted.count + SPARE], scores, wanted, taste)
    chosen = _explored(index_query, ask, found, places, chosen, wanted, taste)
    return [_chosen(index_query, ask, reader, found, place, wanted) for place in chosen]


def look_up(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, item: int
) -> RankedItem | None:
    """Return one item as a member's list would show it, or None if it can't be in it."""
    found = find(index_query, ask, wanted)
    places = np.flatnonzero(found.items == item)
    if not len(places):
        return None
    if wanted.by_time:
        return _by_time(index_query, found, int(places[0]))
    reader = ReasonFinder.of(index_query, ask.user_id, wanted.now)
    return _chosen(index_query, ask, reader, found, int(places[0]), wanted)


def offered(
    index_query: IndexQuery,
    ask: MemberRequest,
    wanted: ListRequest,
    choices: Sequence[RankedItem],
    locked: Collection[int],
) -> int | None:
    """Return the locked channel whose best item would have ranked high, or None.

    Both are compared within one pool, because terms relate to the pool. The channel term is left
    out on both sides, because a member can't have been active in a locked channel.
    """
    if not locked or not choices:
        return None

    def readable(channel: int) -> bool:
        return channel in locked or ask.readable(channel)

    found = find(index_query, MemberRequest(ask.user_id, readable, interest=ask.interest), wanted)
    index, shown = index_query.index, [choice.place for choice in choices]
    channels = index.channels.ids[index.world.channels[found.items]]
    hidden = np.isin(_numbers(index_query, found), [*wanted.hidden])
    able = np.flatnonzero(np.isin(channels, [*locked]) & ~hidden)
    scores = found.scores - found.terms[:, CHANNEL]
    if not len(able):
        return None
    best = able[np.argmax(scores[able])]
    if not worth_telling(float(scores[best]), scores[np.isin(found.items, shown)].tolist()):
        return None
    return int(channels[best])


def looked_at(wanted: ListRequest) -> int:
    """Return the number of candidates that a list is chosen from."""
    return wanted.count + SPARE + len(wanted.hidden)


def find(index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest) -> Suggestions:
    """Return the candidates of a member's list, best first."""
    pool, count = readable_pool(index_query, ask, wanted), looked_at(wanted)
    if wanted.by_time:
        return index_query.newest_items(ask.user_id, wanted.now, count, pool=pool)
    stated = interests(index_query, ask)
    return index_query.top_items(ask.user_id, wanted.now, count, interest=stated, pool=pool)


def readable_pool(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest
) -> CandidatePool:
    """Return the pool of the channels that a member can read; each is checked once."""
    index = index_query.index
    channels = index.channels
    open_ = np.zeros(len(index.world.channel_activity), np.bool_)
    open_[: channels.size] = [ask.readable(int(c)) for c in channels.ids[: channels.size]]
    pool = index_query.pool_in(open_, wanted.now)
    return pool if wanted.only is None else index_query.restrict(pool, wanted.only)


def interests(index_query: IndexQuery, ask: MemberRequest) -> Floats | None:
    """Return the stated interest in each channel: shape (room for channels,)."""
    if ask.interest is None:
        return None
    channels = index_query.index.channels
    stated = np.zeros(len(index_query.index.world.channel_activity))
    stated[: channels.size] = [ask.interest(int(c)) for c in channels.ids[: channels.size]]
    return stated


def known(index_query: IndexQuery, user_id: int) -> bool:
    """Return whether a member has rated any item."""
    return len(index_query.rated_items(index_query.index.users.one(user_id))) > 0


def scores_of(
    index_query: IndexQuery, user_id: int, numbers: Sequence[int], now: int
) -> dict[int, float]:
    """Return how likely a member is to join each of some items.

    Beside the best of them, 0 to 1, by item id. Items that the member knows are missing, and
    deleted ones.
    """
    index = index_query.index
    places = np.unique(index.items.find(np.array(numbers, np.int64)))
    places = places[places != MISSING]
    places = places[index.alive[places]]
    if not len(places):
        return {}
    eligible = np.zeros(len(index.content_ids), np.bool_)
    eligible[places] = True
    rooms = np.ones(len(index.world.channel_activity), np.bool_)
    pool = CandidatePool(places.astype(np.int32), eligible, rooms)
    found = index_query.top_items(user_id, now, len(places), pool=pool)
    worth = np.exp(found.scores - found.scores.max(initial=-np.inf))
    return dict(zip(_numbers(index_query, found).tolist(), worth.tolist(), strict=True))


def _numbers(index_query: IndexQuery, found: Suggestions) -> Ints:
    return index_query.index.items.ids[found.items]


def _less_turned_down(
    index_query: IndexQuery, reader: ReasonFinder, items: Ids, scores: Floats
) -> Floats:
    mine, ratings = reader.rated
    down = mine[ratings < 0][:REMEMBERED]
    return (
        penalise_dismissed(scores, index_query.item_similarity(items, down))
        if len(down)
        else scores
    )


def _varied(
    index_query: IndexQuery,
    found: Suggestions,
    places: Ints,
    scores: Floats,
    wanted: ListRequest,
    taste: ListPolicy,
) -> list[int]:
    items, world = found.items[places], index_query.index.world
    similarity = index_query.similarity(items)
    order = mmr_order(scores[: len(places)], similarity.to, taste.diversity)

    def corner(place: int) -> tuple[int, int]:
        return int(world.authors[items[place]]), int(world.channels[items[place]])

    chosen = pick(order, corner, wanted.count, Quotas.light(wanted.count))
    return [int(places[place]) for place in chosen]


def _explored(
    index_query: IndexQuery,
    ask: MemberRequest,
    found: Suggestions,
    places: Ints,
    chosen: list[int],
    wanted: ListRequest,
    taste: ListPolicy,
) -> list[int]:
    """Replace the last item by a new post, on days when `explores_today`."""
    full = len(chosen) == wanted.count and wanted.count > 1
    if not full or not explores_today(ask.user_id, wanted.now // DAY, taste.exploration):
        return chosen
    index, items = index_query.index, found.items[places]
    young = wanted.now - index.created[items] < NEW_DAYS * DAY
    unanswered = index.world.rater_counts[items] < SEVERAL
    for place in places[young & unanswered]:
        if int(place) not in chosen:
            return [*chosen[:-1], int(place)]
    return chosen


def _by_time(index_query: IndexQuery, found: Suggestions, place: int) -> RankedItem:
    item = int(found.items[place])
    score = float(found.scores[place])
    return RankedItem(
        item,
        int(index_query.index.items.ids[item]),
        score,
        NEWEST,
        ReasonCode("recommend-why-new"),
    )


def _chosen(
    index_query: IndexQuery,
    ask: MemberRequest,
    reader: ReasonFinder,
    found: Suggestions,
    place: int,
    wanted: ListRequest,
) -> RankedItem:
    index, item = index_query.index, int(found.items[place])
    terms: dict[str, float] = dict(zip(TERMS, found.terms[place].tolist(), strict=True))
    score = float(found.scores[place])

    def named(other: int) -> bool:
        channel = index.channels.ids[index.world.channels[other]]
        return bool(index.alive[other]) and ask.readable(int(channel))

    why = explain(index_query, reader, item, terms, wanted.now, named)
    version = index_query.tuning.weights_version
    answered = bool(index.world.popularity[item] > 0)
    return RankedItem(item, int(index.items.ids[item]), score, terms, why, version, answered)


def worth_telling(score: float, shown: Sequence[float]) -> bool:
    """Return whether the best locked item would have ranked high.

    At most one locked channel is offered, and never its contents.

    Args:
        score: Score of the best locked item.
        shown: Scores of the list that is shown; with an empty one nothing is offered.
    """
    return bool(shown) and score >= sorted(shown, reverse=True)[min(HIGH, len(shown)) - 1]
