"""Run a Stripe with a backlog of unreported events, in its own process.

Writes its address, and ends with its standard input.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.simulator.stripe import StripeSimulator

KEY = "sk_test_past"


@asynccontextmanager
async def past(events: int) -> AsyncGenerator[str]:
    """Run such a Stripe for the time of a `with` block; yield its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.event_backlog",
        str(events),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def _serve(events: int) -> None:
    async with StripeSimulator(api_key=KEY) as stripe:
        await stripe.foreign_purchase()
        (subscription,) = stripe.subscriptions.values()
        for _ in range(events - 1):  # one told that it began
            stripe.emit("customer.subscription.updated", subscription)
        print(stripe.api_base, flush=True)  # noqa: T201 the way to the test
        while await asyncio.to_thread(sys.stdin.readline):
            pass


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
