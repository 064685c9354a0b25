"""Compare the stored signals of messages with those that Discord shows. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.recommend.signals.items import NewItem
from bot.recommend.signals.live_watch import Identity, identity
from bot.recommend.signals.model import REACTIONS, SignalKey


@dataclass(frozen=True, slots=True)
class VisibleSignal:
    """A signal that Discord shows.

    Attributes:
        item: The item of the signal.
        key: The signal.
        at: Its time, as exactly as it can be known.
        countable: Whether to record it if it isn't stored; if not, it only keeps a stored one.
    """

    item: NewItem
    key: SignalKey
    at: datetime
    countable: bool = True


@dataclass(frozen=True, slots=True)
class HistoryDiff:
    """The changes that make the stored signals equal to those shown."""

    record: list[VisibleSignal]
    undo: list[SignalKey]


def compare(
    stored: Iterable[SignalKey], shown: Iterable[VisibleSignal], spared: Callable[[SignalKey], bool]
) -> HistoryDiff:
    """Compare signals; `spared` returns whether a stored one stays though not shown."""
    by_identity: dict[Identity, list[SignalKey]] = defaultdict(list)
    for signal in stored:
        by_identity[identity(signal)].append(signal)
    record: list[VisibleSignal] = []
    undo: list[SignalKey] = []
    for each in shown:
        there = by_identity.pop(identity(each.key), [])
        kept = [signal for signal in there if _same(signal, each.key)]
        undo += [signal for signal in there if signal not in kept]
        if not kept and each.countable:
            record.append(each)
    undo += [signal for left in by_identity.values() for signal in left if not spared(signal)]
    return HistoryDiff(record, undo)


def _same(stored: SignalKey, shown: SignalKey) -> bool:
    """Return whether two signals are the same; a stored burst equals any reaction.

    History doesn't show how fast reactions followed each other.
    """
    return stored.kind == shown.kind or (stored.kind == "burst" and shown.kind in REACTIONS)
