"""Test that strangers take no connections, log entries or errors of the HTTP endpoint."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.i18n import Translations
from bot.metrics import Metrics
from bot.payments.stripe.webhook_signature import StripeEvent
from bot.web.connection_limits import ConnectionLimits
from bot.web.server import WebServer
from tests.stripe_events import an_event, signed

SECRET = "whsec_strangers"
HALF = b"POST /stripe/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"


async def _closed(reader: asyncio.StreamReader) -> None:
    """Check that the other side ends a connection, in any way, without a response."""
    with suppress(ConnectionResetError):
        assert await asyncio.wait_for(reader.read(), 10) == b""


class Remembering:
    """Stores every event."""

    async def store(self, event: StripeEvent) -> bool:
        return True


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(
        "bot.web.server.ConnectionLimits", lambda: ConnectionLimits(limit=20, seconds=5)
    )

    async def readiness() -> list[str]:
        return []

    server = WebServer(
        receive=Remembering().store,
        secrets=(SECRET,),
        clock=SystemClock(),
        translations=Translations.load(),
        metrics=Metrics.new(),
        failing=readiness,
    )
    yield await server.start("127.0.0.1", 0)
    await server.close()


async def test_half_sent_requests_keep_nobody_out(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.callback(writer.close)
            writer.write(HALF)
            await writer.drain()
        raw = an_event("customer.subscription.updated")
        headers = {"Stripe-Signature": signed(raw, SECRET)}
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            for _ in range(5):
                async with http.post("/stripe/webhook", data=raw, headers=headers) as answer:
                    assert answer.status == 200
                async with http.get("/healthz") as answer:
                    assert answer.status == 200


async def test_a_connection_that_delivers_no_request_in_time_is_closed() -> None:
    connections = ConnectionLimits(limit=2, seconds=0.05)
    server = await asyncio.get_running_loop().create_server(
        lambda: connections.protocol(asyncio.Protocol), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"GET")
        await _closed(reader)
        writer.close()


async def test_a_request_under_way_is_not_cut_off_for_a_new_one() -> None:
    connections = ConnectionLimits(limit=1, seconds=60)
    made: list[asyncio.BaseTransport] = []

    class Served(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            made.append(transport)

    server = await asyncio.get_running_loop().create_server(
        lambda: connections.protocol(Served), "127.0.0.1", 0
    )
    async with server:
        address = server.sockets[0].getsockname()
        _, first = await asyncio.open_connection(*address)
        async with asyncio.timeout(10):
            while not made:  # noqa: ASYNC110 the next turn of the loop
                await asyncio.sleep(0)
        with connections.busy(made[0]):
            reader, second = await asyncio.open_connection(*address)
            await _closed(reader)
            assert not made[0].is_closing()
        second.close()
        first.close()


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"Content-Encoding: deflate\r\nContent-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n",
        b"Content-Length: 5\r\n\r\nhello",
    ],
)
async def test_what_cannot_be_read_is_refused_without_a_stack_or_its_words(
    port: int, body: bytes
) -> None:
    with capture_logs() as lines:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /stripe/webhook HTTP/1.1\r\nHost: x\r\n" + body)
        answer = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
    assert b" 400 " in answer
    assert not [line for line in lines if line["log_level"] == "error"]
    assert "hello" not in repr(lines)


async def test_many_refusals_of_one_kind_are_one_line(port: int) -> None:
    with capture_logs() as lines:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            for _ in range(50):
                async with http.post("/stripe/webhook", data=b"{}") as answer:
                    assert answer.status == 400
                    assert answer.headers["Server"] == "Lyceum"
    assert len([line for line in lines if line["event"] == "webhook.refused"]) == 1


async def test_a_sender_that_hangs_up_in_the_middle_is_no_fault_of_ours(
    port: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as lines:
        for _ in range(3):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HALF)
            await writer.drain()
            writer.transport.abort()
        url = f"http://127.0.0.1:{port}/healthz"
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            assert answer.status == 200
    assert not [line for line in lines if line["log_level"] == "error"]
    assert "Traceback" not in capfd.readouterr().err
