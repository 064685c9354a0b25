"""Tests that Stripe's events arrive, by creating and expiring a checkout page.

Stripe can't be asked to send a test event, but it sends real ones: the page's
`checkout.session.expired` is delivered exactly as those of paid pages are. The page has none of
our metadata, so that its event changes nothing here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.stripe.open_client import stripe_client
from bot.payments.stripe.transport import StripeTransport
from bot.settings import Settings
from data import inbox, plans
from data.engine import Database
from data.plans import Plan

CLOSED = "checkout.session.expired"
TIMEOUT_SECONDS = 30.0
LOOK_SECONDS = 0.25
ASK_SECONDS = 2.0  # between requests to Stripe if events are polled


@dataclass(frozen=True, slots=True)
class WebhookTestResult:
    """The result of a test. `seconds` until the event arrived; None: not in time."""

    seconds: float | None
    polled: bool


class WebhookTest:
    """Causes test events. `poll` fetches new events if there is no webhook."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        poll: Callable[[], Awaitable[object]],
        *,
        patience: float = TIMEOUT_SECONDS,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._poll = poll
        self._patience = patience

    async def run(self, guild_id: int) -> WebhookTestResult:
        """Cause a harmless event at Stripe, and wait until it arrives.

        Raises:
            UserError: If there is no plan for a checkout page.
            RetryLaterError: If Stripe can't be reached.
            PersonMustActError: If Stripe refuses.
        """
        plan = await self._any_plan(guild_id)
        since = self._clock.now()
        async with stripe_client(self._settings) as api:
            session_id = await _open_and_close(api, plan, self._settings.web.public_url)
        polled = self._settings.stripe.delivery == "poll"
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() - began < self._patience:
            if polled:
                await self._poll()
            if await self._has_arrived(session_id, since):
                return WebhookTestResult(loop.time() - began, polled)
            await asyncio.sleep(ASK_SECONDS if polled else LOOK_SECONDS)
        return WebhookTestResult(None, polled)

    async def last_arrival(self) -> datetime | None:
        """Return when the last event of any kind arrived."""
        async with self._database.read() as connection:
            return await inbox.newest_arrival(connection)

    async def _any_plan(self, guild_id: int) -> Plan:
        async with self._database.read() as connection:
            active = await plans.in_states(connection, ("active",))
        for plan in active:
            if plan.guild_id == guild_id and plan.price.price_id is not None:
                return plan
        raise UserError("setup-test-no-plan")

    async def _has_arrived(self, session_id: str, since: datetime) -> bool:
        async with self._database.read() as connection:
            return session_id in await inbox.arrived_objects(connection, CLOSED, since)


async def _open_and_close(transport: StripeTransport, plan: Plan, public_url: str) -> str:
    params = {
        "mode": "subscription" if plan.price.renews else "payment",
        "line_items": [{"price": plan.price.price_id, "quantity": 1}],
        "success_url": f"{public_url}/paid",
        "metadata": {"lyceum_test": "true"},
    }
    sessions = transport.client.v1.checkout.sessions
    async with transport.call():
        session = await sessions.create_async(cast("Any", params))
    async with transport.call():
        await sessions.expire_async(session.id)
    return session.id
