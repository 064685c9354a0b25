"""Opens a short-lived Stripe client for the command line and the doctor."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp

from bot.payments.stripe.client import StripeClient
from bot.settings import Settings


@asynccontextmanager
async def stripe_client(settings: Settings) -> AsyncGenerator[StripeClient]:
    """Open a client for the time of a `with` block."""
    async with aiohttp.ClientSession() as http:
        yield StripeClient(
            key=settings.stripe_api_key.get_secret_value(),
            api_base=settings.stripe.api_base,
            http=http,
            requests_per_second=settings.stripe.requests_per_second,
            tax=settings.tax,
        )
