"""`python bot.py run` with a clock that the chaos run moves, and a planted defect.

Arguments: the file of the clock, and the name of a defect ("" for none).
"""

import asyncio
import sys
from pathlib import Path

from bot import log
from bot.app import running_app
from bot.settings import Settings
from tests.e2e.chaos.clock import SharedClock
from tests.e2e.chaos.defects import plant

TICK_SECONDS = 5.0  # no digest is due here


async def _run(clock: SharedClock) -> None:
    settings = Settings()
    log.configure(settings)
    async with running_app(
        settings, clock=clock, var=Path("var"), tick_seconds=TICK_SECONDS
    ) as app:
        await app.connection.ended


if __name__ == "__main__":
    if defect := sys.argv[2]:
        plant(defect)
    asyncio.run(_run(SharedClock(Path(sys.argv[1]), wrong=True)))
