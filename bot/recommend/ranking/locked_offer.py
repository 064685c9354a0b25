"""Decide whether a locked channel is offered: at most one, and never its contents."""

from collections.abc import Sequence

HIGH = 3  # offer a channel only if its best item would be among this many at the top


def worth_telling(score: float, shown: Sequence[float]) -> bool:
    """Return whether the best locked item would have ranked high.

    Args:
        score: Score of the best locked item.
        shown: Scores of the list that is shown; with an empty one nothing is offered.
    """
    return bool(shown) and score >= sorted(shown, reverse=True)[min(HIGH, len(shown)) - 1]
