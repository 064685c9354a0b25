"""The terms of a score: what each measures, its bounds, and its default weight.

A score is the sum of the terms, each times its weight. It is a log-odds: of two items the one whose
score is larger by s is exp(s) times as likely to be joined next (conditional logit, McFadden 1974).
So the weights can be fitted to what members did, and each term's part of a score is its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class About(StrEnum):
    """Whom a term is about: it differs between members, or is the same for all."""

    MEMBER = "member"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the score; its value is between -1 and 1, and 0 if unknown.

    Attributes:
        name: The name, as stored with weights and impressions.
        about: Whom it is about.
        weight: The default weight.
        low, high: The bounds of the weight.
    """

    name: str
    about: About
    weight: float
    low: float = 0.0
    high: float = 20.0


# The order is that of the columns of a term matrix. Those about the member come first.
ALL_TERMS = (
    # Presence of the members with similar taste, decayed; 1 for the candidate with the most.
    Term("taste", About.MEMBER, 0.7),
    # The same without decay, over the root of the item's members: the cosine of items.
    Term("similar", About.MEMBER, 0.2),
    # How much more active than everybody the member is in the channel; near 0 with few acts.
    Term("channel", About.MEMBER, 4.5),
    # Own activity on items of the same author.
    Term("author", About.MEMBER, 0.5),
    # The stated interest in the channel; half of it once activity speaks for itself.
    Term("interest", About.MEMBER, 2.0),
    # Popularity for those of whom little is known: halves with each three items.
    Term("popular_newcomer", About.MEMBER, 3.5),
    # The popularity of these days.
    Term("popular", About.EVERYONE, 1.0),
    # The members so far.
    Term("participants", About.EVERYONE, -0.3, low=-5.0),
    # The time without activity.
    Term("active", About.EVERYONE, 5.4),
    # The age.
    Term("new", About.EVERYONE, 0.8, low=-5.0),
    # The channel's share of all activity.
    Term("traffic", About.EVERYONE, -1.3, low=-5.0),
)
TERMS = tuple(term.name for term in ALL_TERMS)
PERSONAL = sum(term.about is About.MEMBER for term in ALL_TERMS)  # how many are about the member
# Their columns, for the code that fills them.
TASTE, SIMILAR, CHANNEL, AUTHOR, INTEREST, POPULAR_NEWCOMER = range(PERSONAL)


@dataclass(frozen=True)
class Weights:
    """The weight of each term, in the order of `TERMS`.

    Attributes:
        values: The weights, within the terms' bounds.
        version: The version of a server's own weights; 0 for those of the settings.
    """

    values: tuple[float, ...] = field(default=tuple(term.weight for term in ALL_TERMS))
    version: int = 0

    @classmethod
    def only(cls, weights: Mapping[str, float]) -> "Weights":
        """Return weights of some terms alone; all others weigh nothing."""
        return cls(tuple(0.0 for _ in TERMS)).changed(weights, 0)

    def changed(self, weights: Mapping[str, float], version: int) -> "Weights":
        """Return these weights with others for some terms.

        Names that are no terms are ignored, and terms that are missing keep their weight, because
        weights are stored for longer than the terms stay as they are.
        """
        return Weights(
            tuple(
                min(max(float(weights.get(term.name, old)), term.low), term.high)
                for term, old in zip(ALL_TERMS, self.values, strict=True)
            ),
            version,
        )

    def as_mapping(self) -> dict[str, float]:
        """Return the weight of each term by its name."""
        return dict(zip(TERMS, self.values, strict=True))

    @cached_property
    def array(self) -> NDArray[np.float64]:
        """The weights as an array: shape (len(TERMS),)."""
        return np.array(self.values)
