"""Read the history of stored signals."""

from datetime import datetime

from bot.recommend.replay.dataset import SignalHistory
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.store import SignalStore
from bot.settings import ActivitySettings
from data.engine import Database


async def read_history(
    database: Database, guild_id: int, activity: ActivitySettings, since: datetime | None = None
) -> SignalHistory:
    """Read all signals of a server, or those since an instant, in the order of time."""
    rule = kind_weights(activity.weights.model_dump())
    facts, acts = await SignalStore(database, rule).history(guild_id, since)
    return SignalHistory.of(facts, acts, rule)
