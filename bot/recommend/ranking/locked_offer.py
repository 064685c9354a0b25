"""Locked channels as a marked offer: at most one, and never what stands in it."""

from collections.abc import Sequence

HIGH = 3  # an offer is worth a line if it would stand among so many at the top


def worth_telling(score: float, shown: Sequence[float]) -> bool:
    """Say whether what is locked would have stood high.

    Args:
        score: of the best locked item.
        shown: the scores of the list as it is; beside an empty one nothing is offered.
    """
    return bool(shown) and score >= sorted(shown, reverse=True)[min(HIGH, len(shown)) - 1]
