"""The use case: what should this member, or everybody, look at next?"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from bot.clock import Clock
from bot.recommend.buffer import SignalBuffer
from bot.recommend.explain import Reason, explain
from bot.recommend.items import Item
from bot.recommend.matrix import Rule
from bot.recommend.model import NOBODY, Model, Recipe, build, milliseconds
from bot.recommend.models import Models
from bot.recommend.offers import tempting
from bot.recommend.pick import Variety, pick
from bot.recommend.rank import Ranking, Tuning, highlight, rank
from bot.recommend.signals import Act, FeedbackKind, Signal
from bot.recommend.store import SignalStore
from bot.recommend.topic import matches
from bot.settings import Activity, Recommend

Readable = Callable[[int], bool]  # may a channel be read? Asked on the event loop, at last moment
Label = Callable[[Item], str]  # what else an item can be found by: its channel's name, its tags
Interest = Callable[[int], float]  # how much a channel is to the asker by their own word, 0 to 1

LATE = timedelta(minutes=1)  # a deletion may have happened before a model, and be stored after it
OPPOSITES: dict[FeedbackKind, FeedbackKind] = {"more": "less", "less": "more"}


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member gets for asking.

    Attributes:
        picks: best first.
        empty: where there are none, the catalogue id of the sentence that says what to do.
        newcomer: nothing is known of the member yet; the picks are what everybody values.
        locked: a channel out of reach of which something would have stood high.
    """

    picks: tuple[Recommendation, ...]
    empty: str | None
    newcomer: bool
    locked: int | None = None


def indifferent(_channel_id: int) -> float:
    """Say nothing for any channel: the interests of whoever stated none."""
    return 0.0


