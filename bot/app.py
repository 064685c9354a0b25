"""Builds all services and starts them in order, and closes them in reverse."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
import structlog

from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.preferences import DigestPreferences
from bot.digest.schedule import DigestScheduleService
from bot.discord.connection import DiscordConnection
from bot.i18n import Catalogue
from bot.loop_watch import LoopWatch
from bot.memory import freeze_startup_objects, give_back
from bot.metrics import Metrics
from bot.payments.assignment import AssignmentService
from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.checkout import CheckoutService
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.explain.service import AccessExplainer
from bot.payments.gifts.gift_codes import GiftCodeService
from bot.payments.gifts.redemption import RedemptionService
from bot.payments.grants import GrantService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.processor import ALERT_AFTER_ATTEMPTS, EventProcessor
from bot.payments.membership_overview import MembershipOverviewService
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plans import PlanService
from bot.payments.reconcile.catch_up import CatchUp
from bot.payments.reconcile.clock_check import ClockCheck
from bot.payments.reconcile.expiry import ExpiryWorker
from bot.payments.reconcile.reconciler import Reconciler
from bot.payments.reminders import Reminders
from bot.payments.removal.absent_payers import AbsentPayers
from bot.payments.removal.breaker import BreakerLimits, RemovalBreaker
from bot.payments.role_sync.dry_run import RoleDryRunService
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import ForeignObjectError
from bot.payments.stripe.server_time import ConfirmedTime, StripeTime
from bot.payments.stripe.transport import StripeRefusedError
from bot.recommend.experiment.assignment import Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.history.backfill import Backfill
from bot.recommend.index_cache import IndexCache
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.profile.erasure import Erasure
from bot.recommend.profile.interests import InterestService
from bot.recommend.profile.saved import SavedItems
from bot.recommend.service import MODEL_VERSION, Recommender
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.store import SignalStore
from bot.recommend.weights.service import WeightService
from bot.retention import forget_old
from bot.scheduling.scheduler import Scheduler
from bot.scheduling.worker import WakeupEvent, Worker
from bot.served_guilds import ServedGuilds
from bot.services import Services
from bot.settings import ActivitySettings, Settings
from bot.web.server import WebServer
from data import inbox
from data.backup import backup, prune
from data.engine import Database
from data.instance_lock import owned
from data.migrate import needs_upgrade, newest_revision, upgrade

VAR = Path("data/var")
TICK_SECONDS = 20.0
INBOX_SECONDS = 5.0
CATCH_UP_SECONDS = 3600.0
CATCH_UP_AGAIN_SECONDS = 60.0  # where Stripe did not answer: who paid meanwhile waits for it
RECHECK_SECONDS = 60.0
CLOCK_SECONDS = 60.0
INDEX_SECONDS = 1.0  # what waits longer is read by an answer, and delays it
REMINDER_SECONDS = 3600.0
PRUNE_SECONDS = 86_400.0
STALE_INBOX = timedelta(minutes=5)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """A running Lyceum: its services, its connection to Discord, and the port it listens on.

    `lost` fails where another process took the database over.
    """

    services: Services
    connection: DiscordConnection
    port: int
    lost: asyncio.Future[None]


@asynccontextmanager
async def running_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    var: Path = VAR,
    tick_seconds: float = TICK_SECONDS,
    loaded: Callable[[], None] = lambda: None,
) -> AsyncGenerator[App]:
    """Run Lyceum for the time of a `with` block.

    Args:
        settings: What to run with.
        clock: The business clock; a demo or test may shift it.
        var: Where backups and small state files go.
        tick_seconds: How often calendar jobs are looked at.
        loaded: Called whenever all that Discord tells of servers and members is in memory.

    Raises:
        DatabaseUnreachableError, DatabaseInUseError, DatabaseTooNewError: before anything else was
            started.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        database = open_configured_database(settings)
        stack.push_async_callback(database.close)
        lost = await stack.enter_async_context(owned(database.url))
        await migrate(database, var / "backups", keep=settings.database.keep_backups)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        services = build(settings, clock, database, http, tick_seconds)
        services = replace(services, mark_loaded=loaded)
        _watch_loop(services.metrics, stack)
        stack.push_async_callback(services.index_cache.close)
        services.signals.start()
        stack.push_async_callback(services.signals.close)
        services.impressions.start()
        stack.push_async_callback(services.impressions.close)
        connection = DiscordConnection(services, state_folder=var)
        web = _web(services, connection)
        stack.push_async_callback(web.close)
        port = await web.start(settings.web.host, settings.web.port)
        await _start_intake(services, stack)
        services.scheduler.start()
        stack.push_async_callback(services.scheduler.close)
        connection.start()
        stack.push_async_callback(connection.close)
        _log.info("app.started", port=port)
        yield App(services, connection, port, lost)
        _log.info("app.stopping")


