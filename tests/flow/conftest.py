"""The till: every use-case of money on a real database, with the real client on the simulator."""

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.clock import ShiftedClock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.checkout import CheckoutDesk, Purchase
from bot.payments.entitlements.recorder import Recorder
from bot.payments.entitlements.service import Keeper
from bot.payments.gifts.gift_codes import GiftDesk
from bot.payments.gifts.redemption import RedeemDesk
from bot.payments.inbox.object_sync import Observer
from bot.payments.inbox.processor import Intake
from bot.payments.notifications.outbox import Tidings
from bot.payments.plans import PlanDesk, PlanWish
from bot.payments.reconcile.catch_up import CatchUp
from bot.payments.reconcile.expiry import Timekeeper
from bot.payments.reconcile.reconciler import Comparison
from bot.payments.role_sync.queue import AccessTasks
from bot.payments.stripe.client import StripeApi
from bot.payments.stripe.server_time import StripeTime
from bot.payments.stripe.webhook_signature import read_event
from bot.scheduling.worker import Wake
from bot.simulator.stripe import StripeSimulator
from data import notices
from data.engine import Database
from data.notices import Notice
from data.plans import Plan

GUILD, STAFF, ALICE, ROLE = 10, 20, 30, 40
KEY = "sk_test_till"
GRACE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Till:
    """The use-cases, and the simulator behind them."""

    database: Database
    clock: ShiftedClock
    stripe: StripeSimulator
    api: StripeApi
    keeper: Keeper
    tasks: AccessTasks
    recorder: Recorder
    intake: Intake
    timekeeper: Timekeeper
    comparison: Comparison
    listener: CatchUp
    plans: PlanDesk
    checkout: CheckoutDesk
    gifts: GiftDesk
    redemption: RedeemDesk

    async def sell(self, **changes: Any) -> Plan:  # noqa: ANN401 the wish's own types
        """Put a plan on sale."""
        wish: dict[str, Any] = {
            "guild_id": GUILD,
            "actor_id": STAFF,
            "name": "Pro",
            "role_id": ROLE,
            "amount": "9.00",
            "currency": "EUR",
            "interval": "month",
        }
        return await self.plans.add(PlanWish(**(wish | changes)))

    async def buy(
        self,
        card: str = "success",
        *,
        plan: str = "Pro",
        user: int = ALICE,
        **wish: Any,  # noqa: ANN401 the purchase's own types
    ) -> str:
        """Subscribe and pay on the hosted page; return the session's id."""
        opened = await self.checkout.open(Purchase(GUILD, user, plan, "en", **wish))
        await self.stripe.pay(opened.url, card)
        return list(self.stripe.sessions)[-1]

    async def pass_time(self, time: timedelta) -> None:
        """Let time pass here and at Stripe. It answers now and then, and we know its time."""
        self.clock.advance(time)
        self.stripe.advance(time)
        with suppress(RetryLaterError, PersonMustActError):
            await self.api.hear_time()

    async def hear(self, events: Iterable[dict[str, Any]] | None = None) -> None:
        """Receive events as if by webhook (all of Stripe's, where none are named)."""
        for payload in list(self.stripe.events.values()) if events is None else events:
            await self.intake.receive(read_event(payload))

    async def settle(self) -> None:
        """Work off everything that is due."""
        while await self.intake.work() or await self.timekeeper.cancel():
            pass

    async def catch_up(self) -> None:
        """Hear all that Stripe told, and work it off, until it has no more to tell."""
        told = -1
        while told != len(self.stripe.events):
            told = len(self.stripe.events)
            await self.hear()
            await self.settle()

    async def states(self, user: int = ALICE) -> dict[str, str]:
        """Return the state of each of a member's entitlements, by its source."""
        standing = await self.keeper.standing(GUILD, user)
        return {right.source: right.state.value for right in standing.entitlements}

    async def roles(self, user: int = ALICE) -> frozenset[int]:
        """Return the roles a member should have."""
        return (await self.keeper.standing(GUILD, user)).wanted

    async def told(self) -> list[Notice]:
        """Return what waits to be told, and don't let it be told again."""
        async with self.database.write() as connection:
            waiting = await notices.claim(connection, self.clock.now(), timedelta(hours=1), 100)
            for notice in waiting:
                await notices.close(connection, notice.id, "sent")
        return waiting

    async def reasons(self, user: int = ALICE) -> list[str]:
        """Return the word behind each of a member's entitlements."""
        standing = await self.keeper.standing(GUILD, user)
        return [entitlement.reason for entitlement in standing.entitlements]


@pytest.fixture
async def till(database: Database) -> AsyncIterator[Till]:
    async with StripeSimulator(api_key=KEY) as stripe, aiohttp.ClientSession() as http:
        clock, wake = ShiftedClock(), Wake()
        time = StripeTime(clock, steady=lambda: clock.now().timestamp())
        api = StripeApi(
            key=KEY,
            api_base=stripe.api_base,
            http=http,
            requests_per_second=1000,
            time=time,
            busy_seconds=(),
        )
        keeper = Keeper(database, time, default_grace=GRACE, wake=wake)
        tasks = AccessTasks(database, clock, wake)
        recorder = Recorder(database, keeper, time)
        observer = Observer(database, api, recorder, time)
        tidings = Tidings(database, clock)
        intake = Intake(database, api, observer, clock, wake)
        comparison = Comparison(database, api, observer, tidings, time, wake)
        yield Till(
            database=database,
            clock=clock,
            stripe=stripe,
            api=api,
            keeper=keeper,
            tasks=tasks,
            recorder=recorder,
            intake=intake,
            comparison=comparison,
            listener=CatchUp(database, intake, comparison, tidings, time),
            timekeeper=Timekeeper(database, api, observer, recorder, time, wake),
            plans=PlanDesk(database, api, tasks, clock),
            checkout=CheckoutDesk(database, api, keeper, time, "https://lyceum.example"),
            gifts=GiftDesk(database, keeper, clock, default_grace=GRACE),
            redemption=RedeemDesk(database, keeper, recorder, api, wake, default_grace=GRACE),
        )
