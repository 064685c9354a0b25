"""Fit to the signals in the database."""

from datetime import UTC, datetime, timedelta

from bot.recommend.fitting.server import DAYS, fit_server
from bot.recommend.index.terms import TERMS
from bot.recommend.learning.request import FitRequest
from bot.recommend.learning.stored_history import read_history
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.replay.dataset import SignalHistory
from bot.recommend.weights.service import FittedWeights
from data.engine import Database, open_database

HALF_LIVES = 2  # after which no rating matters enough to be read


async def fit_stored(request: FitRequest) -> FittedWeights:
    """Fit a server's weights to its stored history.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
    """
    database = open_database(
        request.database.url,
        connections=request.database.connections,
        prepared_statements=request.database.prepared_statements,
    )
    try:
        history = await read_recent(database, request)
    finally:
        await database.close()
    return fit_history(history, request)


async def read_recent(database: Database, request: FitRequest) -> SignalHistory:
    """Read the signals of the days that a fit replays, and of some time before."""
    params = params_from_settings(request.activity, request.recommend)
    half_life = max(params.half_life_days, params.channel_half_life_days)
    days = DAYS + max(HALF_LIVES * half_life, params.max_age_days)
    since = datetime.fromtimestamp(request.now, UTC) - timedelta(days=days)
    return await read_history(database, request.guild_id, request.activity, since)


def fit_history(history: SignalHistory, request: FitRequest) -> FittedWeights:
    """Fit a server's weights to its history."""
    default = params_from_settings(request.activity, request.recommend)
    current = default.with_weights(request.weights, request.version)
    report = fit_server(history, current, default, now=request.now)
    return FittedWeights(
        adopted=report.adopted,
        reason=report.reason.value,
        weights=dict(zip(TERMS, report.weights.tolist(), strict=True)),
        days=report.fitted.days,
        lists=report.fitted.lists,
        members=report.fitted.members,
        figures=report.figures,
    )
