"""Schedule a digest, let its time come, and wait for the job."""

import asyncio
from datetime import timedelta

from bot.app import App
from bot.clock import ShiftedClock
from bot.simulator.discord import PlayedChannel
from tests.e2e.polling import eventually
from tests.e2e.sandbox import SHORT_TICK_SECONDS, Sandbox
from tests.e2e.stored_rows import slots

LATE = timedelta(minutes=5)


async def plan_digest(sandbox: Sandbox, channel: PlayedChannel) -> None:
    """Schedule a daily digest as staff."""
    reply = await sandbox.guild.owner.slash(
        "digest schedule", in_=sandbox.staff, channel=channel, time="09:00"
    )
    assert reply.ephemeral
    assert "Next:" in reply.text


async def time_to_slot(sandbox: Sandbox, app: App, clock: ShiftedClock) -> timedelta:
    """Return how long it is until some time after the digest's next slot."""
    promise = await app.services.digest.schedules.view(sandbox.guild.id)
    assert promise is not None
    return promise.next_times[0] - clock.now() + LATE


async def let_slot_come(sandbox: Sandbox, app: App, clock: ShiftedClock) -> None:
    """Move the clock past the digest's next slot."""
    clock.advance(await time_to_slot(sandbox, app, clock))


async def ended(sandbox: Sandbox, *states: str) -> None:
    """Wait until the digest's slots have these final states, oldest first."""

    async def same() -> bool:
        return await slots(sandbox) == list(states)

    await eventually(same, f"the slots did not end as {states}", 20)


async def last_ended(sandbox: Sandbox, state: str) -> None:
    """Wait until the digest's newest slot has this final state."""

    async def same() -> bool:
        return (await slots(sandbox))[-1:] == [state]

    await eventually(same, f"the newest slot did not end as {state}", 20)


async def came_round(app: App) -> None:
    """Wait until the scheduler, once it can work, has run three more times."""
    await eventually(lambda: app.connection.ready, "the client did not become ready")
    rounds = asyncio.Semaphore(0)

    async def count() -> None:
        rounds.release()

    app.services.deps.scheduler.add_interval_job(SHORT_TICK_SECONDS, "rounds", count)
    for _ in range(3):
        await rounds.acquire()
