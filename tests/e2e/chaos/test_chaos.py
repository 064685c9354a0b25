"""Test that roles stay correct through months of random actions and faults.

Short here. The long runs: `pytest tests/e2e/chaos/test_chaos.py -n 0 -s --chaos-members 200`
(and `--chaos-seed N` to play a run that failed again). `--chaos-acts all`, or some of
`tests.e2e.chaos.daily_actions.GROUPS` with commas, plays them beside the ordinary acts.
"""

import pytest

from tests.bench.table import show
from tests.e2e.chaos.daily_actions import GROUPS
from tests.e2e.chaos.defects import DEFECTS
from tests.e2e.chaos.runner import Script, peopled, play
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.sandbox import Sandbox

LONG_SECONDS = 3600  # far more than on an idle machine


@pytest.fixture
def members(request: pytest.FixtureRequest) -> int:
    count = int(request.config.getoption("--chaos-members") or 0)
    if not count:
        pytest.skip("a long run; ask for it with --chaos-members 200")
    return count


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--chaos-seed") or 1)


@pytest.fixture
def groups(request: pytest.FixtureRequest) -> frozenset[str]:
    asked = str(request.config.getoption("--chaos-acts") or "")
    names = GROUPS if asked == "all" else frozenset(filter(None, asked.split(",")))
    assert names <= GROUPS, f"there are {sorted(GROUPS)}"
    return names


async def _play(sandbox: Sandbox, script: Script, *, defect: str = "") -> ChaosWorld:
    """Play a script to its end, or to the first quiet point with an error; print the result."""
    async with peopled(sandbox, script, defect=defect) as world:
        try:
            await play(world, script)
        finally:
            kind = sandbox.database_url.split(":", maxsplit=1)[0]
            show(f"{script} on {kind}", ("what", "how often"), world.figures.rows())
            print(_wrongs(world, script))  # noqa: T201 now: pytest tells it only after all the others
        return world


def _wrongs(world: ChaosWorld, script: Script) -> str:
    return "\n".join([f"seed {script.seed}: {len(world.wrongs)} wrong", *world.wrongs])


@pytest.mark.timeout(300)  # ten seconds on an idle machine; none of its waits is as patient
async def test_after_a_short_chaos_nobody_is_wrong(
    sandbox: Sandbox, seed: int, groups: frozenset[str]
) -> None:
    script = Script(members=40, seed=seed, rounds=1, steps=4, kills=1, groups=groups)
    world = await _play(sandbox, script)
    assert not world.wrongs, _wrongs(world, script)
    assert world.figures.counts["kills"] >= 2
    assert world.figures.counts["roles given"] > 5


@pytest.mark.timeout(LONG_SECONDS)
async def test_after_months_of_chaos_nobody_is_wrong(
    members: int, seed: int, groups: frozenset[str], both_servers: Sandbox
) -> None:
    script = Script(
        members=members, seed=seed, rounds=12, steps=8, kills=2, groups=groups, absent_days=36
    )
    world = await _play(both_servers, script)
    assert not world.wrongs, _wrongs(world, script)
    assert world.figures.counts["kills"] >= 20


@pytest.mark.timeout(LONG_SECONDS)
@pytest.mark.parametrize("defect", sorted(DEFECTS))
async def test_a_planted_defect_is_found(
    members: int, seed: int, defect: str, sandbox: Sandbox
) -> None:
    script = Script(members=min(members, 100), seed=seed, rounds=8, steps=8, kills=1)
    world = await _play(sandbox, script, defect=defect)
    clue = DEFECTS[defect].clue
    assert any(clue in wrong for wrong in world.wrongs), f"nobody noticed: {defect}"