async def migrate(database: Database, folder: Path, *, keep: int) -> bool:
    """Bring the schema up to date, after a backup where there is something to lose.

    The caller owns the database. Older backups are let go only once all went well.

    Returns:
        Whether anything had to be done.

    Raises:
        DatabaseTooNewError: the database was written by newer code.
        BackupError: there is no backup, so nothing was changed.
    """
    await database.check()
    current = await needs_upgrade(database)
    if current is None:
        return False
    if current:
        _log.info("app.backing_up", before=current)
        path = await backup(database, folder, SystemClock().now(), before=current)
        _log.info("app.backup", file=str(path))
    newest = newest_revision()
    await upgrade(database, on_step=lambda step: _log.info("app.migrating", step=step, to=newest))
    prune(folder, keep)
    _log.info("app.migrated", before=current, after=newest)
    return True


def build(
    settings: Settings,
    clock: Clock,
    database: Database,
    http: aiohttp.ClientSession,
    tick_seconds: float,
) -> Services:
    """Make all services on an open database; nothing runs yet."""
    metrics, wakeup = Metrics.new(), WakeupEvent()
    time = StripeTime(clock)  # money goes by Stripe's clock, which ours may be wrong about
    api = StripeClient(
        key=settings.stripe_api_key.get_secret_value(),
        api_base=settings.stripe.api_base,
        http=http,
        requests_per_second=settings.stripe.requests_per_second,
        time=time,
    )
    tasks = RoleSyncQueue(database, clock, wakeup)
    grace = timedelta(days=settings.payments.grace_days)
    proven = ConfirmedTime(time)
    entitlement_service = EntitlementService(database, proven, default_grace=grace, wakeup=wakeup)
    recorder = FactRecorder(database, entitlement_service, time)
    object_sync = ObjectSync(database, api, recorder, time)
    outbox = NotificationOutbox(database, clock)
    webhooks = settings.stripe.delivery == "webhook"
    event_processor = EventProcessor(database, api, object_sync, clock, wakeup, webhooks=webhooks)
    comparison = Reconciler(database, api, object_sync, outbox, time, wakeup)
    limits = BreakerLimits(
        settings.payments.breaker_minimum_members, settings.payments.breaker_share
    )
    activity = settings.activity
    store = SignalStore(database, kind_weights(activity.weights.model_dump()))
    weights = WeightService(database, clock)
    params = params_from_settings(activity, settings.recommend)
    indexes = IndexCache(store, weights, params, clock)
    signals = _buffer(store, activity, metrics)
    eraser = Erasure(database, signals, clock)
    impressions = _impressions(settings, database, clock)
    times = PersonalSchedule(settings.discord.zone)
    return Services(
        settings=settings,
        clock=clock,
        catalogue=Catalogue.load(),
        metrics=metrics,
        database=database,
        served_guilds=ServedGuilds(database, clock, settings.discord),
        wakeup=wakeup,
        scheduler=_jobs(database, clock, metrics, tick_seconds),
        plans=PlanService(database, api, tasks, clock),
        checkout=CheckoutService(database, api, entitlement_service, time, settings.web.public_url),
        gifts=GiftCodeService(database, entitlement_service, time, default_grace=grace),
        redemption=RedemptionService(
            database, entitlement_service, recorder, api, wakeup, default_grace=grace
        ),
        portal=BillingPortalService(database, api, clock),
        cancellation=SubscriptionCancellation(api, object_sync, wakeup),
        overview=MembershipOverviewService(database, api, entitlement_service, time),
        reminders=_reminders(settings, database, time, wakeup, object_sync),
        entitlements=entitlement_service,
        assignment=AssignmentService(database, api, object_sync, time, wakeup),
        grants=GrantService(database, recorder, api, wakeup),
        absent_payers=AbsentPayers(database, clock, wakeup),
        explainer=AccessExplainer(database, time, default_grace=grace),
        dry_runs=RoleDryRunService(database, clock, wakeup),
        role_sync_queue=tasks,
        removal_breaker=RemovalBreaker(database, proven, limits, wakeup),
        event_processor=event_processor,
        expiry=ExpiryWorker(database, api, object_sync, recorder, time, wakeup),
        reconciler=comparison,
        proven=proven,
        clock_check=ClockCheck(api, proven, database, outbox),
        catch_up=CatchUp(database, event_processor, comparison, outbox, time),
        outbox=outbox,
        signals=signals,
        erasure=eraser,
        history=Backfill(database, signals, eraser, activity, clock),
        index_cache=indexes,
        recommender=Recommender(store, signals, indexes, settings.recommend, clock, impressions),
        impressions=impressions,
        lift_report=LiftReportService(database, proven, settings.insights),
        interests=InterestService(database, clock),
        digest_schedules=DigestScheduleService(
            database, clock, settings.discord.zone, times.reschedule
        ),
        personal_schedules=times,
        saved=SavedItems(database, signals),
        digest_preferences=DigestPreferences(
            database, clock, times, settings.digest.personal_max_per_week
        ),
    )


