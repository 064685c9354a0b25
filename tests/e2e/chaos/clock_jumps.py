"""Makes Lyceum's clock wrong while it is down, as after a move to another machine.

Nothing happens at Stripe in that time: whatever the wrong clock says, no roles may change.
"""

import contextlib
from datetime import timedelta

from sqlalchemy import func, or_, select

from data.engine import Database
from data.tables import entitlements
from tests.e2e.chaos.inspection import wrong_members
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.polling import eventually

SECONDS = 8  # in which it does all that it would do: it is restarted, and its intervals are short
ERRORS = (
    timedelta(hours=8),
    timedelta(hours=-8),
    timedelta(days=40),
    timedelta(days=400),
    timedelta(days=-40),
)


async def jump(world: ChaosWorld, database: Database) -> None:
    """Start Lyceum with a wrong clock, check whom that affects, and correct the clock."""
    error = world.rng.choice(ERRORS)
    await world.bot_under_test.kill()
    world.clock.err(error)
    await world.bot_under_test.start()

    async def done() -> bool:
        return bool(await wrong_members(world, database)) or not await _due(world, database, error)

    with contextlib.suppress(TimeoutError):  # what is due only by the wrong clock may stay undone
        await eventually(done, "", SECONDS)
    wrong = await wrong_members(world, database)
    world.wrongs += [f"clock wrong by {error}: {each}" for each in wrong]
    world.figures.faults[f"clock wrong by {error}"] += 1
    await world.bot_under_test.kill()
    world.clock.err(timedelta())


async def _due(world: ChaosWorld, database: Database, error: timedelta) -> int:
    """Count what is due by a clock with this error."""
    due = or_(entitlements.c.to_cancel, entitlements.c.recheck_at <= world.now() + error)
    query = select(func.count()).select_from(entitlements).where(due)
    async with database.read() as connection:
        return await connection.scalar(query) or 0
