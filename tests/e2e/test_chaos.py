"""Lyceum lives through months of random lives and faults on every line, and stays right."""

from tests.bench.table import show
from tests.e2e.chaos.run import Script, peopled, play
from tests.e2e.chaos.world import World
from tests.e2e.town import Town


def _report(world: World, script: Script) -> None:
    title = f"Chaos run {script} on {world.town.database_url.split(':')[0]}"
    show(title, ("what", "how often"), world.figures.rows())


async def test_a_short_chaos_leaves_nobody_wrong(town: Town) -> None:
    script = Script(members=40, seed=1, rounds=1, steps=4, kills=1)
    async with peopled(town, script) as world:
        await play(world, script)
        _report(world, script)
    assert not world.wrongs, "\n".join(world.wrongs)
