"""What is stored of some messages against what Discord shows of them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.recommend.signals.items import NewItem
from bot.recommend.signals.live_watch import Mark, mark
from bot.recommend.signals.model import REACTIONS, SignalKey


@dataclass(frozen=True, slots=True)
class VisibleSignal:
    """An act that Discord shows.

    Attributes:
        item: what was acted on.
        act: the act.
        at: when, as well as we can know.
        countable: whether it counts if it is not stored; if not, it only keeps what is.
    """

    item: NewItem
    key: SignalKey
    at: datetime
    countable: bool = True


@dataclass(frozen=True, slots=True)
class HistoryDiff:
    """What must happen so that what is stored equals what is shown."""

    record: list[VisibleSignal]
    undo: list[SignalKey]


def compare(
    stored: Iterable[SignalKey], shown: Iterable[VisibleSignal], spared: Callable[[SignalKey], bool]
) -> HistoryDiff:
    """Compare what messages carry; `spared` are stored acts that must stay though not shown."""
    by_mark: dict[Mark, list[SignalKey]] = defaultdict(list)
    for act in stored:
        by_mark[mark(act)].append(act)
    record: list[VisibleSignal] = []
    undo: list[SignalKey] = []
    for each in shown:
        there = by_mark.pop(mark(each.key), [])
        kept = [act for act in there if _same(act, each.key)]
        undo += [act for act in there if act not in kept]
        if not kept and each.countable:
            record.append(each)
    undo += [act for left in by_mark.values() for act in left if not spared(act)]
    return HistoryDiff(record, undo)


def _same(stored: SignalKey, shown: SignalKey) -> bool:
    """A reaction stored as one of a burst stays that: history can't tell how fast it came."""
    return stored.kind == shown.kind or (stored.kind == "burst" and shown.kind in REACTIONS)
