"""Run Lyceum as a process whose clock is ahead of the machine's."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot import log
from bot.app import running_app
from bot.clock import ShiftedClock
from bot.settings import Settings
from tests.e2e.bot_process import BotProcess, spawn
from tests.e2e.sandbox import SHORT_TICK_SECONDS, Sandbox


@asynccontextmanager
async def running_ahead(
    sandbox: Sandbox, by: timedelta, **environment: str
) -> AsyncGenerator[BotProcess]:
    """Run Lyceum with a clock that is ahead; it can be killed like `python bot.py`."""
    process = await spawn(
        str(by.total_seconds()),
        folder=sandbox.folder,
        environment=sandbox.environment(**environment),
        port=sandbox.port,
        launcher=Path(__file__),
    )
    try:
        yield process
    finally:
        await process.end()


async def _run(by: timedelta) -> None:
    settings = Settings()
    log.configure(settings)
    clock = ShiftedClock()
    clock.advance(by)
    async with running_app(
        settings, clock=clock, var=Path("var"), tick_seconds=SHORT_TICK_SECONDS
    ) as app:
        await app.connection.ended


if __name__ == "__main__":
    asyncio.run(_run(timedelta(seconds=float(sys.argv[1]))))
