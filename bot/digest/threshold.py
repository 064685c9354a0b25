"""Drop filler from digests, and all of a digest with too few good items."""

from bot.digest.ports import Picks
from bot.recommend.index.terms import PERSONAL, TERMS

ABOUT_MEMBER = TERMS[:PERSONAL]


def above_threshold(picks: Picks, minimum: int) -> Picks:
    """Drop items that only fill; return nothing if fewer than `minimum` are left.

    An item fills if nobody responded to it and nothing in it speaks to the member. The other terms
    don't tell, because they are relative to the pool.
    """
    kept = [
        pick
        for pick in picks
        if pick.has_response or any(pick.terms.get(name, 0.0) > 0 for name in ABOUT_MEMBER)
    ]
    return kept if len(kept) >= minimum else []
