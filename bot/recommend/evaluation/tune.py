"""The command `bot.py tune`: the weekly fit now, with a report."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack

from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
from bot.recommend.fitting.comparison import QualityChange
from bot.recommend.learning.fit_stored import fit_history, read_recent
from bot.recommend.learning.request import FitRequest
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.weights.service import FittedWeights, WeightService
from bot.settings import Settings
from data import items
from data.engine import Database
from data.instance_lock import owned
from data.ranking_weights import StoredWeights

Say = Callable[[str], None]

REASONS = {
    "better": "They are better on later days.",
    "no-better": "They are no better on later days.",
    "uncertain": "They are slightly better on later days, but that may be chance.",
    "worse-for-newcomers": "They are worse for newcomers on later days.",
    "unchanged": "They are those in use already.",
}


async def tune(
    settings: Settings,
    *,
    guild_id: int | None,
    adopt: bool,
    say: Say,
    clock: Clock | None = None,
) -> bool:
    """Fit weights, and print how good they are on later days.

    With `adopt`, weights that the weekly job would adopt are stored for use; the bot must not
    run, because it would not notice. Otherwise nothing is written.

    Returns:
        Whether there was enough history in any server.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
        DatabaseInUseError: The bot is running, with `adopt`.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        database = open_configured_database(settings)
        stack.push_async_callback(database.close)
        if adopt:
            await stack.enter_async_context(owned(database.url))
        await database.check()
        async with database.read() as connection:
            stored = await items.guilds(connection)
        only = guild_id if guild_id is not None else settings.discord.guild_id
        wanted = [each for each in stored if only in (None, each)]
        if not wanted:
            say("There are no signals yet. Let the bot run for some weeks, or import history.")
        enough = [await _tune(settings, database, each, clock, say, adopt=adopt) for each in wanted]
    return any(enough)


async def _tune(
    settings: Settings, database: Database, guild_id: int, clock: Clock, say: Say, *, adopt: bool
) -> bool:
    weights = WeightService(database, clock)
    current = await weights.current(guild_id)
    request = FitRequest.of(settings, current, int(clock.now().timestamp()))
    fitted = fit_history(await read_recent(database, request), request)
    if not fitted.enough:
        say(f"Server {guild_id}: there is too little history to fit; the defaults are used.")
        return False
    default = params_from_settings(settings.activity, settings.recommend).weights
    _report(guild_id, fitted, default, default | current.weights, say)
    say(await _decision(weights, current, fitted, adopt=adopt))
    return True


async def _decision(
    weights: WeightService, current: StoredWeights, fitted: FittedWeights, *, adopt: bool
) -> str:
    reason = REASONS[fitted.reason]
    if current.frozen_at is not None:
        return f"{reason} The weights are frozen, so they stay as they are."
    if not fitted.adopted:
        return f"{reason} The weights in use are kept."
    if not adopt:
        return f"{reason} The weekly job would adopt them; --adopt does so now."
    await weights.record(current.guild_id, fitted, based_on=current.version)
    return f"{reason} They are adopted, and used from the bot's next start on."


def _report(
    guild_id: int,
    fitted: FittedWeights,
    default: Mapping[str, float],
    current: Mapping[str, float],
    say: Say,
) -> None:
    say(
        f"Server {guild_id}: fitted to {fitted.lists:,} daily lists of {fitted.members:,} members "
        f"on {fitted.days} days."
    )
    say(f"\n{'weight':20}{'default':>10}{'in use':>10}{'fitted':>10}")
    for name, weight in fitted.weights.items():
        before = f"{default.get(name, 0):10.3f}{current.get(name, 0):10.3f}"
        say(f"{name:20}{before}{weight:10.3f}")
    say(f"\n{'NDCG@10, later days':20}{'before':>10}{'after':>10}{'gain':>10}  95 % interval")
    for name, change in fitted.figures.items():
        say(f"{name:20}{_quality(change)}")
    say("")


def _quality(change: QualityChange) -> str:
    return (
        f"{change.before:10.4f}{change.after:10.4f}{change.gain:+10.4f}"
        f"  {change.low:+.4f} to {change.high:+.4f} ({change.members:,} members)"
    )
