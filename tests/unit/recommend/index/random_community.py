"""Play random signals into an index and into a plain copy of it."""

from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from bot.recommend.index.index import HOUR, Index
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts, RatingColumns

START = 1_700_000_000
MEMBERS, ITEMS, CHANNELS = 7, 9, 3

Act = tuple[int, int, float, int]  # member, item, points, hours after START

acts = st.tuples(
    st.integers(1, MEMBERS),
    st.integers(1, ITEMS),
    st.sampled_from([1.0, 2.0, 3.0, 4.0, -1.0, -6.0]),
    st.integers(0, 3000),
)
# Done, or one of those done before taken back, or a rebuild in between.
Step = Act | int | str

steps: st.SearchStrategy[Step] = st.one_of(acts, st.integers(0, 50), st.just("compact"))
histories = st.lists(steps, max_size=60)


def facts(numbers: list[int], *, at: int = START) -> ItemFacts:
    """Describe items: number n stands in channel n % CHANNELS and is by member n % MEMBERS + 1."""
    of = np.array(numbers, np.int64)
    return ItemFacts(
        number=of,
        channel=of % CHANNELS + 100,
        author=of % MEMBERS + 1,
        created=np.full(len(of), at),
        active=np.full(len(of), at),
        plain=np.zeros(len(of), np.bool_),
        alive=np.ones(len(of), np.bool_),
    )


def no_pairs() -> RatingColumns:
    none = np.empty(0, np.int64)
    return RatingColumns(none, none, np.empty(0), none, none)


@dataclass
class Server:
    """The signals so far, and an index that was updated with each of them."""

    tuning: Params
    index: Index = field(init=False)
    done: list[Act] = field(default_factory=list[Act])
    registered: int = 0

    def __post_init__(self) -> None:
        self.index = Index(facts([]), no_pairs(), self.tuning, START)

    def play(self, history: list[Step]) -> None:
        for step in history:
            if isinstance(step, str):
                self.index = self.index.compacted(START)
            elif isinstance(step, int):
                if self.done:
                    self._apply(self.done.pop(step % len(self.done)))
            else:
                self.done.append(step)
                self._apply(step)

    def play_in_batches(self, history: list[Step], size: int) -> None:
        """Play the same, but tell the index only after every `size` steps, and before rebuilds."""
        touched: list[Act] = []
        for n, step in enumerate([*history, "compact"], start=1):
            if isinstance(step, int):
                touched += [self.done.pop(step % len(self.done))] if self.done else []
            elif not isinstance(step, str):
                self.done.append(step)
                touched.append(step)
            if n % size == 0 or isinstance(step, str):
                self._register(max((item for _, item, *_ in touched), default=0))
                pairs = sorted({act[:2] for act in touched})
                self.index.take_in(_pairs([self._state(*pair) for pair in pairs]))
                touched = []
            if isinstance(step, str) and n <= len(history):
                self.index = self.index.compacted(START)

    def rebuilt(self) -> Index:
        """Return an index made of all that is still done, at once."""
        pairs = sorted({(member, item) for member, item, *_ in self.done})
        states = [self._state(*pair) for pair in pairs]
        whole = facts(list(range(1, self.registered + 1)))
        index = Index(whole, _pairs(states), self.tuning, START)
        for _, item, _, hour in self.done:
            index.note_active(np.array([item]), np.array([START + hour * HOUR]))
        return index

    def _apply(self, act: Act) -> None:
        member, item, _, hour = act
        self._register(item)
        self.index.take_in(_pairs([self._state(member, item)]))
        if act in self.done:
            self.index.note_active(np.array([item]), np.array([START + hour * HOUR]))

    def _register(self, item: int) -> None:
        if item > self.registered:
            self.index.take_in_items(facts(list(range(self.registered + 1, item + 1))))
            self.registered = item

    def _state(self, member: int, item: int) -> tuple[int, int, float, int, int]:
        mine = [act for act in self.done if act[:2] == (member, item)]
        last = max((hour for *_, hour in mine), default=0)
        return member, item, sum(points for _, _, points, _ in mine), len(mine), last


def _pairs(states: list[tuple[int, int, float, int, int]]) -> RatingColumns:
    if not states:
        return no_pairs()
    user, item, points, count, last = zip(*states, strict=True)
    return RatingColumns(
        np.array(user, np.int64),
        np.array(item, np.int64),
        np.array(points, np.float64),
        np.array(count, np.int64),
        START + np.array(last, np.int64) * HOUR,
    )
