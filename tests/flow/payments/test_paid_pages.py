"""A page that was paid counts at once, however late Stripe's event about it is."""

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.checkout import Purchase
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing
from tests.flow.payments.switching.actions import price
from tests.flow.payments.test_two_pages import EXPIRE, buying, interrupted, sell_by_length

ALREADY = "payments-already"


@pytest.mark.parametrize("again", ["quarter", "month"])
async def test_who_was_refused_beside_a_paid_page_is_refused_again(
    billing: Billing, again: str
) -> None:
    month, quarter, _ = await sell_by_length(billing)
    first = await billing.checkout.open(buying(month))
    assert (await billing.stripe.pay(first.url)).ok
    with pytest.raises(UserError, match="payments-already-paying"):
        await billing.checkout.open(buying(quarter))
    assert await billing.roles() == {ROLE}, "recorded without the event"
    with pytest.raises(UserError, match=ALREADY):
        await billing.checkout.open(buying(quarter if again == "quarter" else month))
    await billing.catch_up()
    assert len(billing.stripe.subscriptions) == 1


async def test_the_worker_records_a_page_that_it_finds_paid(billing: Billing) -> None:
    first, _ = await interrupted(billing)
    assert (await billing.stripe.pay(first)).ok
    assert await billing.pages.close_due() == 1
    assert await billing.roles() == {ROLE}
    with pytest.raises(UserError, match=ALREADY):
        await billing.checkout.open(buying((await price(billing, "Pro", 3)).id))


async def test_a_paid_page_stays_marked_until_its_payment_is_recorded(billing: Billing) -> None:
    month, quarter, _ = await sell_by_length(billing)
    first = await billing.checkout.open(buying(month))
    assert (await billing.stripe.pay(first.url)).ok
    billing.stripe.faults.fail("GET", "/v1/subscriptions/*", times=None)
    for _ in range(2):
        with pytest.raises(RetryLaterError):
            await billing.checkout.open(buying(quarter))
    billing.stripe.faults.clear()
    assert await billing.pages.close_due() == 1
    assert await billing.roles() == {ROLE}


async def test_a_failure_with_another_page_forgets_no_paid_one(billing: Billing) -> None:
    first, second_url = await interrupted(billing)
    assert (await billing.stripe.pay(first)).ok
    second, year = second_url.rsplit("/", 1)[-1], (await price(billing, "Pro", 12)).id
    billing.stripe.faults.fail("POST", EXPIRE.replace("*", second), times=3)
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(buying(year))
    with pytest.raises(UserError, match=ALREADY):
        await billing.checkout.open(buying(year))
    assert len(billing.stripe.subscriptions) == 1


async def test_a_second_code_is_not_sold_on_a_page_that_was_paid(billing: Billing) -> None:
    await billing.sell(interval="once", days=30)
    await billing.buy(as_code=True)
    again = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", as_code=True))
    assert (await billing.stripe.pay(again.url)).ok


async def test_a_page_that_the_owner_expired_is_not_shown(billing: Billing) -> None:
    await billing.sell()
    first = await billing.checkout.open(buying())
    await billing.stripe.expire(first.url.rsplit("/", 1)[-1])
    again = await billing.checkout.open(buying())
    assert (await billing.stripe.pay(again.url)).ok
