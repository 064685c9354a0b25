"""The command `bot.py evaluate`: measure the lists that history would have got."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.database import open_configured_database
from bot.recommend.evaluation.baselines import newest, ours, plain_cosine, popular
from bot.recommend.fitting.comparison import MIN_SEGMENT_MEMBERS
from bot.recommend.index.params import Params
from bot.recommend.learning.stored_history import read_history
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.replay.dataset import DAY, SignalHistory, midnights
from bot.recommend.replay.metrics import DEEP, Scores, mean, standard_error
from bot.recommend.replay.rolling import ReplayState, replay_days
from bot.settings import Settings
from data import items, ranking_weights
from data.engine import Database

MIN_LISTS = 100  # lists below which the figures are meaningless

Say = Callable[[str], None]


async def evaluate(settings: Settings, *, days: int, say: Say) -> bool:
    """Print the recommender's quality on history; return whether data was sufficient.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
    """
    return await _of_each_server(_evaluate, settings, days, say)


@dataclass(frozen=True, slots=True)
class _Server:
    guild_id: int
    history: SignalHistory
    params: Params
    default: Params


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
        return [await _read(settings, database, each) for each in wanted]
    finally:
        await database.close()


async def _read(settings: Settings, database: Database, guild_id: int) -> _Server:
    default = params_from_settings(settings.activity, settings.recommend)
    history = await read_history(database, guild_id, settings.activity)
    async with database.read() as reading:
        stored = await ranking_weights.find(reading, guild_id)
    params = default.with_weights(stored.weights, stored.version) if stored else default
    return _Server(guild_id, history, params, default)


def _evaluate(server: _Server, days: int, say: Say) -> bool:
    history, tuning = server.history, server.params
    nights = list(midnights(history, days))
    if not nights:
        return _too_little(server, 0, say)
    past = ReplayState.begin(history, [tuning, plain_cosine(tuning)], nights[0])
    mine, plain = past.indexes
    systems = {
        "Lyceum": ours(mine, tuning, DEEP),
        "newest first": newest(mine, DEEP),
        "popular of 3 days": popular(mine, history, DEEP),
        "plain cosine": ours(plain, plain.tuning, DEEP),
    }
    if tuning.weights_version:
        systems["default weights"] = ours(mine, server.default, DEEP)
    scores = replay_days(past, nights, systems, _progress(nights))
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
    _report_segments(scores, say)
    return True


def _report_segments(scores: Mapping[str, Scores], say: Say) -> None:
    """Print NDCG@10 by segment, of those with enough members."""
    ours = scores["Lyceum"].by_segment()
    names = [name for name, found in ours.items() if len(found) >= MIN_SEGMENT_MEMBERS]
    say("\n" + " " * 18 + "".join(f"{name:>16}" for name in names))
    for system, each in scores.items():
        values = each.by_segment()
        say(f"{system:18}" + "".join(f"{mean(values[name]):16.4f}" for name in names))
    say(f"{'members':18}" + "".join(f"{len(ours[name]):16,}" for name in names))


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
