"""What is stored of some messages against what Discord shows of them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.recommend.signals.items import NewItem
from bot.recommend.signals.live_watch import Mark, mark
from bot.recommend.signals.model import REACTIONS, Act


@dataclass(frozen=True, slots=True)
class Shown:
    """An act that Discord shows.

    Attributes:
        item: what was acted on.
        act: the act.
        at: when, as well as we can know.
        countable: whether it counts if it is not stored; if not, it only keeps what is.
    """

    item: NewItem
    act: Act
    at: datetime
    countable: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """What must happen so that what is stored equals what is shown."""

    record: list[Shown]
    undo: list[Act]


def compare(
    stored: Iterable[Act], shown: Iterable[Shown], spared: Callable[[Act], bool]
) -> Difference:
    """Compare what messages carry; `spared` are stored acts that must stay though not shown."""
    by_mark: dict[Mark, list[Act]] = defaultdict(list)
    for act in stored:
        by_mark[mark(act)].append(act)
    record: list[Shown] = []
    undo: list[Act] = []
    for each in shown:
        there = by_mark.pop(mark(each.act), [])
        kept = [act for act in there if _same(act, each.act)]
        undo += [act for act in there if act not in kept]
        if not kept and each.countable:
            record.append(each)
    undo += [act for left in by_mark.values() for act in left if not spared(act)]
    return Difference(record, undo)


def _same(stored: Act, shown: Act) -> bool:
    """A reaction stored as one of a burst stays that: history can't tell how fast it came."""
    return stored.kind == shown.kind or (stored.kind == "burst" and shown.kind in REACTIONS)
