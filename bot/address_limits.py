"""Limits requests to our pages by the address that they come from."""

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from math import ceil

from aiohttp import web
from aiolimiter import AsyncLimiter

ADDRESSES = 10_000  # known at once; the one that was quiet longest is forgotten first
PERIOD_SECONDS = 60.0
NETWORK_BITS = 64  # an IPv6 subscriber has at least such a network


class AddressLimits:
    """Allows each address a number of requests a minute."""

    def __init__(self, requests: int, seconds: float = PERIOD_SECONDS) -> None:
        self._requests = requests
        self._seconds = seconds
        self._limiters: OrderedDict[str, AsyncLimiter] = OrderedDict()

    @property
    def retry_seconds(self) -> int:
        """After how many seconds at most there is room for one more request."""
        return ceil(self._seconds / self._requests)

    async def allows(self, address: str) -> bool:
        """Count a request; return whether it is within the limit."""
        limiter = self._limiters.pop(address, None)
        limiter = limiter or AsyncLimiter(self._requests, self._seconds)
        self._limiters[address] = limiter
        if len(self._limiters) > ADDRESSES:
            self._limiters.popitem(last=False)
        if not limiter.has_capacity():
            return False
        await limiter.acquire()  # returns at once, because there is room
        return True


def address_of(request: web.Request) -> str:
    """Return the address of a request's sender, as our own proxy names it.

    Only the last entry of `X-Forwarded-For` is the proxy's; senders can write those before it.
    """
    peer = request.remote or ""
    try:
        behind_proxy = ip_address(peer).is_private
        entry = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = ip_address(entry if behind_proxy and entry else peer)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - NETWORK_BITS))
    return str(address)
