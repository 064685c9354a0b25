"""The rolling daily digest: at each midnight everybody who will join something gets a list.

At 00:00 UTC each member who joins at least one item in the next 24 hours, had joined something
before, gets a list of what was active in the last days; what they then join for the first time, not
being its author, is what the list should have held. Everything before is known, nothing after.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.recommend.evaluation.baselines import System
from bot.recommend.evaluation.dataset import DAY, History
from bot.recommend.evaluation.metrics import Marks
from bot.recommend.index.index import Index
from bot.recommend.index.params import Tuning
from bot.recommend.index.records import ItemFacts, Pairs
from bot.recommend.index.sparse_rows import GONE, Ids, ints
from bot.recommend.index.state import Pool

WINDOW_DAYS = 7


@dataclass(slots=True)
class Past:
    """Indexes that live through a history together, and which pairs there have been."""

    history: History
    indexes: list[Index]
    done: int = 0

    @classmethod
    def begin(cls, history: History, tunings: Iterable[Tuning], at: int) -> "Past":
        """Build the indexes as they were at an instant."""
        stop = history.until(at)
        pairs = history.states(0, stop)
        return cls(
            history, [Index(_then(history, stop), pairs, each, at) for each in tunings], stop
        )

    def go_on(self, at: int) -> None:
        """Take in what happened until an instant."""
        stop = self.history.until(at)
        if stop > self.done:
            pairs = self.history.states(self.done, stop)
            for index in self.indexes:
                _take_in(index, pairs)
            self.done = stop


def play(
    past: Past,
    midnights: Iterable[int],
    systems: Mapping[str, System],
    progress: Callable[[int], None] = lambda _: None,
) -> dict[str, Marks]:
    """Live through the days, and mark what each system would have shown; `progress` is told each.

    All indexes of `past` number members and items alike: `systems` may rest on any of them.
    """
    marks = {name: Marks() for name in systems}
    index = past.indexes[0]
    for now in midnights:
        past.go_on(now)
        pool = _pool(past, now)
        joined = _joined(past, now)
        fame = _fame(index)
        for user, items in joined.items():
            for name, system in systems.items():
                marks[name].add(user, system(user, now, pool, past.done), items, fame)
        progress(now)
    return marks


def _then(history: History, stop: int) -> ItemFacts:
    """Return the items, as active as they were after so many acts."""
    facts = history.facts
    active = facts.created.copy()
    places = np.searchsorted(facts.number, history.item[:stop])
    np.maximum.at(active, places, history.at[:stop])
    return facts._replace(active=active)


def _take_in(index: Index, pairs: Pairs) -> None:
    index.take_in(pairs)
    index.note_active(pairs.item, pairs.last)


def _pool(past: Past, now: int) -> Pool:
    """Return what was active in the last days."""
    index, history = past.indexes[0], past.history
    part = slice(history.until(now - WINDOW_DAYS * DAY), past.done)
    items = np.sort(index.items.find(np.unique(history.item[part])))
    everything = np.ones(len(index.created), np.bool_)
    rooms = np.ones(len(index.world.busy), np.bool_)
    return Pool(items, wide=False, open=everything, rooms=rooms)


def _joined(past: Past, now: int) -> dict[int, Ids]:
    """Return what each member will join in the next 24 hours for the first time."""
    index, history = past.indexes[0], past.history
    part = slice(past.done, history.until(now + DAY))
    first = history.acts[part] == 1
    users, items = history.user[part][first], index.items.find(history.item[part][first])
    old = (index.created[items] < now) & (items != GONE)
    authors = index.world.authors[items]
    joined: dict[int, list[int]] = {}
    for user, item, author in zip(users[old], items[old], authors[old], strict=True):
        row = index.users.one(int(user))
        if row not in (GONE, author) and _has_past(index, row):
            joined.setdefault(int(user), []).append(int(item))
    return {user: ints(items).astype(np.int32) for user, items in joined.items()}


def _has_past(index: Index, row: int) -> bool:
    return bool(index.world.squares[row] > 0)


def _fame(index: Index) -> np.ndarray:
    return index.world.crowd / max(index.users.size, 1)
