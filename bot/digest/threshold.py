"""What is worth a member's attention in a digest: no filler, and nothing rather than little."""

from bot.digest.ports import Picks

# Terms that every item has: what nothing else speaks for is there only to fill a list.
FILLER = frozenset({"new"})


def above_threshold(picks: Picks, minimum: int) -> Picks:
    """Leave out what only fills; nothing at all where fewer than `minimum` are left."""
    kept = [
        pick
        for pick in picks
        if any(value > 0 for name, value in pick.terms.items() if name not in FILLER)
    ]
    return kept if len(kept) >= minimum else []
