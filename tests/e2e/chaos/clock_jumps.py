"""Lyceum's clock goes wrong while it is away, as after a change of the machine, and right again.

Nothing happens at Stripe meanwhile: whatever the wrong clock says, nobody's roles may change.
"""

import contextlib
from datetime import timedelta

from sqlalchemy import func, or_, select

from data.engine import Database
from data.tables import entitlements
from tests.e2e.chaos.inspection import wrong_members
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.polling import eventually

SECONDS = 8  # in which whatever it would do, it does: it is started anew, and its rounds are short
ERRORS = (
    timedelta(hours=8),
    timedelta(hours=-8),
    timedelta(days=40),
    timedelta(days=400),
    timedelta(days=-40),
)


async def jump(world: ChaosWorld, database: Database) -> None:
    """Start Lyceum with a wrong clock, look whom that hurts, and put the clock right."""
    error = world.dice.choice(ERRORS)
    await world.victim.kill()
    world.clock.err(error)
    await world.victim.start()

    async def done() -> bool:
        return bool(wrong_members(world)) or not await _due(world, database, error)

    with contextlib.suppress(TimeoutError):  # it may leave undone what a wrong clock calls due
        await eventually(done, "", SECONDS)
    world.wrongs += [f"clock wrong by {error}: {each}" for each in wrong_members(world)]
    world.figures.faults[f"clock wrong by {error}"] += 1
    await world.victim.kill()
    world.clock.err(timedelta())


async def _due(world: ChaosWorld, database: Database, error: timedelta) -> int:
    """Count what a clock with this error calls due."""
    due = or_(entitlements.c.to_cancel, entitlements.c.recheck_at <= world.now() + error)
    query = select(func.count()).select_from(entitlements).where(due)
    async with database.read() as connection:
        return await connection.scalar(query) or 0
