"""Convert the settings to the index's constants."""

from bot.recommend.index.params import Params
from bot.recommend.index.terms import Weights
from bot.settings import ActivitySettings, RecommendSettings
from bot.settings.renamed import REPLACED


def params_from_settings(activity: ActivitySettings, settings: RecommendSettings) -> Params:
    """Return the constants of the settings; the others keep their defaults."""
    return Params(
        half_life_days=settings.half_life_days,
        neighbour_half_life_days=settings.neighbour_half_life_days,
        channel_half_life_days=settings.channel_half_life_days,
        popularity_half_life_days=settings.popularity_half_life_days,
        neighbours=settings.neighbours,
        term_weights=_weights(settings),
        recency_hours=settings.recency_hours,
        max_age_days=settings.max_age_days,
        item_reactions=activity.item_reactions,
        rating_cap=settings.rating_cap,
    )


def _weights(settings: RecommendSettings) -> Weights:
    usual = Weights().as_mapping()
    scaled = {
        term: usual[term] * getattr(settings, name) / before
        for name, (term, before) in REPLACED.items()
        if getattr(settings, name) is not None
    }
    return Weights().changed({**scaled, **settings.weights}, 0)
