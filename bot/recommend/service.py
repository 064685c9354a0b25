"""The use case: recommend items to one member, for digests, or to a whole server."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.clock import Clock
from bot.recommend.experiment.assignment import Experiment, NoExperiment
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import MISSING, Ints
from bot.recommend.index_cache import IndexCache
from bot.recommend.ranking.batch import find_for_many
from bot.recommend.ranking.contents import look_up_content, with_contents
from bot.recommend.ranking.diversify import ListPolicy
from bot.recommend.ranking.highlights import highlight
from bot.recommend.ranking.rank import (
    ListRequest,
    RankedItem,
    choose,
    choose_from,
    known,
    look_up,
    offered,
    readable_pool,
    scores_of,
)
from bot.recommend.ranking.recommendation import Recommendation, recommendation
from bot.recommend.ranking.request import ContentOptions, Interest, MemberRequest, Readable
from bot.recommend.search.text import folded
from bot.recommend.search.text_match import NO_LABELS, Labels, mentions
from bot.recommend.search.topic_items import items_about
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import Item
from bot.recommend.signals.model import Signal, SignalKey
from bot.recommend.signals.store import SignalStore
from bot.settings import RecommendSettings
from bot.signal_kinds import FeedbackKind

MODEL_VERSION = "6"  # recorded with each impression: raise it with any change that affects lists
BATCH_SIZE = 32  # members per call for a digest: it takes some milliseconds in the largest server
SEARCHED = 5_000  # items among which `why` searches for its item
LOAD_TIMEOUT_SECONDS = 5.0  # seconds that a member waits for an index that is being loaded
OPPOSITES: dict[FeedbackKind, FeedbackKind] = {"more": "less", "less": "more"}


@dataclass(frozen=True, slots=True)
class RecommendationList:
    """The result of a member's request.

    Attributes:
        picks: The recommendations, best first.
        empty: The message id of a text that says what to do, if there are none.
        newcomer: Whether the member has no ratings yet; the picks are then popular items.
        locked: A locked channel whose best item would have ranked high.
    """

    picks: tuple[Recommendation, ...]
    empty: str | None
    newcomer: bool
    locked: int | None = None


class Recommender:
    """Ranks a server's items, and records members' feedback on them."""

    def __init__(
        self,
        store: SignalStore,
        buffer: SignalBuffer,
        indexes: IndexCache,
        settings: RecommendSettings,
        clock: Clock,
        trial: Experiment | None = None,
        *,
        patience: float = LOAD_TIMEOUT_SECONDS,
    ) -> None:
        self._store = store
        self._buffer = buffer
        self._indexes = indexes
        self._clock = clock
        self._count = settings.count
        self._taste = ListPolicy(settings.diversity, settings.exploration_share)
        self._trial = trial or NoExperiment()
        self._patience = patience

    async def recommend(
        self,
        guild_id: int,
        user_id: int,
        *,
        readable: Readable,
        topic: str | None = None,
        count: int | None = None,
        labels: Labels | None = None,
        interest: Interest | None = None,
        locked: Collection[int] = (),
        contents: ContentOptions | None = None,
    ) -> RecommendationList:
        """Return a member's list: `count` items new to the member, best first.

        With a `topic`, only items whose title or `labels` contain its words. `locked` are the
        channels that the member could get access to: one may be offered, never its contents.
        `contents` are those of the catalogue that may come up, about the topic if there is one.
        """
        if not await self._indexes.ready(guild_id, self._patience):
            return RecommendationList((), "recommend-empty-loading", newcomer=False)
        ask = MemberRequest(user_id, cache(readable), interest=interest, contents=contents)
        fatigued, _ = await asyncio.gather(
            self._trial.fatigued(guild_id, [user_id]), self._buffer.flush()
        )
        resting = fatigued.get(user_id, ())
        async with self._indexes.open(guild_id) as index_query:
            only = await self._found(guild_id, index_query, topic, labels) if topic else None
            wanted = self._wanted(guild_id, ask, count or self._count, resting, only)
            choices = choose(index_query, ask, wanted, self._taste)
            listed = with_contents(index_query, ask, wanted, choices)
            empty = None if listed else _why_empty(index_query, ask, wanted, topic)
            newcomer = not known(index_query, user_id)
            # A search offers no locked channel, because that would let members guess hidden titles.
            offer = None if topic else offered(index_query, ask, wanted, choices, locked)
            picks = await self._named(guild_id, index_query, listed)
        return RecommendationList(picks, empty, newcomer, offer)

    async def for_member(
        self,
        guild_id: int,
        user_id: int,
        *,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> tuple[Recommendation, ...]:
        """Recommend for a digest: as `recommend`, without the item ids in `exclude`."""
        (picks,) = await self.for_members(
            guild_id, [MemberRequest(user_id, readable, exclude)], count=count
        )
        return picks

    async def for_members(
        self, guild_id: int, asks: Sequence[MemberRequest], *, count: int
    ) -> list[tuple[Recommendation, ...]]:
        """Recommend to many members for their digests, in the order of the requests."""
        resting = await self._trial.fatigued(guild_id, [ask.user_id for ask in asks])
        await self._buffer.flush()
        async with self._indexes.open(guild_id) as index_query:
            lists: list[list[RankedItem]] = []
            for start in range(0, len(asks), BATCH_SIZE):
                part = asks[start : start + BATCH_SIZE]
                hidden = [{*resting.get(ask.user_id, ()), *ask.exclude} for ask in part]
                wanted = [
                    self._wanted(guild_id, ask, count, those)
                    for ask, those in zip(part, hidden, strict=True)
                ]
                together = await find_for_many(index_query, part, wanted)
                for found, ask, want in zip(together, part, wanted, strict=True):
                    chosen = choose_from(found, index_query, ask, want, self._taste)
                    lists.append(with_contents(index_query, ask, want, chosen))
                    await asyncio.sleep(0)  # a batch of members must not block the gateway
            everything = [choice for choices in lists for choice in choices]
            items = await self._items(guild_id, index_query, everything)
            return [_picks(index_query, choices, items) for choices in lists]

    async def why(
        self,
        guild_id: int,
        user_id: int,
        object_id: int,
        *,
        readable: Readable,
        interest: Interest | None = None,
        contents: ContentOptions | None = None,
    ) -> Recommendation | None:
        """Return one item as recommended to a member; None where it can't be."""
        number = (await self._store.numbers_of(guild_id, [object_id])).get(object_id)
        await self._buffer.flush()
        async with self._indexes.open(guild_id) as index_query:
            ask = MemberRequest(user_id, cache(readable), interest=interest, contents=contents)
            place = MISSING if number is None else index_query.index.items.one(number)
            if place == MISSING:
                return None
            by_time = self._by_time(guild_id, user_id)
            wanted = ListRequest(SEARCHED, self._now(), by_time=by_time)
            find = look_up_content if index_query.index.content_ids[place] else look_up
            choice = find(index_query, ask, wanted, place)
            picks = await self._named(guild_id, index_query, [choice] if choice else [])
        return picks[0] if picks else None

    async def highlights(
        self,
        guild_id: int,
        *,
        since: datetime,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> tuple[Recommendation, ...]:
        """Return the server's highlights: more answers than expected, many channels."""
        await self._buffer.flush()
        nobody, wanted = (
            MemberRequest(0, cache(readable)),
            ListRequest(count, self._now(), hidden=exclude),
        )
        start = int(since.timestamp())
        async with self._indexes.open(guild_id) as index_query:
            places = index_query.readable(readable_pool(index_query, nobody, wanted))
            places = places[index_query.index.active[places] >= start]
            numbers = index_query.index.items.ids[places]
        # Counting takes seconds in a large server, so the index is not locked for it.
        answers = await self._store.answerers(guild_id, numbers.tolist(), since)
        async with self._indexes.open(guild_id) as index_query:
            places = index_query.index.items.find(numbers).astype(
                np.int64
            )  # it may have been rebuilt
            numbers, places = numbers[places != MISSING], places[places != MISSING]
            choices = await asyncio.to_thread(
                lambda: highlight(
                    index_query.index,
                    places,
                    np.array([answers.get(number, 0) for number in numbers.tolist()], np.int64),
                    start,
                    wanted,
                )
            )
            return await self._named(guild_id, index_query, choices)

    async def tastes(
        self, guild_id: int, user_id: int, object_ids: Collection[int]
    ) -> dict[int, float]:
        """Return how likely a member is to join each of some items.

        Beside the best of them, 0 to 1, by Discord's ids. Items that the member knows or that are
        deleted are missing, and all are if nothing is known of what the member likes.
        """
        numbers = await self._store.numbers_of(guild_id, object_ids)
        await self._buffer.flush()
        async with self._indexes.open(guild_id) as index_query:
            if not known(index_query, user_id):
                return {}
            scores = scores_of(index_query, user_id, list(numbers.values()), self._now())
        return {
            object_id: scores[number] for object_id, number in numbers.items() if number in scores
        }

    def feedback(self, guild_id: int, user_id: int, object_id: int, kind: FeedbackKind) -> None:
        """Record a member's feedback on an item; *more* and *less* replace each other."""
        opposite = OPPOSITES.get(kind)
        if opposite is not None:
            self._buffer.undo(
                SignalKey(guild_id, user_id, object_id, opposite, source_id=object_id)
            )
        signal = SignalKey(guild_id, user_id, object_id, kind, source_id=object_id)
        self._buffer.record(Signal(signal, self._clock.now()))

    async def there(self, guild_id: int, numbers: Collection[int]) -> Collection[int]:
        """Return the item ids that are not deleted."""
        return (await self._store.items(guild_id, numbers)).keys()

    async def warm(self, guild_id: int) -> None:
        """Load a server's index, so that no member waits for it."""
        await self._indexes.load(guild_id)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _by_time(self, guild_id: int, user_id: int) -> bool:
        return self._trial.arm_of(guild_id, user_id) == "control"

    def _wanted(
        self,
        guild_id: int,
        ask: MemberRequest,
        count: int,
        hidden: Collection[int],
        only: NDArray[np.bool_] | None = None,
    ) -> ListRequest:
        by_time = self._by_time(guild_id, ask.user_id)
        return ListRequest(count, self._now(), by_time=by_time, hidden=hidden, only=only)

    async def _found(
        self, guild_id: int, index_query: IndexQuery, topic: str, labels: Labels | None
    ) -> NDArray[np.bool_]:
        """Return whether each item is about a topic: shape (room for items,)."""
        words, known_by = folded(topic).split(), labels or NO_LABELS
        titled = await self._indexes.titles.find(guild_id, words)
        tagged = [await self._tagged(guild_id, word, known_by) for word in words]
        hits = list(map(np.concatenate, zip(titled, tagged, strict=True)))
        places = index_query.readable(index_query.pool(self._now()))
        return await asyncio.to_thread(
            items_about, index_query.index, places, words, hits, known_by
        )

    async def _tagged(self, guild_id: int, word: str, labels: Labels) -> Ints:
        """Return the ids of items with a word in their tags."""
        objects = [object_id for object_id, tags in labels.tags.items() if mentions(word, tags)]
        if not objects:
            return np.empty(0, np.int64)
        known = await self._store.numbers_of(guild_id, objects)
        return np.array(list(known.values()), np.int64)

    async def _named(
        self, guild_id: int, index_query: IndexQuery, choices: Sequence[RankedItem]
    ) -> tuple[Recommendation, ...]:
        return _picks(index_query, choices, await self._items(guild_id, index_query, choices))

    async def _items(
        self, guild_id: int, index_query: IndexQuery, choices: Sequence[RankedItem]
    ) -> Mapping[int, Item]:
        liked = [choice.why.liked for choice in choices if choice.why.liked != MISSING]
        numbers = {choice.number for choice in choices}
        numbers |= {int(index_query.index.items.ids[place]) for place in liked}
        return await self._store.items(guild_id, numbers)


def _picks(
    index_query: IndexQuery, choices: Sequence[RankedItem], items: Mapping[int, Item]
) -> tuple[Recommendation, ...]:
    """Combine choices with their items; skip one that has just been deleted."""
    return tuple(
        recommendation(index_query, choice, items) for choice in choices if choice.number in items
    )


def _why_empty(
    index_query: IndexQuery, ask: MemberRequest, wanted: ListRequest, topic: str | None
) -> str:
    """Return the message id for: no search result, all items seen, or a new server."""
    if topic is not None:
        return "recommend-empty-topic"
    some = len(index_query.readable(readable_pool(index_query, ask, wanted))) > 0
    return "recommend-empty-seen" if some else "recommend-empty-server"
