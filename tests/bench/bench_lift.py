"""Measure whether the interval of `/insights lift` holds a planted lift."""

import shutil
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.recommend.experiment.analysis import LiftResult
from data.engine import open_database
from tests.bench.table import show
from tests.planted_interests import START, Plan, PlantedServer

pytestmark = pytest.mark.bench

# What is planted, and how many seeds it gets.
PLANS = {
    "2000 members, taste 1.5 times": (Plan(2_000, 8, found=0.5, asks=0.5), 200),
    "2000 members, no effect": (Plan(2_000, 8, found=0.25, asks=0.5), 200),
    "300 members, taste 1.5 times": (Plan(300, 8, found=0.5), 400),
    "300 members, no effect": (Plan(300, 8, found=0.25), 400),
    "300 members, taste 0.75 times": (Plan(300, 8, found=0.125), 400),
    "300, hardly any engagement, none": (Plan(300, 8, found=0.25, keenness=0.03), 400),
    "300, half in control, 1.5 times": (Plan(300, 8, found=0.5, share=0.5), 400),
}
LOOK = START + timedelta(weeks=8, days=8)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", PLANS)
async def test_coverage_and_false_claims(sqlite_template: Path, tmp_path: Path, name: str) -> None:
    plan, seeds = PLANS[name]
    began, counts = time.perf_counter(), Counter[str]()
    for seed in range(1, seeds + 1):
        counts.update(await outcome(sqlite_template, tmp_path, replace(plan, seed=seed)))
        if seed % 50 == 0:
            seconds = (time.perf_counter() - began) / seed
            answered = max(1, counts["told"])
            parts = [f"{counts[word] / answered:.1%}" for word in ("held", "better", "worse")]
            show(
                f"{seed} times the true ratio was {plan.ratio:.2f}; intervals of 95 %",
                ["", "told", "held", "better", "worse", "s a seed"],
                [[name, f"{counts['told']}", *parts, f"{seconds:.2f}"]],
            )


async def outcome(template: Path, folder: Path, plan: Plan) -> list[str]:
    """Play one analysis plan; return whether there was an answer, a true one, and which claim."""
    path = folder / "lift.db"
    shutil.copy(template, path)
    database = open_database(f"sqlite+aiosqlite:///{path}")
    try:
        sandbox = PlantedServer(database, plan)
        await sandbox.live()
        result = (await sandbox.look(LOOK)).result
    finally:
        await database.close()
        for left in folder.glob("lift.db*"):
            left.unlink()
    if not isinstance(result, LiftResult) or result.conclusion == "thin":
        return []
    held = result.ratio.low <= plan.ratio <= result.ratio.high
    return ["told", result.conclusion, *(["held"] if held else [])]
