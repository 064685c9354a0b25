"""Test that a process attacked by strangers keeps serving Stripe and members."""

import asyncio
from contextlib import ExitStack, suppress
from itertools import cycle, islice

import aiohttp

from tests.e2e.sandbox import SECRET, Sandbox
from tests.stripe_events import an_event, signed

HALF_OPEN, HOSTILE, AT_ONCE = 300, 2_000, 100
POST = b"POST /stripe/webhook HTTP/1.1\r\nHost: x\r\n"
KINDS = (
    b"GET / HTTP/1.1\r\n\r\n\xff",
    b"\x16\x03\x01\x02\x00a greeting of TLS",
    POST + b"Content-Length: 2\r\n\r\n{}",
    POST + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
)
MAX_LOGGED_BYTES = 20_000  # bytes; a line for each would be ten times as many


async def send(port: int, raw: bytes) -> None:
    """Send what is not a request, and read any response."""
    with suppress(OSError):  # a TimeoutError is one
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw)
        await asyncio.wait_for(reader.read(200), 5)
        writer.close()


async def answers(sandbox: Sandbox) -> list[int]:
    """Return how a webhook of Stripe's and a health check are answered."""
    raw = an_event("customer.subscription.updated")
    headers = {"Stripe-Signature": signed(raw, SECRET)}
    async with aiohttp.ClientSession(sandbox.public_url) as http:
        async with http.post("/stripe/webhook", data=raw, headers=headers) as webhook:
            pass
        async with http.get("/healthz") as health:
            return [webhook.status, health.status]


async def test_strangers_keep_nobody_out_and_fill_no_log(sandbox: Sandbox) -> None:
    alice = sandbox.guild.join("alice")
    async with sandbox.process() as bot:
        await sandbox.guild.owner.slash(
            "plan add",
            name="Pro",
            role=sandbox.pro,
            amount="9.00",
            currency="EUR",
            interval="month",
            in_=sandbox.staff,
        )
        before = len(bot.err.encode())
        with ExitStack() as stack:
            for _ in range(HALF_OPEN):
                _, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
                stack.callback(writer.close)
                writer.write(POST + b"Content-Length: 1000\r\n\r\n{")
            for _ in range(5):
                assert await answers(sandbox) == [200, 200]
            assert "€9.00 a month" in (await alice.slash("subscribe", plan="Pro")).text
        hostile = islice(cycle(KINDS), HOSTILE)
        while some := list(islice(hostile, AT_ONCE)):
            await asyncio.gather(*(send(sandbox.port, raw) for raw in some))
        assert await answers(sandbox) == [200, 200]
        logged = bot.err.encode()[before:]
    assert len(logged) < MAX_LOGGED_BYTES, len(logged)
    assert b"Traceback" not in logged
    assert b"greeting" not in logged
