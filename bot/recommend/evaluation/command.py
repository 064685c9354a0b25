"""The commands `bot.py evaluate` and `tune`: measure and fit on history."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.database import open_configured_database
from bot.recommend.evaluation.baselines import newest, ours, plain_cosine, popular
from bot.recommend.evaluation.param_search import search
from bot.recommend.index.params import Params
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.replay.dataset import DAY, SignalHistory, midnights
from bot.recommend.replay.metrics import DEEP, Scores, difference, mean, standard_error
from bot.recommend.replay.rolling import ReplayState, replay_days
from bot.recommend.signals.aggregate import SignalColumns, kind_weights
from bot.recommend.signals.model import KINDS
from bot.recommend.signals.store import SignalStore
from bot.settings import Settings
from data import items, signals
from data.engine import Database

MIN_LISTS = 100  # lists below which the figures are meaningless
ROUNDS = 6
SURE = 1.96  # standard errors

Say = Callable[[str], None]


async def evaluate(settings: Settings, *, days: int, say: Say) -> bool:
    """Print the recommender's quality on history; return whether data was sufficient.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
    """
    return await _of_each_server(_evaluate, settings, days, say)


async def tune(settings: Settings, *, days: int, say: Say) -> bool:
    """Search for better constants, and print their quality on held-out days.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
    """
    return await _of_each_server(_tune, settings, days, say)


@dataclass(frozen=True, slots=True)
class _Server:
    guild_id: int
    history: SignalHistory
    tuning: Params


async def _of_each_server(
    report: Callable[[_Server, int, Say], bool], settings: Settings, days: int, say: Say
) -> bool:
    results = [report(each, days, say) for each in await _histories(settings)]
    if not results:
        say("There are no signals yet. Let the bot run for some weeks, or import history first.")
    return any(results)


async def _histories(settings: Settings) -> list[_Server]:
    database = open_configured_database(settings)
    try:
        await database.check()
        async with database.read() as connection:
            guild_ids = await items.guilds(connection)
        only = settings.discord.guild_id
        wanted = [each for each in guild_ids if only in (None, each)]
        return [await _history(settings, database, each) for each in wanted]
    finally:
        await database.close()


async def _history(settings: Settings, database: Database, guild_id: int) -> _Server:
    rule = kind_weights(settings.activity.weights.model_dump())
    facts, _ = await SignalStore(database, rule).everything(guild_id)
    async with database.read() as connection:
        stored = await signals.of_guild(connection, guild_id, KINDS)
    columns = SignalColumns(stored.user, stored.item, stored.kind, stored.at)
    tuning = params_from_settings(settings.activity, settings.recommend)
    return _Server(guild_id, SignalHistory.of(facts, columns, rule), tuning)


def _evaluate(server: _Server, days: int, say: Say) -> bool:
    history, tuning = server.history, server.tuning
    nights = list(midnights(history, days))
    if not nights:
        return _too_little(server, 0, say)
    past = ReplayState.begin(history, [tuning, plain_cosine(tuning)], nights[0])
    mine, plain = past.indexes
    scores = replay_days(
        past,
        nights,
        {
            "Lyceum": ours(mine, tuning, DEEP),
            "newest first": newest(mine, DEEP),
            "popular of 3 days": popular(mine, history, DEEP),
            "plain cosine": ours(plain, plain.tuning, DEEP),
        },
        _progress(nights),
    )
    if len(scores["Lyceum"].members) < MIN_LISTS:
        return _too_little(server, len(scores["Lyceum"].members), say)
    say(_heading(server, nights, scores["Lyceum"]))
    say(f"{'':18}{'NDCG@10':>10}{'±':>8}{'Recall@20':>11}{'coverage':>10}{'novelty':>9}")
    alive = max(int(history.facts.alive.sum()), 1)
    for name, each in scores.items():
        ndcg = each.by_member(each.ndcg)
        recall, surprise = each.by_member(each.recall), each.by_member(each.surprise)
        say(
            f"{name:18}{mean(ndcg):10.4f}{standard_error(ndcg):8.4f}{mean(recall):11.4f}"
            f"{len(each.shown) / alive:10.1%}{mean(surprise):9.2f}"
        )
    return True


def _tune(server: _Server, days: int, say: Say) -> bool:
    history = server.history
    nights = list(midnights(history, 2 * days))
    half = len(nights) // 2
    tuning_nights, held_out = nights[:half], nights[half:]
    if not tuning_nights:
        return _too_little(server, 0, say)

    def report_round(number: int, value: float, tuning: Params) -> None:
        moved = _changed(server.tuning, tuning)
        sys.stderr.write(f"  round {number}: NDCG@10 {value:.4f} {moved}\n")

    found = search(history, tuning_nights, server.tuning, ROUNDS, report_round)
    past = ReplayState.begin(history, [server.tuning], held_out[0])
    systems = {
        "before": ours(past.indexes[0], server.tuning, DEEP),
        "after": ours(past.indexes[0], found, DEEP),
    }
    scores = replay_days(past, held_out, systems, _progress(held_out))
    before, after = (scores[name].by_member(scores[name].ndcg) for name in ("before", "after"))
    if len(scores["before"].members) < MIN_LISTS:
        return _too_little(server, len(scores["before"].members), say)
    gain = difference(after, before)
    say(_heading(server, held_out, scores["before"]) + " None of these days was used for tuning.")
    say(f"NDCG@10 before {mean(before):.4f}, after {mean(after):.4f}")
    say(f"gain {mean(gain):+.4f} ± {standard_error(gain):.4f} (standard error, member by member)")
    if not _changed(server.tuning, found):
        say("No settings did better than your current ones.")
    elif mean(gain) <= SURE * standard_error(gain):
        say("The gain may be chance: keep your current settings.")
    else:
        say("Put this into settings.toml:\n\n[recommend.weights]")
        say(_changed(server.tuning, found, "\n"))
    return True


def _changed(old: Params, new: Params, between: str = ", ") -> str:
    before = old.weights
    moved = {name: new.weights[name] for name in before if new.weights[name] != before[name]}
    return between.join(f"{name} = {weight:.4g}" for name, weight in moved.items())


def _heading(server: _Server, nights: Sequence[int], scores: Scores) -> str:
    members = len(set(scores.members))
    first, last = (
        np.datetime64(night, "s").astype("datetime64[D]") for night in (nights[0], nights[-1])
    )
    return (
        f"Server {server.guild_id}, {len(nights)} days from {first} to {last}: "
        f"{len(scores.members):,} daily lists of {members:,} members."
    )


def _too_little(server: _Server, count: int, say: Say) -> bool:
    say(
        f"Server {server.guild_id}: only {count} daily lists are available, but at least "
        f"{MIN_LISTS} are needed. Let the bot run longer, or import history."
    )
    return False


def _progress(nights: Sequence[int]) -> Callable[[int], None]:
    """Return a function that shows the progress by day, if stderr is a terminal."""

    def show(now: int) -> None:
        if sys.stderr.isatty():
            end = "\r" if now < nights[-1] else "\r\033[K"
            done = (now - nights[0]) // DAY + 1
            sys.stderr.write(f"day {done} of {len(nights)} …{end}")
            sys.stderr.flush()

    return show
