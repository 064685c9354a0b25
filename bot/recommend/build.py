"""Build the services of recommendations, with their jobs and background tasks."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.deps import Deps
from bot.recommend.experiment.assignment import Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.history.backfill import Backfill
from bot.recommend.index_cache import IndexCache
from bot.recommend.learning.child_process import fit_in_child
from bot.recommend.learning.weekly import WeeklyFit
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.profile.erasure import Erasure
from bot.recommend.profile.interests import InterestService
from bot.recommend.profile.saved import SavedItems
from bot.recommend.service import MODEL_VERSION, Recommender
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.store import SignalStore
from bot.recommend.weights.service import WeightService

INDEX_SECONDS = 1.0  # what waits longer is read by an answer, and delays it
PRUNE_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Recommend:
    """What other features may use of recommendations."""

    recommender: Recommender
    signals: SignalBuffer
    impressions: ImpressionLog
    interests: InterestService
    saved: SavedItems
    erasure: Erasure
    history: Backfill
    weights: WeightService
    lift_report: LiftReportService
    index_cache: IndexCache

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Write signals and impressions in the background; store the rest at the end."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.index_cache.close)
            self.signals.start()
            stack.push_async_callback(self.signals.close)
            self.impressions.start()
            stack.push_async_callback(self.impressions.close)
            yield


def build_recommend(deps: Deps, confirmed: Clock, guilds: Callable[[], Sequence[int]]) -> Recommend:
    """Build the services and add their jobs.

    Args:
        deps: What they are built on.
        confirmed: A clock that is never ahead of the true time, for deleting what is too old.
        guilds: Returns the servers that are served.
    """
    database, clock = deps.database, deps.clock
    activity, recommend = deps.settings.activity, deps.settings.recommend
    store = SignalStore(database, kind_weights(activity.weights.model_dump()))
    weights = WeightService(database, clock)
    indexes = IndexCache(store, weights, params_from_settings(activity, recommend), clock)
    signals, impressions = _signals(deps, store), _impressions(deps)
    erasure = Erasure(database, signals, clock)
    lift_report = LiftReportService(database, confirmed, deps.settings.insights)
    deps.scheduler.add_interval_job(INDEX_SECONDS, "indexes", indexes.refresh_all)
    deps.scheduler.add_interval_job(PRUNE_SECONDS, "forget-impressions", lift_report.prune)
    fit = WeeklyFit(database, clock, deps.guild_settings.of, weights, guilds, fit_in_child)
    deps.scheduler.add_calendar_job(fit.job())
    return Recommend(
        recommender=Recommender(store, signals, indexes, recommend, clock, impressions),
        signals=signals,
        impressions=impressions,
        interests=InterestService(database, clock),
        saved=SavedItems(database, signals),
        erasure=erasure,
        history=Backfill(database, signals, erasure, activity, clock),
        weights=weights,
        lift_report=lift_report,
        index_cache=indexes,
    )


def _signals(deps: Deps, store: SignalStore) -> SignalBuffer:
    activity, counts = deps.settings.activity, deps.metrics.signals
    signals = SignalBuffer(store.write, seconds=activity.batch_seconds, size=activity.batch_size)
    counts.labels("stored").set_function(lambda: signals.stored)
    counts.labels("dropped").set_function(lambda: signals.dropped)
    counts.labels("refused").set_function(lambda: signals.refused)
    counts.labels("waiting").set_function(lambda: signals.waiting)
    return signals


def _impressions(deps: Deps) -> ImpressionLog:
    recommend = deps.settings.recommend
    return ImpressionLog(
        deps.database,
        deps.clock,
        Assignment(
            lambda guild_id: deps.guild_settings.of(guild_id).recommend.control_share,
            recommend.control_salt,
        ),
        MODEL_VERSION,
        rest=timedelta(days=recommend.repeat_after_days),
        seconds=deps.settings.activity.batch_seconds,
    )
