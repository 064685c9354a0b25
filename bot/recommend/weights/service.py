"""The use cases of a server's weights: read, adopt, refuse, freeze and reset them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from bot.clock import Clock
from bot.errors import UserError
from bot.recommend.fitting.comparison import QualityChange
from data import audit, ranking_weights
from data.engine import Connection, Database
from data.ranking_weights import StoredWeights, WeightDecision

TOO_LITTLE = "too-little"
SHOWN = 30  # the latest decisions that staff see

Listener = Callable[[StoredWeights], None]


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """The result of a fit, and what it rests on.

    Attributes:
        adopted: Whether the weights are to be used.
        reason: Why, or why not: a code.
        weights: The fitted weights, by term.
        days: Days of history that the fit used.
        lists: Lists that it used.
        members: Members whose lists these are.
        figures: The quality on days that were not fitted, of `all` members and by segment.
    """

    adopted: bool
    reason: str
    weights: Mapping[str, float]
    days: int
    lists: int
    members: int
    figures: Mapping[str, QualityChange] = field(default_factory=dict[str, QualityChange])

    @property
    def enough(self) -> bool:
        """Whether there was enough past to fit to."""
        return self.reason != TOO_LITTLE


@dataclass(frozen=True, slots=True)
class WeightsOverview:
    """A server's weights, and the latest decisions about them, the newest first."""

    current: StoredWeights
    decisions: tuple[WeightDecision, ...]


class WeightService:
    """Reads and changes servers' weights; tells listeners of each change."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._listeners: list[Listener] = []
        self._lock = asyncio.Lock()  # a change reads what it replaces: one after the other

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with a server's new weights, right after they were stored."""
        self._listeners.append(listener)

    async def current(self, guild_id: int) -> StoredWeights:
        """Return a server's weights; version 0 where it uses those of the settings."""
        async with self._database.read() as reading:
            return await _current(reading, guild_id)

    async def overview(self, guild_id: int) -> WeightsOverview:
        """Return a server's weights and the latest decisions."""
        async with self._database.read() as reading:
            current = await _current(reading, guild_id)
            decisions = await ranking_weights.decisions(reading, guild_id, SHOWN)
        return WeightsOverview(current, tuple(decisions))

    async def record(self, guild_id: int, fitted: FittedWeights, *, based_on: int) -> bool:
        """Record a fit, and use its weights if they were adopted; return whether recorded.

        A fit takes minutes. Its result is dropped if the weights are no longer the version that it
        is based on, or were frozen meanwhile.
        """
        now = self._clock.now()
        async with self._lock, self._database.write() as writing:
            current = await _current(writing, guild_id)
            if current.version != based_on or current.frozen_at is not None:
                return False
            new = _next(current, fitted.weights, now) if fitted.adopted else current
            if fitted.adopted:
                await ranking_weights.put(writing, new)
            await ranking_weights.record(
                writing,
                WeightDecision(
                    guild_id=guild_id,
                    at=now,
                    decision="adopted" if fitted.adopted else "refused",
                    reason=fitted.reason,
                    version=new.version,
                    weights=fitted.weights,
                    days=fitted.days,
                    lists=fitted.lists,
                    members=fitted.members,
                    figures={name: asdict(each) for name, each in fitted.figures.items()},
                ),
            )
        self._notify_listeners(new)
        return True

    async def freeze(self, guild_id: int, actor_id: int) -> None:
        """Keep a server's weights as they are until `unfreeze`.

        Raises:
            UserError: They are frozen already.
        """
        await self._set_frozen(guild_id, actor_id, frozen=True)

    async def unfreeze(self, guild_id: int, actor_id: int) -> None:
        """Let the weekly fit change a server's weights again.

        Raises:
            UserError: They are not frozen.
        """
        await self._set_frozen(guild_id, actor_id, frozen=False)

    async def check_reset(self, guild_id: int) -> None:
        """Check that there is something to reset.

        Raises:
            UserError: The weights of the settings are used already.
        """
        _require_learned(await self.current(guild_id))

    async def reset(self, guild_id: int, actor_id: int) -> None:
        """Use the weights of the settings again; a freeze stays.

        Raises:
            UserError: They are used already.
        """
        now = self._clock.now()
        async with self._lock, self._database.write() as writing:
            current = await _current(writing, guild_id)
            _require_learned(current)
            new = _next(current, {}, now)
            await ranking_weights.put(writing, new)
            await ranking_weights.record(
                writing, WeightDecision(guild_id, now, "reset", "staff", new.version, {})
            )
            await audit.record(
                writing, guild_id=guild_id, actor_id=actor_id, action="weights.reset", at=now
            )
        self._notify_listeners(new)

    async def _set_frozen(self, guild_id: int, actor_id: int, *, frozen: bool) -> None:
        now = self._clock.now()
        async with self._lock, self._database.write() as writing:
            current = await _current(writing, guild_id)
            if (current.frozen_at is not None) == frozen:
                raise UserError("weights-are-frozen" if frozen else "weights-not-frozen")
            await ranking_weights.put(writing, replace(current, frozen_at=now if frozen else None))
            await audit.record(
                writing,
                guild_id=guild_id,
                actor_id=actor_id,
                action="weights.freeze" if frozen else "weights.unfreeze",
                at=now,
            )

    def _notify_listeners(self, weights: StoredWeights) -> None:
        for listener in self._listeners:
            listener(weights)


def _require_learned(weights: StoredWeights) -> None:
    if not weights.weights:
        raise UserError("weights-are-default")


def _next(current: StoredWeights, weights: Mapping[str, float], now: datetime) -> StoredWeights:
    return StoredWeights(
        current.guild_id, current.version + 1, dict(weights), now, current.frozen_at
    )


async def _current(connection: Connection, guild_id: int) -> StoredWeights:
    stored = await ranking_weights.find(connection, guild_id)
    return stored or StoredWeights(guild_id, 0, {}, None, None)


def figures_of(decision: WeightDecision) -> dict[str, QualityChange]:
    """Return a decision's figures by segment, `all` first; none for a reset."""
    return {name: QualityChange(**each) for name, each in (decision.figures or {}).items()}
