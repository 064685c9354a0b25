"""A move closes the pages on which the new account could pay for what it then has."""

import pytest

from bot.payments.checkout import Purchase
from tests.flow.conftest import GUILD, ROLE, Billing
from tests.flow.payments.lifecycle.scenario import BOB, CAROL
from tests.flow.payments.moving.test_moving import Mover


@pytest.fixture(autouse=True)
async def paid(billing: Billing) -> None:
    """Let Alice pay for a plan."""
    await billing.sell()
    await billing.buy()
    await billing.catch_up()


async def test_the_page_of_another_plan_of_the_role_is_closed(
    billing: Billing, mover: Mover
) -> None:
    await billing.sell(name="Other", amount="19.00")  # the same role
    page = await billing.checkout.open(Purchase(GUILD, BOB, "Other", "en"))
    assert await mover.move()
    await billing.catch_up()
    assert ROLE in await billing.roles(BOB)
    assert not (await billing.stripe.pay(page.url)).ok


async def test_a_givers_page_is_closed(billing: Billing, mover: Mover) -> None:
    gift = await billing.checkout.open(Purchase(GUILD, CAROL, "Pro", "en", recipient_id=BOB))
    assert await mover.move()
    await billing.catch_up()
    assert not (await billing.stripe.pay(gift.url)).ok


async def test_a_page_that_opened_while_stripe_interrupted_the_move_is_closed(
    billing: Billing, mover: Mover
) -> None:
    billing.stripe.faults.fail("POST", "/v1/subscriptions/*", times=None)
    assert not await mover.move()
    page = await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))
    billing.stripe.faults.clear()
    assert await mover.service.finish_open() == 1
    await billing.catch_up()
    assert ROLE in await billing.roles(BOB)
    assert not (await billing.stripe.pay(page.url)).ok
