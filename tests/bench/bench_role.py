"""Measure the time from payment to role, at a steady pace of payments.

Lyceum is a process of its own; both simulators share this one, and on two cores take theirs from
it. Measured is the time from pressing "pay" to Discord's answer to the role call, the checkout page
included, and what Lyceum's process computes for each payment. A payment makes several events, each
of which is looked up at Stripe: what the settings allow of such requests bounds the pace that can
be kept, and is part of each row.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from statistics import median, quantiles

import pytest

from bot.simulator.discord import Person, Reply
from tests.bench.table import show
from tests.e2e.payments.test_purchase import GRANT, pay, sell, subscribe
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

LIMIT = "BOT__STRIPE__REQUESTS_PER_SECOND"
USUAL, HIGHEST = "20", "100"  # by default, and the most that the settings take


@pytest.mark.parametrize(
    ("limit", "pace", "count"),
    [(USUAL, 2, 20), (HIGHEST, 20, 100), (HIGHEST, 50, 150), (USUAL, 50, 100)],
)
async def test_from_payment_to_role(
    both_servers: Sandbox, limit: str, pace: int, count: int
) -> None:
    sandbox = both_servers
    async with sandbox.process(**{LIMIT: HIGHEST}):
        await sell(sandbox)
        replies = await _shoppers(sandbox, "shopper", count)
    async with sandbox.process(**{LIMIT: limit}) as process:
        before = process.cpu_seconds
        waits = await _rush(sandbox, replies, pace)
        spent = 1000 * (process.cpu_seconds - before) / count
    kind = sandbox.database_url.split("+", maxsplit=1)[0]
    header = ["requests to Stripe", "pace", "payments", "p50 ms", "p99 ms", "max ms", "CPU ms"]
    row = [f"{limit} a second", f"{pace}/s", str(count), *_figures(waits), f"{spent:.1f}"]
    show(f"From pressing pay to the role call at Discord on {kind}", header, [row])


async def _shoppers(sandbox: Sandbox, prefix: str, count: int) -> dict[Person, Reply]:
    """Let members join and ask to pay."""
    members = [sandbox.guild.join(f"{prefix}x{number}") for number in range(count)]
    return {member: await subscribe(sandbox, member) for member in members}


async def _rush(sandbox: Sandbox, replies: dict[Person, Reply], pace: float) -> list[float]:
    """Let them pay at a pace; return the seconds until each has the role."""
    loop = asyncio.get_running_loop()
    began: dict[int, float] = {}

    async def press(member: Person, reply: Reply) -> None:
        began[member.id] = loop.time()
        await pay(sandbox, reply)

    async with _role_calls(sandbox) as ended, asyncio.TaskGroup() as presses:
        start = loop.time()
        for step, (member, reply) in enumerate(replies.items()):
            await asyncio.sleep(start + step / pace - loop.time())
            presses.create_task(press(member, reply))
        missing = "not everybody got the role"
        await eventually(lambda: len(ended) == len(replies), missing, 240)
    return [ended[member] - at for member, at in began.items()]


@asynccontextmanager
async def _role_calls(sandbox: Sandbox) -> AsyncGenerator[dict[int, float]]:
    """Note when Discord answered each member's role call."""
    requests, ended = sandbox.discord.requests, dict[int, float]()

    async def watch() -> None:
        seen = len(requests)
        while True:
            await requests.wait_for_more(seen)
            now = asyncio.get_running_loop().time()
            for entry in requests.since(seen):
                if entry.matches(*GRANT) and entry.status == 204:
                    ended.setdefault(int(entry.path.split("/")[-3]), now)
            seen = len(requests)

    watcher = asyncio.create_task(watch())
    yield ended
    watcher.cancel()


def _figures(waits: list[float]) -> list[str]:
    last = quantiles(waits, n=100, method="inclusive")[98]
    return [f"{1000 * seconds:,.0f}" for seconds in (median(waits), last, max(waits))]
