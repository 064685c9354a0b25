"""Build all services, start them in order, and close them in reverse."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import structlog

from bot.catalogue.build import Catalogue, build_catalogue
from bot.catalogue.covers import Covers
from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
from bot.deps import Deps
from bot.digest.build import build_digest
from bot.discord.connection import DiscordConnection
from bot.discord.joinable_servers import ConnectedServers
from bot.discord.sign_in import DiscordSignIn, site_of
from bot.discord.staff_rights import StaffRights
from bot.files.build import Files, build_files
from bot.files.service import WITH_NOTHING_BUT_FILES
from bot.files.uploads import PATH as UPLOADS
from bot.guild_settings import GuildSettings
from bot.health.readiness import find_failing
from bot.i18n import Translations
from bot.join.build import build_join
from bot.join.routes import SIGNED_IN, JoinPages
from bot.learning.build import Learning, build_learning
from bot.learning.verify_page import VerifyPages
from bot.licences.build import build_licences
from bot.licences.routes import LicenceRoutes
from bot.loop_watch import LoopWatch
from bot.memory import LoadedObjects, collect_fully_seldom, freeze_startup_objects, give_back
from bot.metrics import Metrics
from bot.payments.build import Payments, build_payments
from bot.presets.service import PresetService
from bot.publishing.build import build_message_drafts, build_reading
from bot.recommend.build import Recommend, build_recommend
from bot.retention import forget_old
from bot.scheduling.scheduler import Scheduler
from bot.scheduling.worker import WakeupEvent
from bot.served_guilds import ServedGuilds
from bot.services import Services
from bot.sessions.build import LiveSessions, build_sessions
from bot.sessions.calendar_page import CalendarPage
from bot.settings import Settings
from bot.staff_access import StaffAccess
from bot.web.server import WebServer
from data.backup import backup, prune
from data.engine import Database
from data.files import has_offered
from data.instance_lock import owned
from data.migrate import needs_upgrade, newest_revision, upgrade

VAR = Path("data/var")
TICK_SECONDS = 20.0
PRUNE_SECONDS = 86_400.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """A running Lyceum: its services, its connection to Discord, and its HTTP port.

    `lost` fails if another process took the database over.
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
    """Run Lyceum during a `with` block.

    Args:
        settings: The settings.
        clock: The business clock; a demo or test may shift it.
        var: The folder for backups and small state files.
        tick_seconds: The interval at which calendar jobs are checked.
        loaded: Called whenever Discord's servers and members are all in memory.

    Raises:
        DatabaseUnreachableError, DatabaseInUseError, DatabaseTooNewError: Before anything else
            was started.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        database = open_configured_database(settings)
        stack.push_async_callback(database.close)
        lost = await stack.enter_async_context(owned(database.url))
        await migrate(database, var / "backups", keep=settings.database.keep_backups)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        services = build(settings, clock, database, http, tick_seconds, loaded)
        connection = DiscordConnection(services, state_folder=var)
        port = await _start(services, connection, stack)
        _log.info("app.started", port=port)
        yield App(services, connection, port, lost)
        _log.info("app.stopping")


async def _start(services: Services, connection: DiscordConnection, stack: AsyncExitStack) -> int:
    """Start everything in order, to be closed in reverse; return the HTTP port."""
    deps = services.deps
    await deps.guild_settings.load()
    await services.staff_access.load()
    _watch_loop(deps.metrics, stack)
    await stack.enter_async_context(services.recommend.running())
    web = _web(services, connection)
    stack.push_async_callback(web.close)
    port = await web.start(deps.settings.web.host, deps.settings.web.port)
    await stack.enter_async_context(services.payments.intake.running())
    deps.scheduler.start()
    stack.push_async_callback(deps.scheduler.close)
    connection.start()
    stack.push_async_callback(connection.close)
    return port


async def migrate(database: Database, folder: Path, *, keep: int) -> bool:
    """Upgrade the schema, after a backup if there is something to lose.

    The caller owns the database. Older backups are deleted only after success.

    Returns:
        Whether anything had to be done.

    Raises:
        DatabaseTooNewError: The database was written by newer code.
        BackupError: There is no backup, so nothing was changed.
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
    loaded: Callable[[], None] = lambda: None,
) -> Services:
    """Build all services on an open database; nothing runs yet."""
    deps = _deps(settings, clock, database, http, tick_seconds)
    payments = build_payments(deps)
    served = ServedGuilds(database, clock, settings.discord)
    recommend = build_recommend(deps, payments.confirmed_time, lambda: served.all)
    deps.scheduler.add_interval_job(
        PRUNE_SECONDS, "housekeeping", partial(forget_old, database, payments.confirmed_time)
    )
    catalogue = _catalogue(deps, payments, recommend)
    files = build_files(deps, catalogue.ownership.is_open, catalogue.ownership.owns)
    learning = build_learning(deps, catalogue.ownership, recommend.recommender.tastes)
    return Services(
        deps=deps,
        translations=Translations.load(),
        served_guilds=served,
        staff_access=StaffAccess(database, clock),
        payments=payments,
        catalogue=catalogue,
        covers=Covers(database, clock, files.store),
        files=files,
        learning=learning,
        reading=build_reading(deps, files),
        message_drafts=build_message_drafts(deps, files, recommend.erasure),
        recommend=recommend,
        digest=build_digest(deps, recommend, learning.stalled.of_members, catalogue.recommendable),
        join=build_join(deps, payments),
        sessions=_sessions(deps, catalogue, files, learning),
        licences=build_licences(deps, catalogue.ownership.standing),
        presets=_presets(deps, catalogue, payments),
        mark_loaded=loaded,
    )


