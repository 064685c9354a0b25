"""Our own HTTP endpoint: Stripe's webhook, health, metrics, and the pages after paying."""

from collections.abc import Awaitable, Callable, Sequence
from html import escape
from typing import Protocol

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.i18n import Catalogue
from bot.metrics import Metrics
from bot.payments.verify import Event, NotFromStripeError, verify

LARGEST_BODY = 1024 * 1024  # bytes

_log = structlog.get_logger(__name__)

Readiness = Callable[[], Awaitable[Sequence[str]]]


class Receiver(Protocol):
    """Where a believed event is stored."""

    async def receive(self, event: Event) -> bool:
        """Store an event for good; return whether it was new."""
        ...


class WebServer:
    """Serves until closed. `failing` returns the names of checks that are not in order.

    `clock` must be the machine's: the age of a signature is a matter of the wire.
    """

    def __init__(
        self,
        *,
        receiver: Receiver,
        secrets: Sequence[str],
        clock: Clock,
        catalogue: Catalogue,
        metrics: Metrics,
        failing: Readiness,
    ) -> None:
        self._receiver = receiver
        self._secrets = secrets
        self._clock = clock
        self._catalogue = catalogue
        self._metrics = metrics
        self._failing = failing
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which matters where 0 was asked for."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(
            [
                web.post("/stripe/webhook", self._webhook),
                web.get("/healthz", self._health),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._numbers),
                web.get("/paid", self._paid),
                web.get("/cancelled", self._cancelled),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return self._runner.addresses[0][1]

    async def close(self) -> None:
        """Finish the requests under way, then stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _webhook(self, request: web.Request) -> web.Response:
        """Believe, store, answer. The work comes later, from the store."""
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse("too-large", 413)
        signature = request.headers.get("Stripe-Signature", "")
        try:
            event = verify(raw, signature, self._secrets, self._clock.now())
        except NotFromStripeError as error:
            return self._refuse(error.reason, 400)
        try:
            new = await self._receiver.receive(event)
        except Exception:  # noqa: BLE001 whatever it was, only a 500 makes Stripe try again
            _log.exception("webhook.not_stored", event_id=event.id)
            return self._refuse("not-stored", 500)
        self._metrics.webhooks.labels("stored" if new else "duplicate").inc()
        return web.json_response({"received": True})

    def _refuse(self, reason: str, status: int) -> web.Response:
        _log.warning("webhook.refused", reason=reason)
        self._metrics.webhooks.labels(reason).inc()
        return web.json_response({"error": reason}, status=status)

    async def _health(self, request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, request: web.Request) -> web.Response:
        failing = await self._failing()
        return web.json_response(
            {"ready": not failing, "failing": list(failing)}, status=503 if failing else 200
        )

    async def _numbers(self, request: web.Request) -> web.Response:
        return web.Response(
            body=self._metrics.render(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    async def _paid(self, request: web.Request) -> web.Response:
        return self._page(request, "web-paid")

    async def _cancelled(self, request: web.Request) -> web.Response:
        return self._page(request, "web-cancelled")

    def _page(self, request: web.Request, message: str) -> web.Response:
        language = request.query.get("lang") or request.headers.get("Accept-Language")
        words = self._catalogue.words(language)
        html = PAGE.format(
            language=escape(words.language),
            title=escape(words(f"{message}-title")),
            text=escape(words(f"{message}-text")),
        )
        return web.Response(text=html, content_type="text/html")


PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ font: 1.1rem/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif;
         background: #f4f6f4; color: #1d2b24; display: grid; place-items: center;
         min-height: 100vh; margin: 0; }}
  main {{ background: #fff; padding: 2.5rem 3rem; border-radius: 1rem; max-width: 26rem;
         box-shadow: 0 1px 6px #0001; }}
  h1 {{ font-size: 1.5rem; margin: 0 0 .5rem; color: #2f6347; }}
  p {{ margin: 0; }}
</style>
<main><h1>{title}</h1><p>{text}</p></main>
</html>
"""