def _reminders(
    settings: Settings,
    database: Database,
    clock: Clock,
    wakeup: WakeupEvent,
    object_sync: ObjectSync,
) -> Reminders:
    payments = settings.payments

    async def look(subscription_id: str) -> None:
        with suppress(ForeignObjectError, StripeRefusedError):
            await object_sync.sync(EventTarget("subscription", subscription_id, None, None))

    return Reminders(
        database,
        clock,
        wakeup,
        days=payments.reminder_days,
        long_interval_days=payments.reminder_interval_days,
        look=look,
    )


def _buffer(store: SignalStore, activity: ActivitySettings, metrics: Metrics) -> SignalBuffer:
    signals = SignalBuffer(store.write, seconds=activity.batch_seconds, size=activity.batch_size)
    metrics.signals.labels("stored").set_function(lambda: signals.stored)
    metrics.signals.labels("dropped").set_function(lambda: signals.dropped)
    metrics.signals.labels("refused").set_function(lambda: signals.refused)
    metrics.signals.labels("waiting").set_function(lambda: signals.waiting)
    return signals


def _impressions(settings: Settings, database: Database, clock: Clock) -> ImpressionLog:
    recommend = settings.recommend
    return ImpressionLog(
        database,
        clock,
        Assignment(recommend.control_share, recommend.control_salt),
        MODEL_VERSION,
        rest=timedelta(days=recommend.repeat_after_days),
        seconds=settings.activity.batch_seconds,
    )


def _watch_loop(metrics: Metrics, stack: AsyncExitStack) -> None:
    watch = LoopWatch(metrics.loop_delay.observe)
    metrics.max_loop_delay.set_function(lambda: watch.longest)
    watch.start()
    stack.callback(watch.close)


