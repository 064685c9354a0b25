"""Answers programs: `/licence/activate`, `validate`, `deactivate` and `key`."""

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
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
RECENT_KEYS = 10_000
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
        self._answered = _RecentKeys()

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
            within = await self._by_address.allows(address)
            raw = await request.read()
            asked = _read(raw)
            if not within and (asked is None or asked[0] not in self._answered):
                return _too_many(self._by_address)
            if asked is None:
                large = len(raw) > MAX_BODY_BYTES
                return _refusal(413, "too-large") if large else _refusal(400, "malformed")
            return await self._answer(act, address, *asked)

        return answer

    async def _answer(self, act: Act, address: str, key: str, device: str) -> web.Response:
        licence = await self._service.find(key)
        if licence is None:
            if not await self._guesses.allows(address):
                return _too_many(self._guesses)
            return _json(LicenceAnswer("unknown"))
        self._answered.add(key)
        if not await self._by_key.allows(str(licence.id)):
            return _too_many(self._by_key)
        return _json(await act(licence, device))


class _RecentKeys:
    """The keys that were answered last; only a digest of each is held.

    They are answered although others flood us from the same address.
    """

    def __init__(self) -> None:
        self._digests: OrderedDict[bytes, None] = OrderedDict()

    def add(self, key: str) -> None:
        digest = _digest(key)
        self._digests[digest] = None
        self._digests.move_to_end(digest)
        if len(self._digests) > RECENT_KEYS:
            self._digests.popitem(last=False)

    def __contains__(self, key: str) -> bool:
        return _digest(key) in self._digests


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()


def _read(raw: bytes) -> tuple[str, str] | None:
    """Return the key and the device of a request; None if it can't be read."""
    if len(raw) > MAX_BODY_BYTES:
        return None
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


def _json(found: LicenceAnswer) -> web.Response:
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
