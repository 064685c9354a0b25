"""What names offers of a guild."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferMentions:
    """What names offers: in a member's facts, or in an object of Stripe's.

    Attributes:
        plan_ids: Their ids.
        sold: Pairs of a Stripe price and its product, each "" if it is not known.
        keys: Their keys in Stripe's metadata.
    """

    plan_ids: frozenset[int] = frozenset()
    sold: frozenset[tuple[str, str]] = frozenset()
    keys: frozenset[str] = frozenset()
