"""Fixtures: the payment services on a real database, with the simulated Stripe."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.clock import ShiftedClock
from bot.errors import PersonMustActError, RetryLaterError
from bot.guild_settings import GuildSettings
from bot.payments.checkout import CheckoutService, Purchase
from bot.payments.checkout_expiry import CheckoutPages
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.gifts.gift_codes import GiftCodeService
from bot.payments.gifts.redemption import RedemptionService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.processor import EventProcessor
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plan_request import PlanRequest
from bot.payments.plans import PlanService
from bot.payments.reconcile.catch_up import CatchUp
from bot.payments.reconcile.expiry import ExpiryWorker
from bot.payments.reconcile.reconciler import Reconciler
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.server_time import StripeTime
from bot.payments.stripe.transport import Pause
from bot.payments.stripe.webhook_signature import read_event
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from bot.simulator.stripe import StripeSimulator
from data import notices
from data.engine import Database
from data.notices import Notice
from data.plans import Plan

GUILD, STAFF, ALICE, ROLE = 10, 20, 30, 40
KEY = "sk_test_till"
GRACE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Billing:
    """The payment services, and the simulator behind them."""

    database: Database
    clock: ShiftedClock
    guild_settings: GuildSettings
    stripe: StripeSimulator
    api: StripeClient
    entitlement_service: EntitlementService
    tasks: RoleSyncQueue
    recorder: FactRecorder
    event_processor: EventProcessor
    expiry: ExpiryWorker
    comparison: Reconciler
    listener: CatchUp
    plans: PlanService
    checkout: CheckoutService
    pages: CheckoutPages
    gifts: GiftCodeService
    redemption: RedemptionService
    received: set[str] = field(default_factory=set[str])  # ids of events

    async def sell(self, **changes: Any) -> Plan:  # noqa: ANN401 the types of PlanRequest
        """Put a plan on sale."""
        options: dict[str, Any] = {
            "guild_id": GUILD,
            "actor_id": STAFF,
            "name": "Pro",
            "role_id": ROLE,
            "amount": "9.00",
            "currency": "EUR",
            "interval": "month",
        }
        return await self.plans.add(PlanRequest(**(options | changes)))

    async def buy(
        self,
        card: str = "success",
        *,
        plan: str = "Pro",
        user: int = ALICE,
        **options: Any,  # noqa: ANN401 the purchase's own types
    ) -> str:
        """Subscribe and pay on the hosted page; return the session's id."""
        opened = await self.checkout.open(Purchase(GUILD, user, plan, "en", **options))
        await self.stripe.pay(opened.url, card)
        return list(self.stripe.sessions)[-1]

    async def pass_time(self, time: timedelta) -> None:
        """Advance both clocks; Stripe is called now and then, so that its time is known."""
        self.clock.advance(time)
        self.stripe.advance(time)
        with suppress(RetryLaterError, PersonMustActError):
            await self.api.read_server_time()

    async def receive(self, events: Iterable[dict[str, Any]] | None = None) -> None:
        """Receive events as if by webhook: by default those of Stripe's that are new."""
        if events is None:
            events = [each for id_, each in self.stripe.events.items() if id_ not in self.received]
            self.received.update(event["id"] for event in events)
        stored = [self.event_processor.store(read_event(event)) for event in events]
        await asyncio.gather(*stored)

    async def settle(self) -> None:
        """Process everything that is due."""
        while (
            await self.event_processor.process_due()
            or await self.expiry.cancel_ended()
            or await self.pages.close_due()
        ):
            pass

    async def catch_up(self) -> None:
        """Receive and process all of Stripe's events, until there are no new ones."""
        event_count = -1
        while event_count != len(self.stripe.events):
            event_count = len(self.stripe.events)
            await self.receive()
            await self.settle()

    async def states(self, user: int = ALICE) -> dict[str, str]:
        """Return the state of each of a member's entitlements, by its source."""
        entitlements = await self.entitlement_service.load(GUILD, user)
        return {right.source: right.state.value for right in entitlements.entitlements}

    async def roles(self, user: int = ALICE) -> frozenset[int]:
        """Return the roles a member should have."""
        return (await self.entitlement_service.load(GUILD, user)).wanted

    async def new_notices(self) -> list[Notice]:
        """Return the waiting notices, and mark them as sent."""
        async with self.database.write() as connection:
            waiting = await notices.claim(connection, self.clock.now(), timedelta(hours=1), 100)
            for notice in waiting:
                await notices.close(connection, notice.id, "sent")
        return waiting

    async def reasons(self, user: int = ALICE) -> list[str]:
        """Return the reason of each of a member's entitlements."""
        entitlements = await self.entitlement_service.load(GUILD, user)
        return [entitlement.reason for entitlement in entitlements.entitlements]


@pytest.fixture
def pause() -> Pause:
    """How requests to Stripe wait before a retry: not at all, unless a test says otherwise."""
    return lambda _seconds: asyncio.sleep(0)


@pytest.fixture(scope="session")
def plain_settings() -> Settings:
    """The settings of a bot that sets nothing; reading them takes as long as a small test."""
    return Settings()


@pytest.fixture
async def billing(
    database: Database, pause: Pause, plain_settings: Settings
) -> AsyncIterator[Billing]:
    async with StripeSimulator(api_key=KEY) as stripe, aiohttp.ClientSession() as http:
        clock, wakeup = ShiftedClock(), WakeupEvent()
        time = StripeTime(clock, steady=lambda: clock.now().timestamp())
        api = StripeClient(
            key=KEY,
            api_base=stripe.api_base,
            http=http,
            requests_per_second=1000,
            time=time,
            busy_seconds=(),
            pause=pause,
        )
        guild_settings = GuildSettings(database, clock, plain_settings)

        entitlement_service = EntitlementService(
            database, time, default_grace=guild_settings.default_grace, wakeup=wakeup
        )
        guild_settings.follow("payments.grace_days", entitlement_service.recheck_default_grace)
        tasks = RoleSyncQueue(database, clock, wakeup)
        recorder = FactRecorder(database, entitlement_service, time)
        object_sync = ObjectSync(database, api, recorder, time)
        outbox = NotificationOutbox(database, clock)
        event_processor = EventProcessor(database, api, object_sync, clock, wakeup)
        comparison = Reconciler(database, api, object_sync, outbox, time, wakeup)
        pages = CheckoutPages(database, api, object_sync)
        yield Billing(
            database=database,
            clock=clock,
            guild_settings=guild_settings,
            stripe=stripe,
            api=api,
            entitlement_service=entitlement_service,
            tasks=tasks,
            recorder=recorder,
            event_processor=event_processor,
            comparison=comparison,
            listener=CatchUp(database, event_processor, comparison, outbox, time),
            expiry=ExpiryWorker(database, api, object_sync, recorder, time, wakeup),
            plans=PlanService(database, api, tasks, clock),
            checkout=CheckoutService(
                database,
                api,
                pages,
                entitlement_service,
                time,
                "https://lyceum.example",
                guild_settings.asks_terms,
            ),
            pages=pages,
            gifts=GiftCodeService(
                database, entitlement_service, clock, default_grace=guild_settings.default_grace
            ),
            redemption=RedemptionService(
                database,
                entitlement_service,
                recorder,
                api,
                wakeup,
                default_grace=guild_settings.default_grace,
            ),
        )
