"""Checks the product's own `replay` on the database that a run leaves behind."""

from sqlalchemy import select, update

from bot.discord.members_rest import fetch_members
from bot.payments.replay.command import replay
from data.engine import Database
from data.tables import entitlements
from tests.e2e.chaos.world import ChaosWorld

GRANTING = ("active", "grace")


async def disproved(world: ChaosWorld, database: Database) -> list[str]:
    """Replay twice: unchanged, and with one entitlement changed; return what is wrong.

    Lyceum must not run at that time, because it would repair the changed entitlement.
    """
    equal, output = await _replay(world)
    if not equal:
        return [f"the replay differs: {line}" for line in output]
    source = await _tamper(database)
    if source is None:
        return ["nobody holds a right that could be tampered with"]
    equal, output = await _replay(world)
    if equal or not any(source in line for line in output):
        return [f"the replay did not name the tampered right {source}: {output}"]
    return []


async def _replay(world: ChaosWorld) -> tuple[bool, list[str]]:
    output: list[str] = []
    settings = world.sandbox.settings()
    equal = await replay(settings, fetch_members(settings), say=output.append, clock=world.clock)
    return equal, output


async def _tamper(database: Database) -> str | None:
    """End one entitlement by hand, without Lyceum; return its source."""
    held = select(entitlements.c.source).where(entitlements.c.state.in_(GRANTING)).limit(1)
    async with database.write() as connection:
        source = await connection.scalar(held)
        await connection.execute(
            update(entitlements).where(entitlements.c.source == source).values(state="ended")
        )
    return source
