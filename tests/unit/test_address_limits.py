"""Addresses are taken from our own proxy alone, and limited one by one."""

import pytest
from aiohttp.test_utils import make_mocked_request
from aiohttp.web import Request

from bot import address_limits
from bot.address_limits import AddressLimits, address_of


def request_from(peer: str, forwarded: str = "") -> Request:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return make_mocked_request("GET", "/join", headers=headers).clone(remote=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("8.8.8.8", "203.0.113.9", "8.8.8.8"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
    ],
)
def test_the_proxy_names_the_address(peer: str, forwarded: str, address: str) -> None:
    assert address_of(request_from(peer, forwarded)) == address


def test_one_ipv6_network_counts_as_one_address() -> None:
    first, second, other = (
        address_of(request_from("::1", address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:3::1")
    )
    assert first == second != other


async def test_addresses_are_limited_one_by_one_and_forgotten_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(address_limits, "ADDRESSES", 2)
    limits = AddressLimits(2)
    assert [await limits.allows("a") for _ in range(3)] == [True, True, False]
    assert await limits.allows("b")
    assert not await limits.allows("a")
    assert await limits.allows("c")  # b was quiet longest, and is forgotten
    assert not await limits.allows("a")
    assert [await limits.allows("b") for _ in range(3)] == [True, True, False]
