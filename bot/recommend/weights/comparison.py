"""Compare a server's weights with the default ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from statistics import median
from typing import Literal

NOTICEABLE = 1.25  # a smaller factor is as good as none
MIN_SHARE = 0.01  # of the largest weight; a smaller one hardly counts

Change = Literal["more", "less", "against", "off", "same"]


@dataclass(frozen=True, slots=True)
class TermChange:
    """How one term counts, compared with the default.

    Attributes:
        name: The term.
        change: Whether it counts more, less, against an item, not any more, or the same.
        factor: How many times as much it counts; infinite where it did not count before.
    """

    name: str
    change: Change
    factor: float


def compared(default: Mapping[str, float], current: Mapping[str, float]) -> tuple[TermChange, ...]:
    """Return the change of each term, the largest first.

    Only the ratios of weights matter, because a factor common to all changes no order. So the
    weights are compared after dividing by the median of their ratios.

    Args:
        default: The default weight of each term.
        current: The server's weight of each; missing ones have the default.
    """
    current = {name: current.get(name, weight) for name, weight in default.items()}
    ratios = [current[name] / weight for name, weight in default.items() if weight * current[name]]
    common = median([ratio for ratio in ratios if ratio > 0] or [1.0])
    least = MIN_SHARE * max((abs(weight) for weight in current.values()), default=0.0)
    changes = [
        _change(name, weight, current[name] / common, least / common)
        for name, weight in default.items()
    ]
    return tuple(sorted(changes, key=_size, reverse=True))


def _change(name: str, before: float, after: float, least: float) -> TermChange:
    if abs(after) <= least and abs(before) <= least:
        return TermChange(name, "same", 1.0)
    if after < -least and before >= 0:
        return TermChange(name, "against", inf)
    if abs(after) <= least:
        return TermChange(name, "off", 0.0)
    factor = after / before if before else inf
    if factor >= NOTICEABLE:
        return TermChange(name, "more", factor)
    return TermChange(name, "less" if factor <= 1 / NOTICEABLE else "same", factor)


def _size(change: TermChange) -> float:
    if change.change == "same":
        return 0.0
    return inf if change.factor <= 0 else max(change.factor, 1 / change.factor)
