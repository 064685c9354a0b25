"""Drop filler from digests, and all of a digest with too few good items."""

from bot.digest.ports import Picks

# Terms that every item has: an item with no other term only fills a list.
FILLER = frozenset({"new"})


def above_threshold(picks: Picks, minimum: int) -> Picks:
    """Drop items that only fill; return nothing if fewer than `minimum` are left."""
    kept = [
        pick
        for pick in picks
        if any(value > 0 for name, value in pick.terms.items() if name not in FILLER)
    ]
    return kept if len(kept) >= minimum else []
