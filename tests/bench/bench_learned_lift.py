"""Does `/insights lift` show what learned weights are worth, within its interval?

Each seed is a server of its own: its past, the weekly fit, lists of both groups, and the figures of
staff. With the weights of the settings alone the same members are worth less.
"""

import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.recommend.experiment.analysis import LiftResult
from data.engine import open_database
from tests.bench.table import show
from tests.favourite_authors import FavouriteAuthors, Plan

pytestmark = pytest.mark.bench

SEEDS = 60
CASES = {
    "learned, 60 members": (Plan(), True),
    "learned, 200 members": (Plan(members=200), True),
    "defaults, 60 members": (Plan(), False),
    "learned, no favourites": (Plan(appetite=1, keenness=0.2), True),
}


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("case", CASES)
async def test_the_interval_holds_what_was_planted(
    sqlite_template: Path, tmp_path: Path, case: str
) -> None:
    plan, learns = CASES[case]
    began, counts, ratios = time.perf_counter(), Counter[str](), list[float]()
    for seed in range(1, SEEDS + 1):
        words, ratio = await outcome(
            sqlite_template, tmp_path, replace(plan, seed=seed), learns=learns
        )
        counts.update(words)
        ratios.append(ratio)
    seconds = (time.perf_counter() - began) / SEEDS
    answered = max(1, counts["answered"])
    parts = [f"{counts[word] / answered:.0%}" for word in ("held", "better", "worse")]
    show(
        f"{SEEDS} servers; intervals of 95 %",
        ["", "adopted", "true ratio", "answered", "held", "better", "worse", "s a seed"],
        [
            [
                case,
                f"{counts['adopted: better']}",
                f"{np.mean(ratios):.2f} ± {np.std(ratios):.2f}",
                f"{counts['answered']}",
                *parts,
                f"{seconds:.1f}",
            ]
        ],
    )


async def outcome(
    template: Path, folder: Path, plan: Plan, *, learns: bool
) -> tuple[Sequence[str], float]:
    """Return what the fit decided, whether the figures are true and what they claim; the truth."""
    path = folder / "lift.db"
    shutil.copy(template, path)
    database = open_database(f"sqlite+aiosqlite:///{path}")
    try:
        server = FavouriteAuthors(database, plan)
        await server.live_without_lists()
        decided = await server.learn() if learns else None
        result = (await server.live_with_lists()).result
    finally:
        await database.close()
        for left in folder.glob("lift.db*"):
            left.unlink()
    words = [decided or "not asked"]
    if isinstance(result, LiftResult) and result.conclusion != "thin":
        words += ["answered", result.conclusion]
        if result.ratio.low <= server.ratio <= result.ratio.high:
            words.append("held")
    return words, server.ratio
