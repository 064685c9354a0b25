"""HTTP responses with Discord's headers."""

import json
import math
import time
from http import HTTPStatus

from aiohttp import web

from bot.simulator.discord.rest.call import RestAnswer
from bot.simulator.discord.state.records import Json
from bot.simulator.faults import Effect, Fault

_LIMIT = 1000  # requests per bucket and second: high, because tests plan faults for 429


def respond(answer: RestAnswer, bucket: str) -> web.Response:
    """Return a normal response, also for an error."""
    headers = {
        "Via": "1.1 simulator",
        "X-RateLimit-Bucket": bucket,
        "X-RateLimit-Limit": str(_LIMIT),
        "X-RateLimit-Remaining": str(_LIMIT - 1),
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
    }
    return _response(answer, headers)


def faulty(fault: Fault) -> web.Response:
    """Return the response of a planned failure or rate limit."""
    if fault.effect is not Effect.RATE_LIMIT:
        text = f"{fault.status}: {HTTPStatus(fault.status).phrase}"
        body = fault.body or {"message": text, "code": 0}
        return _response(RestAnswer(fault.status, body), {"Via": "1.1 simulator"})
    is_global = fault.scope == "global"
    headers = {
        "Via": "1.1 simulator",
        "Retry-After": str(math.ceil(fault.seconds)),
        "X-RateLimit-Limit": str(_LIMIT),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": f"{time.time() + fault.seconds:.3f}",
        "X-RateLimit-Reset-After": f"{fault.seconds:.3f}",
        "X-RateLimit-Scope": fault.scope,
    }
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    body: Json = {
        "message": "You are being rate limited.",
        "retry_after": fault.seconds,
        "global": is_global,
    }
    return _response(RestAnswer(429, body), headers)


def _response(answer: RestAnswer, headers: dict[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    # Content-Type without a charset, because clients compare it with "application/json" exactly.
    headers["Content-Type"] = "application/json"
    body = json.dumps(answer.body, separators=(",", ":")).encode()
    return web.Response(status=answer.status, body=body, headers=headers)
