"""Test that a repeated request creates nothing at Stripe a second time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from bot.errors import BusyError, RetryLaterError
from bot.payments.checkout import CheckoutService, OpenCheckout, Purchase
from bot.payments.plan_request import PlanChange, PlanRequest
from bot.payments.plans import PlanService
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing

CREATING = ("/v1/products", "/v1/prices", "/v1/customers", "/v1/checkout/sessions")
REQUEST = PlanRequest(GUILD, STAFF, "Pro", ROLE, "9.00", "EUR", "month")
ONE_EACH = Counter(dict.fromkeys(CREATING, 1))

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite
async def test_answers_that_are_lost_make_nothing_twice(billing: Billing) -> None:
    faults = [billing.stripe.faults.lose_answer("POST", path) for path in CREATING]
    await sell_and_open(billing)
    assert [fault.hits for fault in faults] == [1, 1, 1, 1]
    assert made(billing) == ONE_EACH


@sqlite
@pytest.mark.parametrize("path", CREATING)
async def test_a_busy_stripe_and_a_restart_make_nothing_twice(billing: Billing, path: str) -> None:
    fault = billing.stripe.faults.rate_limit(1, "POST", path)
    with pytest.raises(RetryLaterError):
        await sell_and_open(billing)
    await sell_and_open(billing)
    assert fault.hits == 1
    assert made(billing) == ONE_EACH


@sqlite
async def test_a_question_that_was_too_many_is_asked_again_in_a_moment(billing: Billing) -> None:
    billing.api.busy_seconds = (0.0, 0.0)
    fault = billing.stripe.faults.rate_limit(1, "GET", times=2)
    await billing.api.read_server_time()
    assert fault.hits == 2
    fault = billing.stripe.faults.rate_limit(1, "GET", times=None)
    with pytest.raises(BusyError):
        await billing.api.read_server_time()
    assert fault.hits == 3


@sqlite
@pytest.mark.parametrize("path", CREATING)
async def test_an_answer_lost_for_good_is_found_again_after_a_restart(
    billing: Billing, path: str
) -> None:
    """The work is done; what comes back is a gateway's 429, which nobody tries again by itself."""
    fault = billing.stripe.faults.lose_answer("POST", path, status=429)
    with pytest.raises(RetryLaterError):
        await sell_and_open(billing)
    first = made(billing)
    assert first[path] == 1
    again = await sell_and_open(billing)
    assert fault.hits == 1
    assert made(billing) == ONE_EACH
    assert again.url in [session["url"] for session in billing.stripe.sessions.values()]


@sqlite
@pytest.mark.parametrize("path", CREATING)
async def test_a_failure_that_stripe_remembers_does_not_bind_us_for_a_day(
    billing: Billing, path: str
) -> None:
    billing.stripe.crashes.fail("POST", path)
    opened = await sell_and_open(billing)
    assert opened.url
    assert made(billing) == ONE_EACH


@sqlite
async def test_a_price_is_changed_once_though_the_answer_is_lost(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer("POST", "/v1/prices", status=429)
    with pytest.raises(RetryLaterError):
        await reprice(billing)
    await reprice(billing)
    (sold,) = await billing.plans.on_sale(GUILD)
    assert sold.price.amount == 1200
    active = [price["unit_amount"] for price in billing.stripe.prices.values() if price["active"]]
    assert active == [1200]
    assert len(billing.stripe.prices) == 2


@sqlite
async def test_a_lost_answer_to_an_end_ends_it_once(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    (intent,) = billing.stripe.payment_intents
    billing.stripe.faults.lose_answer("DELETE", f"/v1/subscriptions/{subscription}", status=429)
    await billing.stripe.refund(intent)
    await billing.catch_up()
    assert billing.stripe.subscriptions[subscription]["status"] == "canceled"
    assert await billing.reasons() == ["refunded"]
    assert await billing.expiry.cancel_ended() == 0


@pytest.mark.parametrize("pause", [asyncio.sleep])  # the other's request has to end meanwhile
async def test_two_checkouts_at_once_make_one_customer(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Club")
    billing.stripe.faults.delay(0.1, "POST", "/v1/customers")
    plans = ("Pro", "Club", "Pro", "Club")
    await asyncio.gather(*(open_checkout(billing, plan) for plan in plans))
    assert len(billing.stripe.customers) == 1
    states = [each["status"] for each in billing.stripe.sessions.values()]
    assert states.count("open") == 1  # both plans give one role
    assert len({session["customer"] for session in billing.stripe.sessions.values()}) == 1


@sqlite
@pytest.mark.parametrize("status", [429, 500])
@pytest.mark.parametrize("ask", ["open", "look", "catch up", "compare"])
async def test_an_outage_is_told_as_such(billing: Billing, ask: str, status: int) -> None:
    await billing.sell()
    asks: dict[str, Callable[[], Awaitable[object]]] = {
        "open": lambda: open_checkout(billing, "Pro"),
        "look": lambda: billing.api.subscription("sub_1"),
        "catch up": billing.listener.run,
        "compare": billing.comparison.run,
    }
    billing.stripe.faults.fail(times=None, status=status)
    with pytest.raises(RetryLaterError):
        await asks[ask]()
    assert await billing.new_notices() == []  # nobody has to fix anything


async def sell_and_open(billing: Billing) -> OpenCheckout:
    """Go the whole way to a checkout page with desks that remember nothing, as after a restart."""
    service = PlanService(billing.database, billing.api, billing.tasks, billing.clock)
    if not await service.on_sale(GUILD):
        await service.add(REQUEST)
    return await open_checkout(billing, "Pro")


async def open_checkout(billing: Billing, plan: str) -> OpenCheckout:
    service = CheckoutService(
        billing.database,
        billing.api,
        billing.pages,
        billing.entitlement_service,
        billing.clock,
        "https://lyceum.example",
    )
    return await service.open(Purchase(GUILD, ALICE, plan, "en"))


async def reprice(billing: Billing) -> None:
    await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))


def made(billing: Billing) -> Counter[str]:
    """Count what there is at Stripe, by the path that makes it."""
    stripe = billing.stripe
    kinds = (stripe.products, stripe.prices, stripe.customers, stripe.sessions)
    return Counter({path: len(kind) for path, kind in zip(CREATING, kinds, strict=True) if kind})
