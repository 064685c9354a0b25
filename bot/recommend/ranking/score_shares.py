"""The share of each term in a score, in whole per cent, for members to read."""

from collections.abc import Mapping
from dataclasses import dataclass

ALL = 100


@dataclass(frozen=True, slots=True)
class ScoreShare:
    """A term's name and its share of the positive terms; below 0 for a negative term."""

    name: str
    percent: int


def shares(terms: Mapping[str, float]) -> tuple[ScoreShare, ...]:
    """Return the shares, largest first; those above 0 add up to 100, and none is 0."""
    total = sum(value for value in terms.values() if value > 0)
    if total <= 0:
        return ()
    exact = {name: ALL * value / total for name, value in terms.items()}
    percent = {name: int(value) for name, value in exact.items() if value > 0}
    left = ALL - sum(percent.values())
    by_rest = sorted(percent, key=lambda name: percent[name] - exact[name])
    for name in by_rest[:left]:
        percent[name] += 1
    against = {name: round(max(value, -ALL)) for name, value in exact.items() if value < 0}
    found = (ScoreShare(name, value) for name, value in (percent | against).items() if value)
    return tuple(sorted(found, key=lambda share: -share.percent))