def _presets(deps: Deps, catalogue: Catalogue, payments: Payments) -> PresetService:
    contents, plans = catalogue.contents, payments.plans
    return PresetService(deps.database, contents, plans, deps.guild_settings, deps.clock)


def _sessions(deps: Deps, catalogue: Catalogue, files: Files, learning: Learning) -> LiveSessions:
    """Build live sessions, which are done by attending them."""
    attended = learning.progress.attended
    return build_sessions(deps, catalogue.ownership.is_open, files.store, attended)


def _catalogue(deps: Deps, payments: Payments, recommend: Recommend) -> Catalogue:
    """Build the catalogue, in which files and tools are published with a file only."""
    catalogue = build_catalogue(deps, payments, recommend)
    for kind in WITH_NOTHING_BUT_FILES:
        catalogue.contents.require(kind, has_offered)
    return catalogue


def _deps(
    settings: Settings,
    clock: Clock,
    database: Database,
    http: aiohttp.ClientSession,
    tick_seconds: float,
) -> Deps:
    """Build what every feature is built on."""
    metrics = Metrics.new()

    def count(job: str, outcome: str) -> None:
        metrics.jobs.labels(job, outcome).inc()

    scheduler = Scheduler(database, clock, tick_seconds=tick_seconds, count=count)
    own = GuildSettings(database, clock, settings)
    return Deps(settings, own, clock, database, http, metrics, WakeupEvent(), scheduler)


def _watch_loop(metrics: Metrics, stack: AsyncExitStack) -> None:
    watch = LoopWatch(metrics.loop_delay.observe)
    metrics.max_loop_delay.set_function(lambda: watch.longest)
    watch.start()
    stack.callback(watch.close)


def _web(services: Services, connection: DiscordConnection) -> WebServer:
    async def failing() -> Sequence[str]:
        gateway = [] if connection.ready else ["gateway"]
        return gateway + await find_failing(services.deps, services.payments.intake)

    def server_name(guild_id: int) -> str | None:
        guild = connection.client.get_guild(guild_id)
        return None if guild is None else guild.name

    rights = StaffRights(connection, services.staff_access)
    may_upload = partial(rights.has, right="content")
    join, licences = _join_pages(services, connection), services.licences
    verify = VerifyPages(services.learning.certificates, services.translations, server_name)
    return WebServer(
        receive=services.payments.intake.event_processor.store,
        secrets=services.deps.settings.webhook_secrets,
        clock=SystemClock(),
        translations=services.translations,
        metrics=services.deps.metrics,
        failing=failing,
        further=[
            *verify.routes(),
            *services.files.routes(services.translations, may_upload),
            *(() if join is None else join.routes()),
            *CalendarPage(services.sessions.calendars, services.translations).routes(),
            *(() if licences is None else LicenceRoutes(licences.service).routes()),
        ],
        streamed=[UPLOADS],
        page_after_stripe=None if join is None else join.page_after_stripe,
    )


def _join_pages(services: Services, connection: DiscordConnection) -> JoinPages | None:
    if services.join is None:
        return None
    settings, deps = services.deps.settings, services.deps
    accounts = DiscordSignIn(
        deps.http,
        deps.clock,
        api_base=settings.discord.api_base,
        client_id=lambda: connection.client.application_id,
        client_secret=settings.discord_client_secret.get_secret_value(),
        redirect_url=settings.web.public_url + SIGNED_IN,
    )
    servers = ConnectedServers(connection, services.served_guilds)
    site = site_of(settings.discord.api_base)
    return JoinPages(services.join, accounts, servers, services.translations, discord_site=site)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run until stopped, or until Discord rejects us permanently.

    Raises:
        DatabaseUnreachableError: At start.
        RefusedByDiscordError: The token or an intent is rejected; a person must act.
    """
    give_back()
    collect_fully_seldom()
    # Keep existing objects out of garbage collection while members are loaded.
    freeze_startup_objects()
    async with running_app(settings, loaded=LoadedObjects().freeze) as app:
        stopping = asyncio.create_task(stop.wait())
        ends = {stopping, app.connection.ended, app.lost}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for end in (app.connection.ended, app.lost):
            if end.done():
                end.result()


async def sync_commands(settings: Settings) -> None:
    """Register our commands with Discord without running anything else.

    Raises:
        RefusedByDiscordError: The token is rejected.
    """
    database = open_configured_database(settings)
    async with aiohttp.ClientSession() as http:
        services = build(settings, SystemClock(), database, http, TICK_SECONDS)
        await DiscordConnection(services, state_folder=VAR).sync()
    await database.close()
