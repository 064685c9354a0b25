"""The request for a fit, as the process that fits receives it."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from bot.settings import ActivitySettings, RecommendSettings, Settings
from bot.settings.sections import DatabaseSettings
from data.ranking_weights import StoredWeights


class FitRequest(BaseModel):
    """What to fit, and where the history is.

    Attributes:
        database: Where the signals are stored.
        activity: The weights of the kinds of signals.
        recommend: The default constants.
        guild_id: The server.
        weights: The weights in use, by term; empty for the defaults.
        version: Their version.
        now: When it was asked for: seconds since 1970.
    """

    model_config = ConfigDict(frozen=True)

    database: DatabaseSettings
    activity: ActivitySettings
    recommend: RecommendSettings
    guild_id: int
    weights: Mapping[str, float]
    version: int
    now: int

    @classmethod
    def of(cls, settings: Settings, current: StoredWeights, now: int) -> "FitRequest":
        """Return the request to fit a server's weights."""
        return cls(
            database=settings.database,
            activity=settings.activity,
            recommend=settings.recommend,
            guild_id=current.guild_id,
            weights=current.weights,
            version=current.version,
            now=now,
        )
