"""Serve Stripe's webhook, health checks, metrics, and the pages after paying."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from html import escape

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import Clock
from bot.i18n import Translations
from bot.message_page import message_page_html
from bot.metrics import Metrics
from bot.payments.stripe.webhook_signature import InvalidSignatureError, StripeEvent, verify
from bot.web.connection_limits import ConnectionLimits

MAX_BODY_BYTES = 1024 * 1024  # bytes
MAX_ID_DIGITS = 20
QUIET_SECONDS = 60.0  # between two log entries about refusals of one kind
# aiohttp's own log entries about malformed requests hold a stranger's bytes, and a stack each.
_silent = logging.getLogger("aiohttp.strangers")
_silent.setLevel(logging.CRITICAL + 1)

_log = structlog.get_logger(__name__)

PageAfterStripe = Callable[[web.Request], Awaitable[str | None]]
Readiness = Callable[[], Awaitable[Sequence[str]]]
Receive = Callable[
    [StripeEvent], Awaitable[bool]
]  # stores an event durably; returns whether it was new


class WebServer:
    """Serves until closed. `failing` returns the names of the checks that failed.

    `further` are the routes of other features, and the handlers of those whose paths begin with one
    of `streamed` read the body themselves. `page_after_stripe` returns where a feature sends a
    browser that comes from Stripe's page. `clock` must be the machine's, because signatures are
    dated by real time.
    """

    def __init__(
        self,
        *,
        receive: Receive,
        secrets: Sequence[str],
        clock: Clock,
        translations: Translations,
        metrics: Metrics,
        failing: Readiness,
        further: Sequence[web.AbstractRouteDef] = (),
        streamed: Sequence[str] = (),
        page_after_stripe: PageAfterStripe | None = None,
    ) -> None:
        self._receive = receive
        self._secrets = secrets
        self._clock = clock
        self._translations = translations
        self._metrics = metrics
        self._failing = failing
        self._further = further
        self._streamed = tuple(streamed)
        self._page_after_stripe = page_after_stripe
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None
        self._connections = ConnectionLimits()
        self._refused: dict[str, int] = {}  # since the last log entry about each reason

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which matters if 0 was requested."""
        app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[self._answer])
        app.on_response_prepare.append(_without_version)
        app.add_routes(
            [
                web.post("/stripe/webhook", self._webhook),
                web.get("/healthz", self._health),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._numbers),
                web.get("/paid", self._paid),
                web.get("/cancelled", self._cancelled),
                *self._further,
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, logger=_silent, shutdown_timeout=10)
        await self._runner.setup()
        serve = self._runner.server
        assert serve is not None  # noqa: S101 it is set up
        self._server = await asyncio.get_running_loop().create_server(
            lambda: self._connections.protocol(serve), host, port
        )
        return self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening, then finish the requests being processed."""
        if self._server is not None:
            self._server.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Read the whole request, then keep its connection open until it is answered."""
        try:
            if not request.path.startswith(self._streamed):
                await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse("too-large", 413)
        except Exception as error:  # noqa: BLE001 not ours: cut off, or malformed
            _log.debug("web.unreadable", error=type(error).__name__)
            return self._refuse("unreadable", 400)
        with self._connections.busy(request.transport):
            try:
                return await handler(request)
            except web.HTTPException:
                raise
            except Exception:  # noqa: BLE001 logged here without a stranger's bytes
                _log.exception("web.failed", route=_route(request))
                return web.json_response({"error": "failed"}, status=500)

    async def _webhook(self, request: web.Request) -> web.Response:
        """Verify, store, respond. Processing follows later, from the inbox."""
        raw = await request.read()
        signature = request.headers.get("Stripe-Signature", "")
        try:
            event = verify(raw, signature, self._secrets, self._clock.now())
        except InvalidSignatureError as error:
            return self._refuse(error.reason, 400)
        try:
            new = await self._receive(event)
        except Exception:  # noqa: BLE001 whatever it was, only a 500 makes Stripe retry
            _log.exception("webhook.not_stored", event_id=event.id)
            return self._refuse("not-stored", 500)
        self._metrics.webhooks.labels("stored" if new else "duplicate").inc()
        return web.json_response({"received": True})

    def _refuse(self, reason: str, status: int) -> web.Response:
        """Refuse a request; log at most one entry a minute for each reason."""
        self._metrics.webhooks.labels(reason).inc()
        if reason in self._refused:
            self._refused[reason] += 1
        else:
            _log.warning("webhook.refused", reason=reason)
            self._refused[reason] = 0
            asyncio.get_running_loop().call_later(QUIET_SECONDS, self._sum_up, reason)
        return web.json_response({"error": reason}, status=status)

    def _sum_up(self, reason: str) -> None:
        count = self._refused.pop(reason)
        if count:
            _log.warning("webhook.refused", reason=reason, more=count)

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
        return await self._after_stripe(request, "web-paid")

    async def _cancelled(self, request: web.Request) -> web.Response:
        return await self._after_stripe(request, "web-cancelled")

    async def _after_stripe(self, request: web.Request, message: str) -> web.Response:
        url = None if self._page_after_stripe is None else await self._page_after_stripe(request)
        if url is not None:
            return web.Response(status=303, headers={"Location": url})
        return self._page(request, message)

    def _page(self, request: web.Request, message: str) -> web.Response:
        language = request.query.get("lang") or request.headers.get("Accept-Language")
        translate = self._translations.translator(language)
        link = _discord_link(request.query.get("guild", ""), request.query.get("channel", ""))
        body = (
            f"<p>{escape(translate.plain(f'{message}-text'))}</p>"
            f'<a class="button" href="{link}">{escape(translate("web-back"))}</a>'
        )
        title = translate.plain(f"{message}-title")
        html = message_page_html(translate.language, title, body)
        return web.Response(text=html, content_type="text/html")


def _route(request: web.Request) -> str:
    """Return the pattern of a request's path; the path may hold a token."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical


def _discord_link(guild: str, channel: str) -> str:
    """Return the address of a channel in Discord, of its server, or of one's DMs."""
    if not _is_id(guild):
        return "https://discord.com/channels/@me"
    place = f"/{channel}" if _is_id(channel) else ""
    return f"https://discord.com/channels/{guild}{place}"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_ID_DIGITS


async def _without_version(_: web.Request, response: web.StreamResponse) -> None:
    """Remove the server's version, so that strangers don't learn it."""
    response.headers["Server"] = "Lyceum"