def _jobs(database: Database, clock: Clock, metrics: Metrics, tick_seconds: float) -> Scheduler:
    def count(job: str, outcome: str) -> None:
        metrics.jobs.labels(job, outcome).inc()

    return Scheduler(database, clock, tick_seconds=tick_seconds, count=count)


def _web(services: Services, connection: DiscordConnection) -> WebServer:
    async def failing() -> Sequence[str]:
        return await _failing(services, connection)

    return WebServer(
        receive=services.event_processor.store,
        secrets=services.settings.webhook_secrets,
        clock=SystemClock(),
        catalogue=services.catalogue,
        metrics=services.metrics,
        failing=failing,
    )


async def _failing(services: Services, connection: DiscordConnection) -> list[str]:
    """Return the names of what is not in order, for /readyz."""
    names = [] if connection.ready else ["gateway"]
    if services.clock_check.is_off:
        names.append("clock")
    try:
        await services.database.check_writing()
        before = services.clock.now() - STALE_INBOX
        async with services.database.read() as reading:
            if await inbox.backlog(reading, before, below_attempts=ALERT_AFTER_ATTEMPTS):
                names.append("inbox")
    except Exception as error:  # noqa: BLE001 whatever it is: then nothing can be stored
        _log.warning("app.not_ready", error=f"{type(error).__name__}: {error}")
        names.append("database")
    return names


async def _start_intake(services: Services, stack: AsyncExitStack) -> None:
    """Work off what a crash left, then what comes; ask Stripe for what no webhook brought."""
    await services.clock_check.begin()
    await services.event_processor.release_claims()
    for name, step in (
        ("intake", services.event_processor.process_due),
        ("cancel", services.expiry.cancel_ended),
    ):
        worker = Worker(name, step, services.wakeup, seconds=INBOX_SECONDS)
        worker.start()
        stack.push_async_callback(worker.close)
    stripe = services.settings.stripe
    seconds = stripe.poll_seconds if stripe.delivery == "poll" else CATCH_UP_SECONDS
    catch_up = services.removal_breaker.during(services.catch_up.run)
    services.scheduler.add_interval_job(
        seconds, "catch-up", catch_up, again_seconds=CATCH_UP_AGAIN_SECONDS
    )
    services.scheduler.add_interval_job(CLOCK_SECONDS, "clock", services.clock_check.run)
    services.scheduler.add_interval_job(
        RECHECK_SECONDS, "recheck", services.removal_breaker.during(services.expiry.refresh_due)
    )
    services.scheduler.add_interval_job(RECHECK_SECONDS, "archive-prices", services.plans.archive)
    services.scheduler.add_interval_job(INDEX_SECONDS, "indexes", services.index_cache.refresh_all)
    services.scheduler.add_interval_job(REMINDER_SECONDS, "reminders", services.reminders.run)
    services.scheduler.add_interval_job(
        PRUNE_SECONDS, "forget-impressions", services.lift_report.prune
    )
    services.scheduler.add_interval_job(
        PRUNE_SECONDS, "housekeeping", partial(forget_old, services.database, services.proven)
    )


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run until told to stop, or until Discord refuses us for good.

    Raises:
        DatabaseUnreachableError: at start.
        RefusedByDiscordError: the token or an intent is refused; a person must act.
    """
    give_back()
    # What is there already is not looked through while Discord's members come in
    freeze_startup_objects()
    async with running_app(settings, loaded=freeze_startup_objects) as app:
        stopping = asyncio.create_task(stop.wait())
        ends = {stopping, app.connection.ended, app.lost}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for end in (app.connection.ended, app.lost):
            if end.done():
                end.result()


async def sync_commands(settings: Settings) -> None:
    """Tell Discord our commands without running anything else.

    Raises:
        RefusedByDiscordError: the token is refused.
    """
    database = open_configured_database(settings)
    async with aiohttp.ClientSession() as http:
        services = build(settings, SystemClock(), database, http, TICK_SECONDS)
        await DiscordConnection(services, state_folder=VAR).sync()
    await database.close()