class Recommender:
    """Ranks a server's items; learns from what members say about them."""

    def __init__(
        self,
        store: SignalStore,
        buffer: SignalBuffer,
        activity: Activity,
        settings: Recommend,
        clock: Clock,
    ) -> None:
        self._store = store
        self._buffer = buffer
        self._clock = clock
        self._count = settings.count
        self._recipe = _recipe(activity, settings)
        self._tuning = _tuning(settings)
        self._models = Models(self._build, clock)
        buffer.subscribe(self._models.changed)

    async def recommend(
        self,
        guild_id: int,
        user_id: int,
        *,
        readable: Readable,
        topic: str | None = None,
        count: int | None = None,
        label: Label | None = None,
        interests: Interest = indifferent,
        locked: Collection[int] = (),
    ) -> Answer:
        """Answer a member: `count` items that are new to them and may matter to them.

        `topic` keeps to items whose title or `label` holds its words. `locked` are the channels
        that could be opened to the member: one of them may be told, never what stands in it.
        """
        readable = cache(readable)
        model, ranking, out = await self._ranked(guild_id, user_id, interests)

        def allowed(item: Item) -> bool:
            texts = (item.title, label(item) if label else None)
            found = topic is None or matches(topic, *texts)
            return found and item.id not in out and readable(item.channel_id)

        picks = self._pick(model, ranking, count or self._count, allowed, readable, Variety.light)
        empty = None if picks else _why_empty(model, readable, topic)
        # To a search we don't say what is locked: by it, hidden titles could be guessed at.
        offer = None if topic else _offer(model, ranking, picks, locked, out)
        return Answer(picks, empty, newcomer=ranking.row is None, locked=offer)

    async def why(
        self,
        guild_id: int,
        user_id: int,
        object_id: int,
        *,
        readable: Readable,
        interests: Interest = indifferent,
    ) -> Recommendation | None:
        """Say what makes an item's score for a member now; None if it is gone or out of reach."""
        model, ranking, _ = await self._ranked(guild_id, user_id, interests)
        alive = await self._store.is_alive(guild_id, object_id)
        found = (at for at, item in enumerate(model.items) if item.object_id == object_id)
        position = next(found, None)
        if not alive or position is None or not readable(model.items[position].channel_id):
            return None
        return self._recommendation(model, ranking, position, readable)

    async def for_member(
        self,
        guild_id: int,
        user_id: int,
        *,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
        interests: Interest = indifferent,
    ) -> tuple[Recommendation, ...]:
        """Recommend for a digest: as `recommend`, without the items numbered in `exclude`."""
        readable = cache(readable)
        model, ranking, out = await self._ranked(guild_id, user_id, interests)
        out |= set(exclude)

        def allowed(item: Item) -> bool:
            return item.id not in out and readable(item.channel_id)

        return self._pick(model, ranking, count, allowed, readable, Variety.light)

    async def highlights(
        self,
        guild_id: int,
        *,
        since: datetime,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> tuple[Recommendation, ...]:
        """Return what nobody should miss: most valued from `since` on, from many corners."""
        readable = cache(readable)
        await self._buffer.flush()
        built = await self._models.get(guild_id)
        now, start = milliseconds(self._clock.now()), milliseconds(since)
        ranking = await asyncio.to_thread(
            highlight, built.model, self._recipe.buzz, self._tuning, now, start
        )
        out = await self._store.out_of_question(guild_id, NOBODY, built.at - LATE)
        out |= set(exclude)

        def allowed(item: Item) -> bool:
            return item.id not in out and readable(item.channel_id)

        return self._pick(built.model, ranking, count, allowed, readable, Variety.strict)

    def feedback(self, guild_id: int, user_id: int, object_id: int, kind: FeedbackKind) -> None:
        """Record what a member says about an item; *more* and *less* take each other's place."""
        opposite = OPPOSITES.get(kind)
        if opposite is not None:
            self._buffer.undo(Act(guild_id, user_id, object_id, opposite, source_id=object_id))
        act = Act(guild_id, user_id, object_id, kind, source_id=object_id)
        self._buffer.record(Signal(act, self._clock.now()))

    async def _ranked(
        self, guild_id: int, user_id: int, interests: Interest
    ) -> tuple[Model, Ranking, set[int]]:
        """Rank for a member, and look up what must not be shown whatever the model says."""
        await self._buffer.flush()
        built = await self._models.get(guild_id)
        now = milliseconds(self._clock.now())
        stated = {int(channel): interests(int(channel)) for channel in set(built.model.channels)}
        ranking = await asyncio.to_thread(rank, built.model, user_id, self._tuning, now, stated)
        out = await self._store.out_of_question(guild_id, user_id, built.at - LATE)
        return built.model, ranking, out

    async def _build(self, guild_id: int, at: datetime) -> Model:
        records = await self._store.read(guild_id)
        return await asyncio.to_thread(build, records.items, records.acts, self._recipe, at)

    def _pick(
        self,
        model: Model,
        ranking: Ranking,
        count: int,
        allowed: Callable[[Item], bool],
        readable: Readable,
        variety: Callable[[int], Variety],
    ) -> tuple[Recommendation, ...]:
        order = map(int, ranking.order)
        positions = pick(order, model.items.__getitem__, count, allowed, variety(count))
        return tuple(self._recommendation(model, ranking, each, readable) for each in positions)

    def _recommendation(
        self, model: Model, ranking: Ranking, position: int, readable: Readable
    ) -> Recommendation:
        now = milliseconds(self._clock.now())
        return Recommendation(
            model.items[position],
            float(ranking.score[position]),
            explain(model, ranking, position, lambda item: readable(item.channel_id), now),
            ranking.terms.at(position),
            ranking.recency(position),
        )


def _offer(
    model: Model,
    ranking: Ranking,
    picks: Sequence[Recommendation],
    locked: Collection[int],
    out: Collection[int],
) -> int | None:
    ranked = (
        (model.items[position].channel_id, float(ranking.score[position]))
        for position in map(int, ranking.order)
        if model.items[position].id not in out
    )
    return tempting(ranked, locked, [pick.score for pick in picks])


def _why_empty(model: Model, readable: Readable, topic: str | None) -> str:
    """Tell a search without a hit from a member who has seen all, and that from a new server."""
    if topic is not None:
        return "taste-empty-topic"
    earned = (item for item, earned in zip(model.items, model.earned, strict=True) if earned)
    if any(readable(item.channel_id) for item in earned):
        return "taste-empty-seen"
    return "taste-empty-server"


def _recipe(activity: Activity, settings: Recommend) -> Recipe:
    weights = activity.weights.model_dump()
    return Recipe(
        rating=Rule.of(weights, settings.half_life_days, settings.rating_cap),
        buzz=Rule.of(weights, settings.popularity_half_life_days, settings.rating_cap),
        item_reactions=activity.item_reactions,
    )


def _tuning(settings: Recommend) -> Tuning:
    return Tuning(
        neighbours=settings.neighbours,
        max_age=settings.max_age_days,
        channel_weight=settings.channel_weight,
        popularity_weight=settings.popularity_weight,
        recency_hours=settings.recency_hours,
        recency_power=settings.recency_power,
    )
