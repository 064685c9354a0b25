"""Convert the settings to the index's constants."""

from bot.recommend.index.params import Params
from bot.settings import ActivitySettings, RecommendSettings


def params_from_settings(activity: ActivitySettings, settings: RecommendSettings) -> Params:
    """Return the constants of the settings; the others keep their defaults."""
    return Params(
        half_life_days=settings.half_life_days,
        neighbour_half_life_days=settings.neighbour_half_life_days,
        channel_half_life_days=settings.channel_half_life_days,
        popularity_half_life_days=settings.popularity_half_life_days,
        neighbours=settings.neighbours,
        taste_weight=settings.taste_weight,
        popularity_weight=settings.popularity_weight,
        interest_weight=settings.interest_weight,
        channel_busyness=settings.channel_busyness,
        recency_hours=settings.recency_hours,
        recency_power=settings.recency_power,
        max_age_days=settings.max_age_days,
        item_reactions=activity.item_reactions,
        rating_cap=settings.rating_cap,
    )
