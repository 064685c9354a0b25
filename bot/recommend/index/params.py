"""The constants of the score, and the lookup tables made from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.terms import Weights

HOURS = 1 << 16  # ages are whole hours in 16 bits: at most seven and a half years
HORIZON = 10  # half-lives after which a neighbour's rating counts as 0: 0.1 % of it is left

Floats = NDArray[np.float64]


class KernelParams(NamedTuple):
    """The constants as the kernels take them.

    Attributes:
        user_decay: Shape (HOURS,), the share of a rating that is left after so many hours, where
            members are compared.
        neighbour_decay: The same of another member's presence on an item; ends in zeros.
        channel_decay: The same of a member's activity in a channel.
        neighbours: How many similar members an explanation looks at.
        max_own_items: How many of the member's newest items are compared by.
        max_item_users: How many of an item's newest members are compared with.
        min_candidate_users, max_pool_users: How many of a candidate's newest members count: at
            least the one, and more where all candidates together then have no more than the other.
        weights: Shape (len(TERMS),), the weights of the terms.
        recency_hours: Idle hours after which the term `active` begins to fall.
    """

    user_decay: Floats
    neighbour_decay: NDArray[np.float32]
    channel_decay: Floats
    neighbours: int
    max_own_items: int
    max_item_users: int
    min_candidate_users: int
    max_pool_users: int
    weights: Floats
    recency_hours: float


@dataclass(frozen=True)
class Params:
    """The constants, with the defaults tuned on public chat logs (`tests/bench`).

    Attributes:
        half_life_days: Half-life of a member's own ratings.
        neighbour_half_life_days: Half-life of other members' presence on an item.
        channel_half_life_days: Half-life of a member's activity in a channel.
        popularity_half_life_days: Half-life of popularity.
        neighbours, own_items, item_members, candidate_members, pool_members: As `neighbours`,
            `max_own_items`, `max_item_users`, `min_candidate_users` and `max_pool_users` of
            `KernelParams`.
        term_weights: The weights of the terms.
        recency_hours: As in `KernelParams`.
        max_age_days: Days without activity of others after which an item is stale.
        candidates: How many of the items active last are scored.
        item_reactions: Members who must react or reply before a plain message is recommended.
        rating_cap: The most that one member's signals on one item can add up to, in points.
    """

    half_life_days: float = 60.0
    neighbour_half_life_days: float = 7.0
    channel_half_life_days: float = 90.0
    popularity_half_life_days: float = 3.0
    neighbours: int = 64
    own_items: int = 256
    item_members: int = 128
    candidate_members: int = 24
    pool_members: int = 48_000
    term_weights: Weights = field(default_factory=Weights)
    recency_hours: float = 2.4
    max_age_days: float = 90.0
    candidates: int = 2000
    item_reactions: int = 3
    rating_cap: float = 10.0

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each term, by its name."""
        return self.term_weights.as_mapping()

    @property
    def weights_version(self) -> int:
        """The version of the server's own weights; 0 for those of the settings."""
        return self.term_weights.version

    def with_weights(self, weights: Mapping[str, float], version: int) -> "Params":
        """Return the constants with other weights; see `Weights.changed`."""
        return replace(self, term_weights=self.term_weights.changed(weights, version))

    @cached_property
    def numbers(self) -> KernelParams:
        """The constants for the kernels; made once."""
        return KernelParams(
            user_decay=decay(self.half_life_days),
            neighbour_decay=decay(self.neighbour_half_life_days, horizon=HORIZON).astype(
                np.float32  # there are many of a pool, and half the bytes are read faster
            ),
            channel_decay=decay(self.channel_half_life_days),
            neighbours=self.neighbours,
            max_own_items=self.own_items,
            max_item_users=self.item_members,
            min_candidate_users=self.candidate_members,
            max_pool_users=self.pool_members,
            weights=self.term_weights.array,
            # A float, because an int would make numba compile the kernels again for that type.
            recency_hours=float(self.recency_hours),
        )


def decay(half_life_days: float, horizon: float | None = None) -> Floats:
    """Return 2^(-age / half-life) by age in hours, (HOURS,); 0 past the horizon."""
    ages = np.arange(HOURS) / (24 * half_life_days)
    left = np.exp2(-ages)
    if horizon is not None:
        left[ages > horizon] = 0
    return left
