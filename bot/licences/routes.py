"""Answers programs: `/licence/activate`, `validate`, `deactivate` and `key`."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from aiohttp import web

from bot.address_limits import AddressLimits, address_of
from bot.licences.keys import MAX_KEY_LENGTH
from bot.licences.service import LicenceAnswer, LicenceService
from data.licences import Licence

REQUESTS_A_MINUTE = 1_200  # from one address, behind which many programs may be
GUESSES_A_MINUTE = 30  # keys that don't exist, from one address; others there go on
REQUESTS_OF_KEY = 60  # a minute, for one key
MAX_BODY_BYTES = 4096
MAX_DEVICE_LENGTH = 100
HEADERS = {"Cache-Control": "no-store"}

Act = Callable[[Licence, str], Awaitable[LicenceAnswer]]


class LicenceRoutes:
    """Answers in JSON, with a reason. Keys are never logged."""

    def __init__(self, service: LicenceService, requests: int = REQUESTS_A_MINUTE) -> None:
        """Allow each address a number of requests a minute."""
        self._service = service
        self._by_address = AddressLimits(requests)
        self._guesses = AddressLimits(min(requests, GUESSES_A_MINUTE))
        self._by_key = AddressLimits(REQUESTS_OF_KEY)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the routes."""
        service = self._service
        return [
            web.post("/licence/activate", self._answering(service.activate)),
            web.post("/licence/validate", self._answering(service.validate)),
            web.post("/licence/deactivate", self._answering(service.deactivate)),
            web.get("/licence/key", self._key),
        ]

    async def _key(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._service.public_key)

    def _answering(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            address = address_of(request)
            if not await self._by_address.allows(address):
                return _too_many(self._by_address)
            raw = await request.read()
            if len(raw) > MAX_BODY_BYTES:
                return _refusal(413, "too-large")
            asked = _read(raw)
            if asked is None:
                return _refusal(400, "malformed")
            key, device = asked
            licence = await self._service.find(key)
            if licence is None:
                if not await self._guesses.allows(address):
                    return _too_many(self._guesses)
                return _answer(LicenceAnswer("unknown"))
            if not await self._by_key.allows(str(licence.id)):
                return _too_many(self._by_key)
            return _answer(await act(licence, device))

        return answer


def _read(raw: bytes) -> tuple[str, str] | None:
    """Return the key and the device of a request; None if it is malformed."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    fields = cast("dict[str, Any]", body)
    key = _text(fields.get("key"), MAX_KEY_LENGTH)
    device = _text(fields.get("device"), MAX_DEVICE_LENGTH)
    return (key, device) if key and device else None


def _text(value: object, most: int) -> str | None:
    """Return a text that both databases can hold, without space around it."""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        return None
    return value.strip()


def _answer(found: LicenceAnswer) -> web.Response:
    body = {
        "valid": found.valid,
        "reason": found.reason,
        "devices": found.devices,
        "max_devices": found.max_devices,
        "token": found.token,
    }
    return web.json_response(body, headers=HEADERS)


def _too_many(limits: AddressLimits) -> web.Response:
    """Refuse a request that is over a limit, and say when there is room again."""
    return _refusal(429, "too-many-requests", {"Retry-After": str(limits.retry_seconds)})


def _refusal(status: int, reason: str, more: dict[str, str] | None = None) -> web.Response:
    body = {"valid": False, "reason": reason}
    return web.json_response(body, status=status, headers=HEADERS | (more or {}))
