"""The digest's clockwork in a test: plan it, let its time come, see that it was looked at."""

import asyncio
from datetime import timedelta

from bot.app import App
from bot.clock import ShiftedClock
from bot.simulator.discord import PlayedChannel
from tests.e2e.polling import eventually
from tests.e2e.sandbox import TICK_SECONDS, Sandbox
from tests.e2e.stored_rows import slots

LATE = timedelta(minutes=5)


async def plan_digest(sandbox: Sandbox, channel: PlayedChannel) -> None:
    """Let staff schedule a daily digest."""
    reply = await sandbox.guild.owner.slash(
        "digest schedule", in_=sandbox.staff, channel=channel, time="09:00"
    )
    assert reply.ephemeral
    assert "Next:" in reply.text


async def time_to_slot(sandbox: Sandbox, app: App, clock: ShiftedClock) -> timedelta:
    """Return how long it is until a while after the digest's next time."""
    promise = await app.services.digest_schedules.view(sandbox.guild.id)
    assert promise is not None
    return promise.next_times[0] - clock.now() + LATE


async def let_slot_come(sandbox: Sandbox, app: App, clock: ShiftedClock) -> None:
    """Let the digest's next time come."""
    clock.advance(await time_to_slot(sandbox, app, clock))


async def ended(sandbox: Sandbox, *states: str) -> None:
    """Wait until the digest's slots have come to these ends, oldest first."""

    async def same() -> bool:
        return await slots(sandbox) == list(states)

    await eventually(same, f"the slots did not end as {states}", 20)


async def came_round(app: App, times: int = 3) -> None:
    """Wait until the scheduler, with all it needs at hand, has come round some more times."""
    await eventually(lambda: app.connection.ready, "the client did not become ready")
    rounds = asyncio.Semaphore(0)

    async def count() -> None:
        rounds.release()

    app.services.scheduler.add_interval_job(TICK_SECONDS, "rounds", count)
    for _ in range(times):
        await rounds.acquire()
