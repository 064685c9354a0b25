"""Find the candidates of many members; those with the same pool share one query."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from bot.recommend.index.params import Floats
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import Suggestions
from bot.recommend.index.sparse_rows import ints
from bot.recommend.index.state import CandidatePool
from bot.recommend.ranking.rank import ListRequest, find, interests, looked_at, readable_pool
from bot.recommend.ranking.request import MemberRequest
from bot.threads import run_in_thread


@dataclass(slots=True)
class _Group:
    """Members with the same pool and time.

    Attributes:
        pool: The pool.
        now: Seconds since 1970.
        count: The most candidates that any of them needs.
        places: Their positions in the requests.
        stated: Each one's stated interest in each channel: shape (channels,).
    """

    pool: CandidatePool
    now: int
    count: int = 0
    places: list[int] = field(default_factory=list[int])
    stated: list[Floats] = field(default_factory=list[Floats])


async def find_for_many(
    index_query: IndexQuery, asks: Sequence[MemberRequest], wanted: Sequence[ListRequest]
) -> list[Suggestions]:
    """Return what `find` returns for each request.

    Yields to the event loop after each member, because each channel's permissions are checked. A
    thread computes the lists; the caller keeps the index from being changed meanwhile.
    """
    groups, answers = await _grouped(index_query, asks, wanted)
    for group in groups:
        members = ints(asks[place].user_id for place in group.places)
        many = await run_in_thread(
            partial(
                index_query.top_items_of_many,
                members,
                group.now,
                group.count,
                interest=np.stack(group.stated),
                pool=group.pool,
            )
        )
        for place, (items, scores, terms) in zip(group.places, many, strict=True):
            most = looked_at(wanted[place])
            answers[place] = Suggestions(items[:most], scores[:most], terms[:most])
    return [answers[place] for place in range(len(asks))]


async def _grouped(
    index_query: IndexQuery, asks: Sequence[MemberRequest], wanted: Sequence[ListRequest]
) -> tuple[list[_Group], dict[int, Suggestions]]:
    """Group requests by pool; answer those by time, by their positions."""
    groups: dict[tuple[int, ...], _Group] = {}
    answers: dict[int, Suggestions] = {}
    for place, (ask, want) in enumerate(zip(asks, wanted, strict=True)):
        if want.by_time:
            answers[place] = find(index_query, ask, want)
        else:
            pool = readable_pool(index_query, ask, want)
            # The group references the pool's arrays, so that no others can get the same `id`s.
            key = (*map(id, pool), want.now)
            group = groups.setdefault(key, _Group(pool, want.now))
            group.count = max(group.count, looked_at(want))
            group.places.append(place)
            stated = interests(index_query, ask)
            group.stated.append(
                np.zeros(len(index_query.index.world.channel_activity))
                if stated is None
                else stated
            )
        await asyncio.sleep(0)
    return [*groups.values()], answers
