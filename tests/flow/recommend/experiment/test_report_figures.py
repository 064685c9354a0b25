"""Test the figures of `/insights lift` against their definition, row by row."""

from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import insert

from bot.recommend.experiment import analysis
from bot.recommend.experiment.analysis import ARMS, GroupResult, LiftResult, TooFew
from bot.recommend.experiment.confidence import mean_of, ratio_of
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.experiment.windows import ANCHOR
from bot.settings import InsightsSettings
from data.engine import Database
from data.tables import impressions, items, presses, signals
from tests.clocks import HandClock

GUILD, OTHER = 1, 2
MIN_COUNT = 4
SETTINGS = InsightsSettings(lift_update_weeks=1, engagement_days=3, impression_days=45)
WINDOW, WEEK = timedelta(days=3), timedelta(weeks=1)
KINDS = ("post", "reply", "react", "save", "more", "less")

Row = dict[str, object]


class World:
    """Random impressions, signals and presses, dense enough to overlap."""

    def __init__(self, seed: int, now: datetime, members: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._start = now - timedelta(days=45)
        self._members = members
        self.items = [self._item(number) for number in range(1, 9)]
        self.shown = [self._showing() for _ in range(300)]
        self.acts = [self._act(number) for number in range(600)]
        self.presses = list({self._key(row): row for row in map(self._press, range(200))}.values())

    async def store(self, database: Database) -> None:
        async with database.write() as connection:
            for table, rows in (
                (items, self.items),
                (impressions, self.shown),
                (signals, self.acts),
                (presses, self.presses),
            ):
                await connection.execute(insert(table), rows)

    def _pick(self, *choices: object) -> object:
        return choices[int(self._rng.integers(len(choices)))]

    def _owner_of(self) -> Row:
        user = int(self._rng.integers(1, self._members + 1))
        return {"guild_id": self._pick(GUILD, GUILD, GUILD, OTHER), "user_id": user}

    def _at(self) -> datetime:
        # Whole hours, so that borders of blocks and windows are met.
        return self._start + timedelta(hours=int(self._rng.integers(0, 45 * 24)))

    def _item(self, number: int) -> Row:
        row: Row = {"id": number, "guild_id": GUILD, "kind": "post", "object_id": number}
        return row | {"channel_id": 5, "created_at": self._start}

    def _showing(self) -> Row:
        owner = self._owner_of()
        user = int(str(owner["user_id"]))
        arm = self._pick(*ARMS, "old") if user % 7 == 0 else ARMS[user % 2]
        if self._rng.random() < 0.1:
            owner["user_id"] = None
        return owner | {
            "item_id": self._pick(*range(1, 9)),
            "at": self._at(),
            "surface": "recommend",
            "position": 1,
            "arm": arm,
            "score": 1.0,
            "terms": {},
            "model": "4",
        }

    def _act(self, number: int) -> Row:
        of = {"item_id": self._pick(*range(1, 9)), "kind": self._pick(*KINDS), "at": self._at()}
        return self._owner_of() | of | {"source_id": number, "key": 0}

    def _press(self, _number: int) -> Row:
        of = {"item_id": self._pick(*range(1, 9)), "kind": self._pick("why", "more")}
        return self._owner_of() | of | {"at": self._at()}

    def _key(self, row: Row) -> tuple[object, ...]:
        return tuple(row[name] for name in ("guild_id", "user_id", "item_id", "kind"))


def after(shown: Row, done: Row, *, at_once: bool) -> bool:
    """Return whether what was done may be a response to what was shown."""
    if any(shown[name] != done[name] for name in ("guild_id", "user_id", "item_id")):
        return False
    began, at = shown["at"], done["at"]
    assert isinstance(began, datetime)
    assert isinstance(at, datetime)
    return (began <= at if at_once else began < at) and at <= began + WINDOW


def between(world: World, since: datetime, until: datetime) -> list[Row]:
    return [
        row
        for row in world.shown
        if row["guild_id"] == GUILD and row["user_id"] is not None and since <= row["at"] < until  # pyright: ignore[reportOperatorIssue] they are times
    ]


def defined(world: World, edges: list[datetime]) -> LiftResult | TooFew:
    """Compare by the definition: blocks are added, newest first, until there are members enough."""
    engaged: dict[tuple[object, object, object, int], bool] = defaultdict(bool)
    groups: dict[str, list[tuple[int, int]]] = {}
    for first in range(len(edges) - 2, -1, -1):
        for row in between(world, edges[first], edges[first + 1]):
            acted = any(
                act["kind"] in KINDS[:4] and after(row, act, at_once=False) for act in world.acts
            )
            engaged[row["user_id"], row["arm"], row["item_id"], first] |= acted
        users = sorted({int(str(user)) for user, *_ in engaged})
        groups = {
            arm: [
                (len(those), sum(those))
                for user in users
                if {seen for who, seen, *_ in engaged if who == user} == {arm}
                for those in [[done for (who, *_), done in engaged.items() if who == user]]
            ]
            for arm in ARMS
        }
        if min(map(len, groups.values())) >= MIN_COUNT:
            taste, control = (
                np.array([done / shown for shown, done in groups[arm]]) for arm in ARMS
            )
            both = [
                GroupResult(
                    len(sums), sum(s for s, _ in sums), sum(e for _, e in sums), mean_of(rates)
                )
                for sums, rates in ((groups["taste"], taste), (groups["control"], control))
            ]
            return LiftResult(first, both[0], both[1], ratio_of(taste, control))
    return TooFew({arm: len(groups[arm]) for arm in ARMS})


@pytest.mark.parametrize("members", [12, 40, 6])
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_figures_are_those_of_the_definition(
    database: Database, monkeypatch: pytest.MonkeyPatch, seed: int, members: int
) -> None:
    monkeypatch.setattr(analysis, "MIN_MEMBERS", MIN_COUNT)
    clock = HandClock()
    world = World(seed, clock.now(), members)
    await world.store(database)
    figures = await LiftReportService(database, clock, SETTINGS).figures(GUILD)
    until = ANCHOR + (clock.now() - WINDOW - ANCHOR) // WEEK * WEEK
    edges = [until - number * WEEK for number in range(5, -1, -1)]
    expected = defined(world, edges)
    assert figures.until == until
    if isinstance(expected, TooFew):
        assert figures.result == expected
        return
    found = figures.result
    assert isinstance(found, LiftResult)
    assert found.first == expected.first
    assert figures.since == edges[found.first]
    for name in ("taste", "control"):
        one, other = getattr(found, name), getattr(expected, name)
        assert (one.members, one.shown, one.engaged) == (other.members, other.shown, other.engaged)
        assert one.rate.low == pytest.approx(other.rate.low)
    assert found.ratio.estimate == pytest.approx(expected.ratio.estimate)
    assert figures.presses == pressed(world, figures.since, until)


def pressed(world: World, since: datetime, until: datetime) -> dict[tuple[object, object], int]:
    pairs = {
        (row["arm"], press["kind"], row["user_id"], row["item_id"])
        for row in between(world, since, until)
        for press in world.presses
        if after(row, press, at_once=True)
    }
    found: dict[tuple[object, object], int] = defaultdict(int)
    for arm, kind, *_ in pairs:
        found[arm, kind] += 1
    return dict(found)
