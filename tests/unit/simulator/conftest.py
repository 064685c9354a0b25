"""Provide the simulated services, each with a real client on loopback."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from stripe import StripeClient

from bot.simulator.discord import DiscordSimulator
from bot.simulator.stripe import RetrySchedule, StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.discord_bot import Academy, found_academy
from tests.spec.stripe_actors import Receiver, Shop, client_for


@pytest.fixture
async def stripe() -> AsyncIterator[StripeSimulator]:
    quickly = RetrySchedule(first=0.01, longest=0.05)
    async with StripeSimulator("sk_test_0123456789abcdef", retry=quickly) as simulator:
        yield simulator


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(stripe: StripeSimulator, http: aiohttp.ClientSession) -> StripeClient:
    return client_for(stripe, http)


@pytest.fixture
def shop(client: StripeClient) -> Shop:
    return Shop(client)


@pytest.fixture
async def subscription(stripe: StripeSimulator, shop: Shop) -> Json:
    """One that has been paid for."""
    await stripe.pay((await shop.session())["url"])
    (bought,) = stripe.subscriptions.values()
    return bought


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as listening:
        yield listening


@pytest.fixture
async def academy() -> AsyncIterator[Academy]:
    async with DiscordSimulator() as simulator:
        yield found_academy(simulator)
