"""One customer at Stripe for each member, whatever became of the answer that told of it."""

from datetime import timedelta

import pytest

from bot.errors import RetryLaterError
from bot.payments.checkout import Purchase
from tests.flow.conftest import ALICE, GUILD, Billing

MAKE = ("POST", "/v1/customers")


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=3)])
async def test_a_customer_whose_making_was_never_heard_of_is_found_again(
    till: Billing, later: timedelta
) -> None:
    await till.sell()
    await till.sell(name="Other")
    till.stripe.faults.lose_answer(*MAKE, times=3)  # the client's own retries as well
    with pytest.raises(RetryLaterError):
        await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    till.clock.advance(later)
    till.stripe.advance(later)
    await till.checkout.open(Purchase(GUILD, ALICE, "Other", "en"))
    assert len(till.stripe.customers) == 1


async def test_a_customer_made_before_stripe_broke_down_is_found_again(till: Billing) -> None:
    await till.sell()
    till.stripe.faults.lose_answer(*MAKE, times=1)
    till.stripe.faults.fail(*MAKE, times=2, status=500)  # to the same request, tried again
    await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert len(till.stripe.customers) == 1


async def test_a_customer_that_was_never_made_is_made_days_later(till: Billing) -> None:
    await till.sell()
    till.stripe.faults.fail(*MAKE, times=3, status=503)
    with pytest.raises(RetryLaterError):
        await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await till.buy(user=ALICE + 1)  # somebody else's is not taken for it
    till.clock.advance(timedelta(days=3))
    till.stripe.advance(timedelta(days=3))
    await till.buy()
    assert len(till.stripe.customers) == 2
