"""The figures of a fit as they are stored: the quality of lists before and after."""

from bot.recommend.fitting.comparison import QualityChange
from data.ranking_weights import WeightDecision


def figures_of(decision: WeightDecision) -> dict[str, QualityChange]:
    """Return the figures of a decision by segment, `all` first; none for a reset."""
    return {name: QualityChange(**each) for name, each in (decision.figures or {}).items()}
