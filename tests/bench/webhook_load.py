"""Send many signed webhooks over loopback from its own process.

The events are copies of one that the simulator made, laid out as Stripe does, under new ids.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.webhooks.signature import payload, sign

SECRET = "whsec_bench"


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: `count` events, at most `at_once` of them unanswered.

    `per_second` sets a steady pace, whatever the answers take; 0 sends as fast as they come.
    """

    port: int
    prefix: str
    at_once: int
    count: int
    per_second: float = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """How it went: events a second, and the seconds that each waited for its answer."""

    rate: float
    waits: list[float]


async def sample_event() -> dict[str, Any]:
    """Return Stripe's event of a new subscription, some 4 KB."""
    async with StripeSimulator() as stripe:
        await stripe.foreign_purchase()
        events: list[dict[str, Any]] = list(stripe.events.values())
    return next(event for event in events if event["type"] == "customer.subscription.created")


async def send(load: Load, event: dict[str, Any]) -> Sent:
    """Send from a process of its own, so that the server has its core to itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.webhook_load",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate(json.dumps([asdict(load), event]).encode())
    assert process.returncode == 0
    return Sent(**json.loads(out))


async def _send(load: Load, event: dict[str, Any]) -> Sent:
    mutated_events = [
        _signed(event | {"id": f"evt_{load.prefix}_{step}"}) for step in range(load.count)
    ]
    url = f"http://127.0.0.1:{load.port}/stripe/webhook"
    waits: list[float] = []
    due = iter(range(load.count))
    began = time.perf_counter()

    async def sender(http: aiohttp.ClientSession) -> None:
        for step in due:
            if load.per_second:
                await asyncio.sleep(began + step / load.per_second - time.perf_counter())
            body, signature = mutated_events[step]
            sent = time.perf_counter()
            headers = {"Stripe-Signature": signature}
            async with http.post(url, data=body, headers=headers) as answer:
                assert answer.status == 200
                await answer.read()
            waits.append(time.perf_counter() - sent)

    async with aiohttp.ClientSession() as http:
        await asyncio.gather(*(sender(http) for _ in range(load.at_once)))
    return Sent(load.count / (time.perf_counter() - began), waits)


def _signed(event: dict[str, Any]) -> tuple[bytes, str]:
    body = payload(event)
    return body, sign(body, [SECRET], int(time.time()))


def _main() -> None:
    load, event = json.load(sys.stdin)
    json.dump(asdict(asyncio.run(_send(Load(**load), event))), sys.stdout)


if __name__ == "__main__":
    _main()
