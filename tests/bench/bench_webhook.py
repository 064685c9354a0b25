"""The money path: webhooks acknowledged per second, and from payment to role.

The acknowledging endpoint verifies and stores durably; beside it, in the same run, a bare aiohttp
handler that only verifies. Requests come from a process of their own, over loopback.
"""

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from statistics import median, quantiles

import aiohttp
import pytest
import stripe
from aiohttp import web

from bot.clock import SystemClock
from bot.i18n import Catalogue
from bot.metrics import Metrics
from bot.payments.postbox import Postbox
from bot.payments.verify import Event, verify
from bot.web import WebServer
from data import inbox
from data.engine import Database
from tests.bench.table import show
from tests.e2e.test_money import GRANT, pay, sell, subscribe
from tests.e2e.town import Town

pytestmark = pytest.mark.bench

SECRET = "whsec_bench"
REQUESTS, TURNS = 600, 3
AT_ONCE = (1, 16)


class Store(Postbox):
    """Stores as the intake does; what comes after storing is not what is measured."""

    async def receive(self, event: Event) -> bool:
        return await self.put(event)


async def bare(request: web.Request) -> web.Response:
    signature = request.headers["Stripe-Signature"]
    verify(await request.read(), signature, [SECRET], SystemClock().now())
    return web.json_response({"received": True})


@pytest.mark.timeout(300)
async def test_webhooks_acknowledged_per_second(database: Database) -> None:
    async with AsyncExitStack() as stack:
        ours = WebServer(
            receiver=Store(database, SystemClock()),
            secrets=[SECRET],
            clock=SystemClock(),
            catalogue=Catalogue.load(),
            metrics=Metrics.new(),
            failing=_nothing,
        )
        stack.push_async_callback(ours.close)
        our_port = await ours.start("127.0.0.1", 0)
        bare_port = await _serve_bare(stack)
        await _load(bare_port, "warm", 1, 50)
        rows = [
            row
            for at_once in AT_ONCE
            for row in await _compare(at_once, {"bare": bare_port, "ours": our_port})
        ]
    kind = database.url.get_backend_name()
    header = ["", "at once", "per second", "p50 ms", "p99 ms", "ratio"]
    show(f"Webhooks acknowledged, stored durably on {kind}", header, rows)
    async with database.read() as connection:
        stored = await inbox.backlog(connection, SystemClock().now())
        assert stored == len(AT_ONCE) * TURNS * REQUESTS


@pytest.mark.timeout(300)
async def test_from_payment_to_role(both_towns: Town) -> None:
    town = both_towns
    loop = asyncio.get_running_loop()
    seconds: list[float] = []
    async with town.app(), asyncio.timeout(240):
        await sell(town)
        for number in range(30):
            member = town.guild.join(f"member{number}")
            reply = await subscribe(town, member)
            began = loop.time()
            await pay(town, reply)
            await town.discord.requests.wait_for(*GRANT, times=number + 1)
            seconds.append(loop.time() - began)
    kind = town.database_url.split("+", maxsplit=1)[0]
    row = [f"{1000 * f(seconds):.0f}" for f in (min, median, max)]
    title = f"From pressing pay to the role call at Discord on {kind}, ms"
    show(title, ["", "min", "median", "max"], [["30 payments", *row]])


async def _compare(at_once: int, ports: dict[str, int]) -> list[list[str]]:
    """Send to each in turn, so that both see the machine in the same moods."""
    rates: dict[str, list[float]] = {name: [] for name in ports}
    waits: dict[str, list[float]] = {name: [] for name in ports}
    for turn in range(TURNS):
        for name, port in ports.items():
            rate, seconds = await _load(port, f"{at_once}.{turn}", at_once, REQUESTS)
            rates[name].append(rate)
            waits[name] += seconds
    base = median(rates["bare"])
    return [
        [
            name,
            str(at_once),
            f"{median(rates[name]):,.0f}",
            f"{1000 * median(waits[name]):.1f}",
            f"{1000 * quantiles(waits[name], n=100)[98]:.1f}",
            f"{median(rates[name]) / base:.2f}",
        ]
        for name in ports
    ]


async def _nothing() -> list[str]:
    return []


async def _serve_bare(stack: AsyncExitStack) -> int:
    app = web.Application()
    app.router.add_post("/stripe/webhook", bare)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner.addresses[0][1]


async def _load(port: int, prefix: str, at_once: int, count: int) -> tuple[float, list[float]]:
    """Send `count` signed events from a process of its own; return the rate and each wait."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.bench_webhook",
        str(port),
        prefix,
        str(at_once),
        str(count),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    rate, waits = json.loads(out)
    return rate, waits


async def _send(port: int, prefix: str, at_once: int, count: int) -> tuple[float, list[float]]:
    bodies = [_signed(f"evt_{prefix}_{number}") for number in range(count)]
    waits: list[float] = []

    async def sender(http: aiohttp.ClientSession) -> None:
        while bodies:
            body, signature = bodies.pop()
            began = time.perf_counter()
            headers = {"Stripe-Signature": signature}
            async with http.post(
                f"http://127.0.0.1:{port}/stripe/webhook", data=body, headers=headers
            ) as answer:
                assert answer.status == 200
                await answer.read()
            waits.append(time.perf_counter() - began)

    async with aiohttp.ClientSession() as http:
        began = time.perf_counter()
        await asyncio.gather(*(sender(http) for _ in range(at_once)))
        return count / (time.perf_counter() - began), waits


def _signed(event_id: str) -> tuple[str, str]:
    body = json.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": "customer.subscription.updated",
            "created": int(time.time()),
            "api_version": "2026-10-28.endive",
            "data": {"object": {"object": "subscription", "id": "sub_1", "padding": "x" * 3_000}},
        }
    )
    signature: str = stripe.WebhookSignature.generate_signature_header(  # pyright: ignore[reportUnknownMemberType] one untyped default
        body, SECRET
    )
    return body, signature


if __name__ == "__main__":
    result = asyncio.run(_send(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    json.dump(result, sys.stdout)
