"""The constants of the score, and the lookup tables made from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

HOURS = 1 << 16  # ages are whole hours in 16 bits: at most seven and a half years
MINUTES = 1 << 15  # three weeks of idle time by the minute; longer times by the hour
HORIZON = 10  # half-lives after which a neighbour's rating counts as 0: 0.1 % of it is left

Floats = NDArray[np.float64]

WEIGHTS = {  # the field of each term's weight
    "taste": "taste_weight",
    "channel": "channel_weight",
    "popular": "popularity_weight",
    "interest": "interest_weight",
    "new": "new_weight",
}


class KernelParams(NamedTuple):
    """The constants as the kernels take them.

    Attributes:
        user_decay: Shape (HOURS,), the share of a rating that is left after so many hours, where
            members are compared.
        neighbour_decay: The same of a neighbour's rating, where items are scored; ends in zeros.
        channel_decay: The same of a member's activity in a channel.
        neighbours: How many similar members are used.
        max_own_items: How many of the member's newest items are compared by.
        max_item_users: How many of an item's newest members are compared with.
        max_neighbour_items: How many of a neighbour's newest items are scored.
        taste: The weight of the neighbours' ratings.
        channel: The weight of the member's own channels.
        popular: The weight of the item's popularity.
        interest: The weight of the member's stated interests.
        new: The score that every item gets, so that recency alone can order.
        busy: How much a channel's traffic reduces a member's activity in it, 0 to 1.
        minutes: Shape (MINUTES,), the share of a score left after so many idle minutes.
        hours: Shape (HOURS,), the same after so many idle hours, for longer times.
    """

    user_decay: Floats
    neighbour_decay: Floats
    channel_decay: Floats
    neighbours: int
    max_own_items: int
    max_item_users: int
    max_neighbour_items: int
    taste: float
    channel: float
    popular: float
    interest: float
    new: float
    busy: float
    minutes: Floats
    hours: Floats


@dataclass(frozen=True)
class Params:
    """The constants, with the defaults tuned on a public chat log (`tests/bench`).

    Attributes:
        half_life_days: Half-life of a member's own ratings.
        neighbour_half_life_days: Half-life of the neighbours' ratings.
        channel_half_life_days: Half-life of a member's activity in a channel.
        popularity_half_life_days: Half-life of popularity.
        neighbours, own_items, item_members, neighbour_items: As `neighbours`, `max_own_items`,
            `max_item_users` and `max_neighbour_items` of `KernelParams`.
        taste_weight, channel_weight, popularity_weight, interest_weight, new_weight: As in
            `KernelParams`; only their ratios matter.
        channel_busyness: As `KernelParams.busy`.
        recency_hours: Idle hours after which fading sets in; `recency_power` is its strength.
        max_age_days: Age after which an item is stale.
        candidates: How many of the items active last are scored, besides those of neighbours.
        item_reactions: Members who must react or reply before a plain message is recommended.
        rating_cap: The most that one member's signals on one item can add up to, in points.
        weights_version: The version of the server's own weights; 0 for those of the settings.
    """

    half_life_days: float = 60.0
    neighbour_half_life_days: float = 7.0
    channel_half_life_days: float = 30.0
    popularity_half_life_days: float = 3.0
    neighbours: int = 64
    own_items: int = 256
    item_members: int = 128
    neighbour_items: int = 128
    taste_weight: float = 0.3
    channel_weight: float = 1.0
    popularity_weight: float = 0.02
    interest_weight: float = 0.3
    new_weight: float = 0.01
    channel_busyness: float = 0.8
    recency_hours: float = 2.4
    recency_power: float = 0.6
    max_age_days: float = 90.0
    candidates: int = 2000
    item_reactions: int = 3
    rating_cap: float = 10.0
    weights_version: int = 0

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each term, by its name."""
        return {name: float(getattr(self, field)) for name, field in WEIGHTS.items()}

    def with_weights(self, weights: Mapping[str, float], version: int) -> "Params":
        """Return the constants with other weights.

        Names that are no terms are ignored, and terms that are missing keep their weight, because
        weights are stored for longer than the terms stay as they are.
        """
        fields: dict[str, Any] = {
            WEIGHTS[name]: weight for name, weight in weights.items() if name in WEIGHTS
        }
        return replace(self, **fields, weights_version=version)

    @cached_property
    def numbers(self) -> KernelParams:
        """The constants for the kernels; made once."""
        return KernelParams(
            user_decay=decay(self.half_life_days),
            neighbour_decay=decay(self.neighbour_half_life_days, horizon=HORIZON),
            channel_decay=decay(self.channel_half_life_days),
            neighbours=self.neighbours,
            max_own_items=self.own_items,
            max_item_users=self.item_members,
            max_neighbour_items=self.neighbour_items,
            # Floats, because an int would make numba compile the kernels again for that type.
            taste=float(self.taste_weight),
            channel=float(self.channel_weight),
            popular=float(self.popularity_weight),
            interest=float(self.interest_weight),
            new=float(self.new_weight),
            busy=float(self.channel_busyness),
            minutes=self._recency(np.arange(MINUTES) / 60),
            hours=self._recency(np.arange(HOURS, dtype=np.float64)),
        )

    def _recency(self, idle: Floats) -> Floats:
        return (1 + idle / self.recency_hours) ** -self.recency_power


def decay(half_life_days: float, horizon: float | None = None) -> Floats:
    """Return 2^(-age / half-life) by age in hours, (HOURS,); 0 past the horizon."""
    ages = np.arange(HOURS) / (24 * half_life_days)
    left = np.exp2(-ages)
    if horizon is not None:
        left[ages > horizon] = 0
    return left
