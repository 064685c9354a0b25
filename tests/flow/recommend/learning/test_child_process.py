"""Test a fit in its own process, from the database to the weights in use."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.recommend.learning.child_process import MODULE, FitFailedError, fit_in_child
from bot.recommend.learning.request import FitRequest
from bot.recommend.learning.weekly import WeeklyFit
from bot.settings import Settings
from data.engine import Database
from data.ranking_weights import StoredWeights
from tests.e2e.polling import eventually
from tests.flow.recommend.community import GUILD
from tests.flow.recommend.learning.planted_server import favourite_authors


def settings(url: str) -> Settings:
    return Settings.model_validate({"database": {"url": url}})


async def test_what_members_choose_by_is_learned_overnight(
    database: Database, database_url: str
) -> None:
    community = await favourite_authors(database)
    job = WeeklyFit(
        database,
        community.clock,
        lambda _: settings(database_url),
        community.weights,
        lambda: [GUILD],
        fit_in_child,
    )
    async with community.indexes.open(GUILD) as index_query:
        default = index_query.tuning.weights
    outcome = await job.run(GUILD, community.clock.now())
    assert (outcome.state, outcome.detail) == ("done", "adopted: better")
    async with community.indexes.open(GUILD) as index_query:
        learned = index_query.tuning.weights
    assert learned["author"] / learned["active"] > 2 * default["author"] / default["active"]


async def test_a_process_that_fails_says_why(tmp_path_factory: pytest.TempPathFactory) -> None:
    missing = tmp_path_factory.mktemp("empty") / "missing.db"
    request = FitRequest.of(
        settings(f"sqlite+aiosqlite:///{missing}"), StoredWeights(GUILD, 0, {}, None, None), 0
    )
    with pytest.raises(FitFailedError, match=r"exit code 1: .+"):
        await fit_in_child(request)


async def test_the_process_ends_with_the_task_that_waits_for_it(
    database: Database, database_url: str
) -> None:
    await favourite_authors(database)
    current = StoredWeights(GUILD, 0, {}, None, None)
    fitting = asyncio.create_task(fit_in_child(FitRequest.of(settings(database_url), current, 0)))
    child = await eventually(lambda: next(iter(children()), None), "no process was started")
    score = Path(f"/proc/{child}/oom_score_adj")
    await eventually(lambda: score.read_text(encoding="ascii").strip() == "1000", "it may stay")
    fitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fitting
    assert child not in children()


def children() -> set[int]:
    """Return the ids of the processes that fit for us."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return {
        int(pid) for pid in mine if MODULE.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    }
