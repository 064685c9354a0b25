"""Poll what sends no event when it changes: a process, a file, a library's cache."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeVar, cast

from bot.simulator.waiting import PATIENCE_SECONDS

T = TypeVar("T")

FIRST_WAIT, MAX_WAIT = 0.01, 0.1  # seconds


async def eventually(
    probe: Callable[[], T | None] | Callable[[], Awaitable[T | None]],
    missing: str | Callable[[], str],
    seconds: float = PATIENCE_SECONDS,
) -> T:
    """Poll until `probe` returns a true value, and return it; less often as time passes.

    Raises:
        TimeoutError: It returned nothing true in `seconds`; the message is `missing`.
    """
    loop = asyncio.get_running_loop()
    deadline, wait = loop.time() + seconds, FIRST_WAIT
    while loop.time() < deadline:
        found = probe()
        answer = cast("T | None", await found if isawaitable(found) else found)
        if answer:
            return answer
        await asyncio.sleep(wait)
        wait = min(wait * 1.5, MAX_WAIT)
    raise TimeoutError(missing if isinstance(missing, str) else missing())
