"""Measure a personal digest to 50,000 members, with a kill -9 in the middle.

Lyceum is a process of its own, with no limit on its pace but the two cores that it shares with the
simulated Discord. Each member gets two requests: one opens their channel, one brings the digest.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.discord import text_of
from tests.bench.memory import peak
from tests.bench.table import show
from tests.e2e.bot_process import BotProcess
from tests.e2e.digest.many_members import counts, gather, received
from tests.e2e.sandbox import Sandbox
from tests.e2e.shifted_process import running_ahead

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

MEMBERS = int(os.environ.get("DIGEST_MEMBERS", "50000"))
TALKERS = int(os.environ.get("DIGEST_TALKERS", MEMBERS))  # who have a history; the rest reads
JUST_AFTER, SILENCE = timedelta(minutes=1), timedelta(minutes=2)
LOOKED = "GET", "/channels/*/messages"


class Meter:
    """Counts what Discord was asked and forgets it: all those messages would fill the memory."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._server = sandbox
        self.looked = self.busiest = 0

    async def watch(self) -> None:
        """Look every second, until cancelled."""
        while True:
            await asyncio.sleep(1)
            requests = self._server.discord.requests
            self.busiest = max(self.busiest, len(requests))
            self.looked += requests.count(*LOOKED)
            requests.clear()


async def test_a_digest_to_all_with_a_kill_in_the_middle(both_servers: Sandbox) -> None:
    sandbox = both_servers
    ahead = await gather(sandbox, MEMBERS, TALKERS) - datetime.now(UTC) + JUST_AFTER
    loop = asyncio.get_running_loop()
    async with _metered(sandbox) as meter:
        async with _running(sandbox, ahead) as process:
            began = loop.time()
            await _until(lambda: len(sandbox.discord.world.direct) > MEMBERS / 2)
            before, memory = loop.time() - began, peak(process.pid)
            process.kill()
            await process.wait()
        at_kill = received(sandbox)
        async with _running(sandbox, ahead + SILENCE) as process:
            began = loop.time()
            figures = await _over(sandbox)
            after, memory = loop.time() - began, max(memory, peak(process.pid))
            log = process.err
    kind = sandbox.database_url.split("+", maxsplit=1)[0]
    texts = [text_of(message) for message in sandbox.staff.messages]
    rows = [
        ("members / with a history of their own", f"{MEMBERS:,} / {TALKERS:,}"),
        ("had theirs at the kill", f"{at_kill[1]:,}"),
        ("seconds until the kill, the start included", f"{before:.0f}"),
        ("seconds from the restart to the end", f"{after:.0f}"),
        ("members a second, the starts included", f"{MEMBERS / (before + after):.0f}"),
        ("looked for after the restart", f"{meter.looked:,}"),
        ("messages sent at Discord (once / twice)", f"{received(sandbox)[1]:,} / {_more(sandbox)}"),
        ("peak memory of Lyceum, MiB", f"{memory:.0f}"),
        ("requests in the busiest second", f"{meter.busiest}"),
    ]
    show(f"A digest by direct message on {kind}", ["what", "figure"], rows)
    print(*texts, sep="\n")  # noqa: T201 what staff read
    assert "Traceback" not in log, log[-3000:]
    assert received(sandbox) == {1: MEMBERS}
    assert figures == {"sent": MEMBERS}


def _more(sandbox: Sandbox) -> int:
    return sum(count for times, count in received(sandbox).items() if times > 1)


@asynccontextmanager
async def _metered(sandbox: Sandbox) -> AsyncGenerator[Meter]:
    meter = Meter(sandbox)
    watch = asyncio.create_task(meter.watch())
    yield meter
    watch.cancel()


@asynccontextmanager
async def _running(sandbox: Sandbox, ahead: timedelta) -> AsyncGenerator[BotProcess]:
    pace = {"BOT__DIGEST__MESSAGES_PER_SECOND": "500"}
    async with running_ahead(sandbox, ahead, **pace) as process:
        yield process


async def _until(probe: Callable[[], bool]) -> None:
    while not probe():  # noqa: ASYNC110 many members change too often for a wake-up each time
        await asyncio.sleep(0.1)


async def _over(sandbox: Sandbox) -> dict[str, int]:
    found: dict[str, int] = {}
    while not found:
        await asyncio.sleep(0.5)
        found = await counts(sandbox)
    return found
