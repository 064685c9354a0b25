"""Serve some routes by our web server."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.clock import SystemClock
from bot.i18n import Translations
from bot.metrics import Metrics
from bot.payments.stripe.webhook_signature import StripeEvent
from bot.web.server import WebServer


@asynccontextmanager
async def serving(routes: Iterable[web.AbstractRouteDef]) -> AsyncGenerator[str]:
    """Yield the server's address."""

    async def unexpected(event: StripeEvent) -> bool:
        raise AssertionError(event.id)

    async def ready() -> list[str]:
        return []

    server = WebServer(
        receive=unexpected,
        secrets=("whsec_x",),
        clock=SystemClock(),
        translations=Translations.load(),
        metrics=Metrics.new(),
        failing=ready,
        further=list(routes),
    )
    port = await server.start("127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.close()
