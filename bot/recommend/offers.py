"""Locked channels as a marked offer: at most one, and never what stands in it."""

from collections.abc import Collection, Iterable, Sequence

HIGH = 3  # an offer is worth a line if it would stand among so many at the top


def tempting(
    ranked: Iterable[tuple[int, float]], locked: Collection[int], shown: Sequence[float]
) -> int | None:
    """Return the locked channel whose best item would have stood high in a list.

    Args:
        ranked: channel and score of each item, best first, locked or not.
        locked: channels that a plan on sale would open.
        shown: the scores of the list as it is, best first; next to nothing, nothing is offered.
    """
    if not locked or not shown:
        return None
    floor = shown[min(HIGH, len(shown)) - 1]
    for channel_id, score in ranked:
        if score < floor:
            return None
        if channel_id in locked:
            return channel_id
    return None
