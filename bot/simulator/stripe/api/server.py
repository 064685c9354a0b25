"""Serves the REST API over HTTP: parses requests and sends responses."""

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.simulator.faults import Effect, Fault, Faults
from bot.simulator.stripe.account import API_VERSION, Account, Cause
from bot.simulator.stripe.api import (
    catalogue,
    customers,
    discounts,
    disputes,
    endpoints,
    events,
    invoices,
    items,
    merchant,
    payments,
    portal,
    previews,
    schedules,
    sessions,
    subscriptions,
)
from bot.simulator.stripe.api.expansion import expand
from bot.simulator.stripe.api.idempotency import Idempotency, Stored
from bot.simulator.stripe.api.keys import Keys, is_live
from bot.simulator.stripe.api.routing import ApiCall, ApiRoute
from bot.simulator.stripe.api.shortlists import ShortLists
from bot.simulator.stripe.api.throttle import Throttle, too_many
from bot.simulator.stripe.behaviour.passing_time import catch_up
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.forms import decode
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.parameters import read
from bot.simulator.stripe.store import Json, copied, shown

ROUTES: tuple[ApiRoute, ...] = (
    *catalogue.ROUTES,
    *customers.ROUTES,
    *sessions.ROUTES,
    *subscriptions.ROUTES,
    *items.ROUTES,
    *schedules.ROUTES,
    *previews.ROUTES,
    *invoices.ROUTES,
    *payments.ROUTES,
    *disputes.ROUTES,
    *discounts.ROUTES,
    *portal.ROUTES,
    *events.ROUTES,
    *endpoints.ROUTES,
    *merchant.ROUTES,
)
_FORM = "application/x-www-form-urlencoded"


class RestServer:
    """Serves `/v1/…`.

    Attributes:
        crashes: Faults inside Stripe: unlike network faults, their 500 is stored under the
            idempotency key and repeated.
        lists: Lists that are cut short.
    """

    def __init__(self, account: Account, keys: Keys, throttle: Throttle) -> None:
        self._account = account
        self._keys = keys
        self._throttle = throttle
        self.idempotency = Idempotency(account.clock)
        self.crashes = Faults()
        self.lists = ShortLists()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes for aiohttp; the one for unknown paths is last."""
        known = [web.route(route.method, route.path, self._handler(route)) for route in ROUTES]
        return [*known, web.route("*", "/v1/{rest:.*}", self._unrecognized)]

    def _handler(self, route: ApiRoute) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            request_id = mint("req")
            try:
                stored = await self._answer(route, request, request_id)
            except StripeError as error:
                return respond(error.status, {"error": error.error}, request_id, **error.headers)
            return _respond_stored(request, stored, request_id)

        return handle

    async def _unrecognized(self, request: web.Request) -> web.Response:
        request_id = mint("req")
        try:
            self._keys.check(request.headers.get("Authorization"))
        except StripeError as error:
            return respond(error.status, {"error": error.error}, request_id)
        message = (
            f"Unrecognized request URL ({request.method}: {request.path}). Please see "
            "https://stripe.com/docs or we can help at https://support.stripe.com/."
        )
        error = {"type": "invalid_request_error", "message": message}
        return respond(404, {"error": error}, request_id)

    async def _answer(self, route: ApiRoute, request: web.Request, request_id: str) -> Stored:
        key = self._keys.check(request.headers.get("Authorization"))
        account = self._account if self._fits(key) else self._account.other
        self._throttle.admit(f"{route.method} {route.path}")
        self._keys.permit(key, route.permission, self._account.id)
        _check_version(request)
        encoded = await _encoded(request)
        params = read(route.shape, decode(encoded))
        idempotency_key = _idempotency_key(request)
        fingerprint = (request.method, request.path, encoded)
        live = account.livemode
        if idempotency_key:
            repeated = self.idempotency.recall(idempotency_key, fingerprint, live=live)
            if repeated is not None:
                return repeated
        call = ApiCall(request.path, params, request.match_info.get("id", ""))
        status, answer = self._work(account, route, call, Cause(request_id, idempotency_key))
        stored = Stored(fingerprint, status, answer, request_id, self._account.clock.stamp())
        if idempotency_key:
            self.idempotency.remember(idempotency_key, stored, live=live)
        return stored

    def _fits(self, key: str) -> bool:
        return is_live(key) is self._account.livemode

    def _work(
        self, account: Account, route: ApiRoute, call: ApiCall, cause: Cause
    ) -> tuple[int, Json]:
        """Handle a request without an await, so that no other request sees it half done."""
        fault = self.crashes.claim(route.method, call.url)
        if fault is not None:
            return fault.status, fault_body(fault)
        catch_up(account)
        try:
            with account.caused_by(cause):
                answer = copied(route.answer(account, call))
            expand(account, answer, call.params.get("expand", []))
        except StripeError as error:
            return error.status, {"error": error.error}
        return 200, self.lists.shorten(call.url, shown(answer))


def respond(status: int, answer: Json, request_id: str, **headers: str) -> web.Response:
    """Return a response with the headers that all of Stripe's responses have."""
    if "error" in answer:
        url = f"https://dashboard.stripe.com/test/logs/{request_id}"
        answer = {"error": answer["error"] | {"request_log_url": url}}
    return web.Response(
        status=status,
        body=orjson.dumps(answer, option=orjson.OPT_INDENT_2),
        headers={"Request-Id": request_id, "Stripe-Version": API_VERSION} | headers,
        content_type="application/json",
    )


def _respond_stored(request: web.Request, stored: Stored, request_id: str) -> web.Response:
    headers: dict[str, str] = {}
    if key := _idempotency_key(request):
        headers = {"Idempotency-Key": key, "Original-Request": stored.request_id}
        if stored.request_id != request_id:
            headers["Idempotent-Replayed"] = "true"
    return respond(stored.status, stored.answer, request_id, **headers)


def _idempotency_key(request: web.Request) -> str | None:
    """Return the key of a POST; the other methods can be repeated anyway."""
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    if key is not None and len(key) > 255:  # noqa: PLR2004 - Stripe's documented limit
        raise StripeError("Idempotency keys can be at most 255 characters long.")
    return key


def _check_version(request: web.Request) -> None:
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise StripeError(
            f"Invalid Stripe API version: {version}. The simulator speaks {API_VERSION} only."
        )


async def _encoded(request: web.Request) -> str:
    if request.method != "POST":
        return request.url.raw_query_string
    body = (await request.read()).decode(errors="replace")
    if body and request.content_type != _FORM:
        raise StripeError(
            f"Invalid request (check that your POST content type is {_FORM}). If you have any "
            "questions, we can help at https://support.stripe.com/."
        )
    return body


def fault_body(fault: Fault) -> Json:
    """Return Stripe's error body for a failure of its own, or for too many requests."""
    if fault.body is not None:
        return fault.body
    if fault.effect is Effect.RATE_LIMIT or fault.status == 429:  # noqa: PLR2004 - HTTP status
        return {"error": too_many().error}
    message = "An unknown error occurred"
    return {"error": {"type": "api_error", "message": message}}


def refuse(fault: Fault) -> web.Response:
    """Return the response of a network fault."""
    return respond(fault.status, fault_body(fault), mint("req"))
