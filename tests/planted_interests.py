"""Members whose behaviour follows planted interests, so that the true lift is known.

A member is interested in some items and not in others, and engages with an item of their interest
`APPETITE` times as often as with another; how often at all differs widely from member to member.
Taste finds an item of their interest more often than "newest first" does. Each (member, item) pair
is shown once, so the true ratio of the two groups' rates follows from these shares alone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from bot.recommend.experiment.assignment import Arm, Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.experiment.report import LiftReport, LiftReportService
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import Item, NewItem
from bot.recommend.signals.model import Signal, SignalKey, SignalKind
from bot.recommend.signals.store import SignalStore
from bot.settings import InsightsSettings, SignalWeights
from data import items
from data.engine import Database
from tests.clocks import HandClock

GUILD = 1
LIST = 5
WEEKS = 8  # of a block
START = datetime(2026, 2, 16, tzinfo=UTC)  # where a block begins
APPETITE = 5.0
NEWEST = 0.25  # the part of "newest first" that is of a member's interest
POOL = 200  # items a week, half of any member's interest
KINDS: tuple[SignalKind, ...] = ("reply", "react", "save")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planted.

    Attributes:
        members: how many use the recommender.
        weeks: for how long.
        found: the part of taste's lists that is of the member's interest.
        share: of members in the control group.
        asks: lists a member gets a week, in the mean; few get many.
        keenness: the mean part of their own interest that members engage with.
        seed: what decides everything.
    """

    members: int
    weeks: int
    found: float
    share: float = 0.1
    asks: float = 1.0
    keenness: float = 0.15
    seed: int = 1

    @property
    def ratio(self) -> float:
        """The true ratio: taste's rate as a multiple of the control group's."""
        return _appeal(self.found) / _appeal(NEWEST)


def _appeal(found: float) -> float:
    return found + (1 - found) / APPETITE


@dataclass(frozen=True, slots=True)
class Pick:
    """What is shown, as far as it is recorded."""

    item: Item
    score: float
    terms: dict[str, float]
    weights_version: int | None = None


class PlantedServer:
    """The record of what was shown, the signals, and the service that compares them."""

    def __init__(self, database: Database, plan: Plan) -> None:
        self.database = database
        self.plan = plan
        self.clock = HandClock()
        self.draw = Assignment(lambda _: plan.share, f"salt {plan.seed}")
        self.impressions = ImpressionLog(
            database, self.clock, self.draw, "2", rest=timedelta(days=14), seconds=1
        )
        self.store = SignalStore(database, kind_weights(SignalWeights().model_dump()))
        self.buffer = SignalBuffer(self.store.write, seconds=60, size=2_000, limit=10**9)
        self.service = LiftReportService(
            database, self.clock, InsightsSettings(lift_update_weeks=WEEKS)
        )
        self._random = np.random.default_rng(plan.seed)
        self._picks: list[Pick] = []

    async def live(self) -> None:
        """Let all weeks pass: lists are shown, and some of what is in them is engaged with."""
        await self._found()
        random, plan = self._random, self.plan
        keen = random.beta(1.2, 1.2 / plan.keenness - 1.2, plan.members)  # few are very keen
        eager = random.gamma(1.0, plan.asks, plan.members)
        for week in range(plan.weeks):
            for member in range(plan.members):
                for number in range(min(8, int(random.poisson(float(eager[member]))))):
                    self._show(week, member, float(keen[member]), number)
            await self.impressions.flush()
        assert await self.buffer.flush()

    async def look(self, at: datetime) -> LiftReport:
        """Return what staff are shown at a time."""
        self._move(at)
        return await self.service.figures(GUILD)

    def _move(self, at: datetime) -> None:
        self.clock.advance(at - self.clock.now())

    async def _found(self) -> None:
        count = POOL * self.plan.weeks
        new = [NewItem(GUILD, "post", 1 + n, 5, 900, START, "Title") for n in range(count)]
        for item in new:
            self.buffer.register(item)
        assert await self.buffer.flush()
        async with self.database.read() as connection:
            numbers = await items.ids(connection, GUILD, [item.object_id for item in new])
        self._picks = [
            Pick(
                Item(numbers[n], GUILD, "post", n, 5, 900, "Title", START),
                1.0,
                {"taste": 0.6, "channel": 0.3, "popular": 0.1},
            )
            for n in sorted(numbers)
        ]

    def _show(self, week: int, member: int, keenness: float, number: int) -> None:
        """Show one list of a week; of its items, the first half of the pool is of interest."""
        random, arm = self._random, self.draw.arm_of(GUILD, 1 + member)
        own = random.random(LIST) < self._part(arm)
        # A place of its own for each list of the week: no pair is shown twice.
        places = number * LIST + np.arange(LIST) + np.where(own, 0, POOL // 2) + week * POOL
        at = START + timedelta(days=7 * week + float(random.uniform(0, 7)))
        self._move(at)
        picks = [self._picks[int(place)] for place in places]
        self.impressions.shown("recommend", GUILD, 1 + member, picks)
        chance = np.where(own, keenness, keenness / APPETITE)
        for place in places[random.random(LIST) < chance]:
            self._engage(1 + member, 1 + int(place), at)

    def _part(self, arm: Arm) -> float:
        return self.plan.found if arm == "taste" else NEWEST

    def _engage(self, user: int, number: int, shown: datetime) -> None:
        kind = KINDS[int(self._random.integers(len(KINDS)))]
        act = SignalKey(GUILD, user, number, kind, 10**6 * user + number)
        after = timedelta(days=0.001 + float(self._random.exponential(1)))
        self.buffer.record(Signal(act, shown + after))
