"""Fit weights to a server's older days, and adopt them if later days agree.

The rule keeps the weights in use unless the new ones are better on days that they were not fitted
to, by more than chance explains, and no worse for newcomers. A server with little past keeps the
default weights, because there is nothing to judge by, and because a fit to few members' acts could
tell about single ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from bot.recommend.fitting.comparison import ALL, QualityChange, compare
from bot.recommend.fitting.conditional_logit import Bounds, fit
from bot.recommend.fitting.daily_lists import DailyLists
from bot.recommend.index.params import Floats

STRENGTH = 20.0  # how much the default weights count, about in lists; chosen on public logs
FITTED_SHARE = 0.6  # of the lists, the older ones, are fitted; the later ones judge
MIN_LISTS = 50  # of each part
MIN_MEMBERS = 20  # of each part
MARGIN = 2.0  # standard errors by which the gain must be above 0: chance does that in 2 %
MIN_GAIN = 0.002  # of NDCG@10; less is not worth a change
SAME = 1e-6  # weights that differ by less are the same


class AdoptionReason(StrEnum):
    """Why weights were adopted, or not."""

    BETTER = "better"
    TOO_LITTLE = "too-little"
    UNCHANGED = "unchanged"
    NO_BETTER = "no-better"
    UNCERTAIN = "uncertain"
    WORSE_FOR_NEWCOMERS = "worse-for-newcomers"


@dataclass(frozen=True, slots=True)
class Past:
    """What a fit rests on, or was judged by."""

    lists: int = 0
    members: int = 0
    days: int = 0

    @classmethod
    def of(cls, lists: DailyLists) -> "Past":
        """Count lists, their members and days."""
        return cls(len(lists), lists.members, len(np.unique(lists.day)))

    @property
    def enough(self) -> bool:
        """Whether it is enough to learn from, and to tell nothing about single members."""
        return self.lists >= MIN_LISTS and self.members >= MIN_MEMBERS


@dataclass(frozen=True, slots=True)
class FitReport:
    """The result of a fit.

    Attributes:
        weights: Shape (terms,), the fitted weights; those in use where nothing was fitted.
        reason: Why they are to be used, or not.
        fitted, judged: The lists that they were fitted to, and those of later days.
        figures: The quality of the later lists with the weights in use and with the fitted ones,
            by segment; of all under `ALL`.
    """

    weights: Floats
    reason: AdoptionReason
    fitted: Past = field(default_factory=Past)
    judged: Past = field(default_factory=Past)
    figures: Mapping[str, QualityChange] = field(default_factory=dict[str, QualityChange])

    @property
    def adopted(self) -> bool:
        """Whether the fitted weights are to be used."""
        return self.reason is AdoptionReason.BETTER


def fit_and_judge(lists: DailyLists, current: Floats, default: Floats, bounds: Bounds) -> FitReport:
    """Fit weights to older lists; compare them with the current ones on later lists.

    Args:
        lists: The lists of the last days, in the order of time.
        current: Shape (terms,), the weights in use.
        default: Shape (terms,), those of a server without a past.
        bounds: The bounds of the weights.
    """
    older, later = split(lists)
    fitted, judged = Past.of(older), Past.of(later)
    if not (fitted.enough and judged.enough):
        return FitReport(current, AdoptionReason.TOO_LITTLE, fitted, judged)
    weights = fit(older, default, STRENGTH, bounds)
    if np.abs(weights - current).max() < SAME:
        return FitReport(current, AdoptionReason.UNCHANGED, fitted, judged)
    figures = compare(later, current, weights)
    return FitReport(weights, decide(figures), fitted, judged, figures)


def split(lists: DailyLists) -> tuple[DailyLists, DailyLists]:
    """Divide lists into those of older and of later days; a day is never divided."""
    if not len(lists):
        return lists, lists
    place = min(int(FITTED_SHARE * len(lists)), len(lists) - 1)
    first, cut, last = (int(lists.day[n]) for n in (0, place, -1))
    return lists.between(first, cut), lists.between(cut, last + 1)


def decide(figures: Mapping[str, QualityChange]) -> AdoptionReason:
    """Return whether the gain on later days is sure enough to use the new weights."""
    overall, newcomers = figures[ALL], figures.get("newcomers")
    if overall.gain < MIN_GAIN:
        return AdoptionReason.NO_BETTER
    if overall.gain < MARGIN * overall.error:
        return AdoptionReason.UNCERTAIN
    if newcomers is not None and newcomers.gain < -MARGIN * newcomers.error:
        return AdoptionReason.WORSE_FOR_NEWCOMERS
    return AdoptionReason.BETTER
