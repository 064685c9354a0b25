"""Test that each member has one customer, even if the response was lost."""

from datetime import timedelta

import pytest

from bot.errors import RetryLaterError
from bot.payments.checkout import Purchase
from tests.flow.conftest import ALICE, GUILD, Billing

MAKE = ("POST", "/v1/customers")


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=3)])
async def test_a_customer_whose_making_was_never_heard_of_is_found_again(
    billing: Billing, later: timedelta
) -> None:
    await billing.sell()
    await billing.sell(name="Other")
    billing.stripe.faults.lose_answer(*MAKE, times=3)  # the client's own retries as well
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    billing.clock.advance(later)
    billing.stripe.advance(later)
    await billing.checkout.open(Purchase(GUILD, ALICE, "Other", "en"))
    assert len(billing.stripe.customers) == 1


async def test_a_customer_made_before_stripe_broke_down_is_found_again(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer(*MAKE, times=1)
    billing.stripe.faults.fail(*MAKE, times=2, status=500)  # to the same request, tried again
    await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert len(billing.stripe.customers) == 1


async def test_a_customer_that_was_never_made_is_made_days_later(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.fail(*MAKE, times=3, status=503)
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await billing.buy(user=ALICE + 1)  # somebody else's is not taken for it
    billing.clock.advance(timedelta(days=3))
    billing.stripe.advance(timedelta(days=3))
    await billing.buy()
    assert len(billing.stripe.customers) == 2
