"""Rank the contents of the catalogue for one member, beside the items of a list.

What a member may do with a content decides how it is shown: what is open to them as a content to
open, what is on sale and locked as an offer, everything else not at all. Contents do not fade with
the hours as conversations do, so they are compared with each other only.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import Suggestions
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.index.state import CandidatePool
from bot.recommend.index.terms import TERMS
from bot.recommend.ranking.diversify import ListPolicy
from bot.recommend.ranking.rank import (
    ListRequest,
    RankedItem,
    choose_from,
    interests,
    looked_at,
)
from bot.recommend.ranking.request import MemberRequest

OPEN_SHARE = 3  # one item in so many may be a content to open, or more where items are few
MIN_FOR_OFFER = 3  # items of a list that may hold one offer; never more than one


def with_contents(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, items: list[RankedItem]
) -> list[RankedItem]:
    """Return a list with contents at its end: those to open, then at most one offer.

    An offer alone is no list.
    """
    if ask.contents is None:
        return items
    most = max(wanted.count // OPEN_SHARE, wanted.count - len(items))
    opened = rank_contents(index_query, ask, wanted, ask.contents.open, most)
    offers: list[RankedItem] = []
    if wanted.count >= MIN_FOR_OFFER and (items or opened):
        best = rank_contents(index_query, ask, wanted, ask.contents.offers, 1)
        offers = [replace(each, as_offer=True) for each in best]
    if len(items) + len(opened) + len(offers) > wanted.count:
        opened = opened[: max(wanted.count // OPEN_SHARE, 1)]
    room = wanted.count - len(offers)
    return [*items[: room - len(opened)], *opened[:room], *offers]


def rank_contents(
    index_query: IndexQuery,
    ask: MemberRequest,
    wanted: ListRequest,
    content_ids: Ints,
    most: int,
) -> list[RankedItem]:
    """Return the best of some contents that are new to a member, best first."""
    places = _places(index_query, ask.readable, content_ids)
    if not len(places) or most < 1:
        return []
    wanted = replace(wanted, count=most, only=None)
    found = _newest if wanted.by_time else _best
    return choose_from(
        found(index_query, ask, wanted, places), index_query, ask, wanted, ListPolicy(0.0, 0.0)
    )


def look_up_content(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, place: int
) -> RankedItem | None:
    """Return a content as a member's list would show it, or None if it can't be in it."""
    if ask.contents is None:
        return None
    content_id = int(index_query.index.content_ids[place])
    for ids, as_offer in ((ask.contents.open, False), (ask.contents.offers, True)):
        if content_id in ids:
            ranked = rank_contents(index_query, ask, wanted, ids, len(ids))
            found = next((each for each in ranked if each.place == place), None)
            return None if found is None else replace(found, as_offer=as_offer)
    return None


def _places(index_query: IndexQuery, readable: Callable[[int], bool], content_ids: Ints) -> Ints:
    """Return the rows of the cards of contents in channels that the member can read."""
    index = index_query.index
    places = np.flatnonzero((index.content_ids > 0) & index.alive)
    places = places[np.isin(index.content_ids[places], content_ids)]
    rooms = index.world.channels[places]
    open_ = [room for room in np.unique(rooms).tolist() if readable(int(index.channels.ids[room]))]
    return places[np.isin(rooms, open_)]


def _best(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, places: Ints
) -> Suggestions:
    index = index_query.index
    eligible = np.zeros(len(index.content_ids), np.bool_)
    eligible[places] = True
    rooms = np.ones(len(index.world.channel_activity), np.bool_)
    pool = CandidatePool(places.astype(np.int32), eligible, rooms)
    stated = interests(index_query, ask)
    return index_query.top_items(
        ask.user_id, wanted.now, looked_at(wanted), interest=stated, pool=pool
    )


def _newest(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, places: Ints
) -> Suggestions:
    index = index_query.index
    mine = index_query.rated_items(index.users.one(ask.user_id))
    places = places[~np.isin(places, mine)]
    order = places[np.lexsort((-places, -index.created[places]))][: looked_at(wanted)]
    scores = 1 / (1 + np.arange(len(order), dtype=np.float64))
    return Suggestions(order.astype(np.int32), scores, np.zeros((len(order), len(TERMS))))
