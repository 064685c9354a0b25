"""Middlewares of the REST API: the request log, and keys of requests in progress."""

import json

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.simulator.request_log import LoggedRequest, RequestLog
from bot.simulator.stripe.api.idempotency import Idempotency
from bot.simulator.stripe.api.server import respond
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.forms import decode
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.store import Value


def logging_middleware(log: RequestLog) -> Middleware:
    """Log each request with its response."""

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        await request.read()  # now, while the connection is open: a fault may take longer
        response = await handler(request)
        log.add(
            LoggedRequest(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                body=await _body(request),
                status=response.status,
                answer=_answer(response),
                headers=_headers(request),
            )
        )
        return response

    return note


def _headers(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name != "Authorization"}


async def _body(request: web.Request) -> Value:
    body = (await request.read()).decode(errors="replace")
    if not body or request.content_type != "application/x-www-form-urlencoded":
        return None
    try:
        return decode(body)
    except StripeError:
        return None


def _answer(response: web.StreamResponse) -> Value:
    if not isinstance(response, web.Response) or response.content_type != "application/json":
        return None
    return json.loads(response.text or "null")


def one_at_a_time(idempotency: Idempotency) -> Middleware:
    """Refuse a request whose key is in progress; a fault may delay the first one."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST":
            return await handler(request)
        try:
            idempotency.enter(key)
        except StripeError as error:
            return respond(error.status, {"error": error.error}, mint("req"))
        try:
            return await handler(request)
        finally:
            idempotency.leave(key)

    return guard
