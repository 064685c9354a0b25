"""What happens between two statements or two requests of one press."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.grants import CompGrant, GrantService, RevokeRequest
from bot.scheduling.worker import WakeupEvent
from data import checkouts, stripe_customers
from data.checkouts import NewCheckout
from tests.flow.conftest import ALICE, GUILD, STAFF, Billing
from tests.flow.payments.test_two_pages import buying, sell_by_length

SESSIONS = "/v1/checkout/sessions"
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


class Between:
    """A connection beside which something happens after its first insertion."""

    def __init__(self, connection: Any, then: Callable[[], Awaitable[None]]) -> None:  # noqa: ANN401 any of its methods
        self._connection = connection
        self._then: Callable[[], Awaitable[None]] | None = then

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 as above
        return getattr(self._connection, name)

    async def execute(self, statement: Any, *of: Any) -> Any:  # noqa: ANN401 as above
        result = await self._connection.execute(statement, *of)
        if self._then is not None and str(statement).startswith("INSERT"):
            then, self._then = self._then, None
            await then()
        return result


@ON_POSTGRES
async def test_a_page_that_is_closed_while_it_is_in_the_way_is_replaced(billing: Billing) -> None:
    """At READ COMMITTED the next statement no longer finds it."""
    plan = await billing.sell()
    first = await billing.checkout.open(buying())
    now = billing.clock.now()
    new = NewCheckout(
        guild_id=GUILD,
        user_id=ALICE,
        plan_id=plan.id,
        price_id=plan.price.id,
        recipient_id=ALICE,
        gift="",
        quantity=1,
        language="en",
        created_at=now,
        expires_at=now + timedelta(hours=12),
    )

    async def close() -> None:
        async with billing.database.write() as other:
            await checkouts.close(other, [first.id])

    async with billing.database.write() as connection:
        begun = await checkouts.begin(Between(connection, close), new, now)  # type: ignore[arg-type]
    assert (begun.state, begun.id == first.id) == ("opening", False)


@ON_POSTGRES
async def test_a_customer_that_is_forgotten_while_it_is_in_the_way_is_wanted_again(
    billing: Billing,
) -> None:
    now = billing.clock.now()
    async with billing.database.write() as connection:
        await stripe_customers.want_customer(connection, GUILD, ALICE, now)
        await stripe_customers.set_customer(connection, GUILD, ALICE, "cus_gone")

    async def forget() -> None:
        async with billing.database.write() as other:
            await stripe_customers.forget_customer(other, "cus_gone")

    later = now + timedelta(seconds=1)
    async with billing.database.write() as connection:
        beside: Any = Between(connection, forget)
        assert await stripe_customers.want_customer(beside, GUILD, ALICE, later) > now


async def test_a_late_refusal_does_not_forget_the_customer_of_a_page_that_is_open(
    billing: Billing,
) -> None:
    """Two presses meet a deleted customer; the slower one learns of it last."""
    month, quarter, year = await sell_by_length(billing)
    await billing.checkout.open(buying(year))
    async with billing.database.read() as connection:
        old = await stripe_customers.customer_of(connection, GUILD, ALICE)
    await billing.stripe.delete_customer(old or "")
    slow_request = billing.stripe.faults.delay(0.3, "POST", SESSIONS, times=1)
    slow = asyncio.create_task(billing.checkout.open(buying(month)))
    await slow_request.wait_until_hit()
    await billing.checkout.open(buying(quarter))
    async with billing.database.read() as connection:
        new = await stripe_customers.customer_of(connection, GUILD, ALICE)
    with suppress(RetryLaterError, UserError):
        await slow
    async with billing.database.read() as connection:
        assert await stripe_customers.customer_of(connection, GUILD, ALICE) == new != old


async def test_the_trial_of_a_page_whose_answer_was_lost_is_not_given_later(
    billing: Billing,
) -> None:
    await billing.sell(trial_days=14)
    billing.stripe.faults.lose_answer("POST", SESSIONS, times=3)
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(buying())
    grants = GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())
    given = await grants.give(CompGrant(GUILD, STAFF, ALICE, "Pro", 5, "Try"))
    await billing.settle()
    await grants.revoke(RevokeRequest(GUILD, STAFF, ALICE, "Pro", "Over", [given.source]))
    opened = await billing.checkout.open(buying())
    assert opened.trial_days == 0
