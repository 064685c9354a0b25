"""Presses, payments, faults and kills in any order never sell a role twice to a member."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.checkout import Purchase
from tests.flow.conftest import ALICE, GUILD, Billing
from tests.flow.payments.lifecycle.scenario import BOB
from tests.flow.payments.switching.actions import add
from tests.flow.payments.test_two_pages import EXPIRE

SESSIONS = "/v1/checkout/sessions"
SEEDS = range(8)


@dataclass
class Payer:
    """One who presses whatever there is, for themselves or for a friend."""

    billing: Billing
    rng: random.Random
    prices: list[int]
    shown: list[str] = field(default_factory=list[str])  # the addresses of pages

    async def press(self) -> None:
        rng = self.rng
        gift = BOB if rng.random() < 0.2 else None
        seats = 3 if gift is None and rng.random() < 0.2 else 1
        plan, price = rng.choice([*(("Pro", each) for each in self.prices), ("Twin", None)])
        wanted = Purchase(GUILD, ALICE, plan, "en", price=price, seats=seats, recipient_id=gift)
        with suppress(UserError, RetryLaterError):
            self.shown.append((await self.billing.checkout.open(wanted)).url)

    async def press_and_be_killed(self) -> None:
        task = asyncio.create_task(self.press())
        for _ in range(self.rng.randrange(60)):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def pay(self) -> None:
        if self.shown:
            await self.billing.stripe.pay(self.rng.choice(self.shown))

    async def receive(self) -> None:
        await self.billing.receive()
        await self.billing.event_processor.process_due()

    async def close(self) -> None:
        await self.billing.pages.close_due()

    async def meet_fault(self) -> None:
        faults, path = self.billing.stripe.faults, self.rng.choice([SESSIONS, EXPIRE])
        plan = self.rng.choice([faults.lose_answer, faults.fail])
        plan("POST", path, times=self.rng.randrange(1, 4))

    async def meet_delay(self) -> None:
        path = self.rng.choice([SESSIONS, EXPIRE])
        self.billing.stripe.faults.delay(self.rng.random() / 20, "POST", path)


@pytest.mark.parametrize("seed", SEEDS)
async def test_nobody_pays_twice_for_a_role(billing: Billing, seed: int) -> None:
    await billing.sell(trial_days=14)
    await add(billing, "Pro", "25.00", "quarter", "EUR")
    plan = await add(billing, "Pro", "10.00", "month", "USD")
    await billing.sell(name="Twin", amount="11.00")  # the same role
    rng = random.Random(seed)  # noqa: S311 the same acts each time
    payer = Payer(billing, rng, [each.id for each in plan.prices])
    acts = [payer.press] * 3 + [payer.press_and_be_killed] * 2
    acts += [payer.close, payer.meet_fault, payer.meet_delay]
    for number in range(10):
        late = [payer.pay, payer.receive] if number > 5 else []
        chosen = [payer.rng.choice(acts + late) for _ in range(payer.rng.randrange(1, 6))]
        await asyncio.gather(*(act() for act in chosen))
    billing.stripe.faults.clear()
    for _ in range(6):
        await payer.press()
        await payer.pay()
    for url in payer.shown:
        await billing.stripe.pay(url)
    owners = [each["metadata"]["lyceum_member"] for each in billing.stripe.subscriptions.values()]
    assert sorted(owners) == sorted(set(owners))
    assert str(ALICE) in owners or str(BOB) in owners
