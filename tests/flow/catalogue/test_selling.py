"""What is owned is not sold twice, and what is empty is not sold."""

from datetime import timedelta
from typing import Any

import pytest

from bot.catalogue.service import ProductPrice
from bot.errors import UserError
from bot.payments.checkout import Purchase
from bot.payments.grants import CompGrant, GrantService
from bot.scheduling.worker import WakeupEvent
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD, STAFF

BOB = ALICE + 1
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def refused(
    shelf: Shelf,
    name: str,
    user: int = ALICE,
    **options: Any,  # noqa: ANN401 the types of Purchase
) -> str:
    with pytest.raises(UserError) as refusal:
        await shelf.billing.checkout.open(Purchase(GUILD, user, name, "en", **options))
    return refusal.value.message


async def test_a_product_is_sold_once_to_each_member(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    assert await refused(shelf, "Essay") == "payments-already-owned"
    await shelf.billing.buy(plan="Essay", user=BOB)


async def test_what_a_bundle_or_plan_includes_is_not_sold_again(shelf: Shelf) -> None:
    one, two = await shelf.add("One"), await shelf.add("Two")
    await shelf.sell("One", one)
    await shelf.sell("Both", one, two)
    plan = await shelf.billing.sell()
    await shelf.hold(plan.id, one)
    await shelf.billing.buy(plan="Both")
    await shelf.billing.buy(plan="Pro", user=BOB)
    await shelf.billing.catch_up()
    assert await refused(shelf, "One") == "payments-included"
    assert await refused(shelf, "One", BOB) == "payments-included"
    await shelf.billing.buy(plan="Both", user=BOB)  # the second content is new to them
    await shelf.billing.buy(plan="Pro")  # a plan gives its role


async def test_a_gift_is_refused_by_what_its_recipient_owns(shelf: Shelf) -> None:
    one, two = await shelf.add("One"), await shelf.add("Two")
    await shelf.sell("One", one)
    await shelf.sell("Both", one, two)
    await shelf.billing.buy(plan="Both", user=BOB)
    await shelf.billing.catch_up()
    assert await refused(shelf, "One", recipient_id=BOB) == "payments-gift-included"
    await shelf.billing.buy(plan="One")


async def test_a_gift_opens_to_its_recipient_alone(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay)
    await shelf.billing.buy(plan="Essay", recipient_id=BOB)
    await shelf.billing.catch_up()
    assert await shelf.opens(essay, BOB)
    assert not await shelf.opens(essay)


async def test_of_two_open_pages_for_the_same_content_one_can_be_paid(shelf: Shelf) -> None:
    one, two = await shelf.add("One"), await shelf.add("Two")
    await shelf.sell("One", one)
    await shelf.sell("Both", one, two)
    checkout = shelf.billing.checkout
    await checkout.open(Purchase(GUILD, ALICE, "One", "en"))
    await checkout.open(Purchase(GUILD, ALICE, "Both", "en"))
    states = [each["status"] for each in shelf.billing.stripe.sessions.values()]
    assert states == ["expired", "open"]


@pytest.mark.parametrize("settled", [True, False], ids=["archived", "stripe-late"])
async def test_a_price_change_while_somebody_pays_keeps_what_their_page_says(
    shelf: Shelf,
    settled: bool,  # noqa: FBT001 the case
) -> None:
    essay = await shelf.add("Essay")
    offer = await shelf.service.price(GUILD, STAFF, essay.id, ProductPrice("9", "EUR"))
    opened = await shelf.billing.checkout.open(Purchase(GUILD, ALICE, "Essay", "en"))
    stripe = shelf.billing.stripe
    if not settled:
        path = f"/v1/prices/{offer.price.price_id}"
        stripe.faults.fail("POST", path, times=None, status=503)
    await shelf.service.price(GUILD, STAFF, essay.id, ProductPrice("12", "EUR"))
    assert (await stripe.pay(opened.url, "success")).ok
    await shelf.billing.catch_up()
    assert await shelf.opens(essay)
    await shelf.billing.buy(plan="Essay", user=BOB)
    await shelf.billing.catch_up()
    assert await shelf.opens(essay, BOB)
    assert [each["amount_total"] for each in stripe.sessions.values()] == [900, 1200]
    assert await refused(shelf, "Essay") == "payments-already-owned"


async def test_a_product_without_a_published_content_is_not_sold(shelf: Shelf) -> None:
    await shelf.sell("Empty")
    assert await refused(shelf, "Empty") == "payments-product-empty"
    assert (await shelf.shop.named(GUILD, "emp")) == []


async def test_a_pass_to_a_product_ends_and_can_be_bought_again(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay, days=30)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    assert await shelf.opens(essay)
    await shelf.billing.pass_time(timedelta(days=31))
    assert not await shelf.opens(essay)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    assert await shelf.opens(essay)


async def test_staff_give_and_the_buyer_and_staff_are_told(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay)
    grants = GrantService(
        shelf.billing.database, shelf.billing.recorder, shelf.billing.api, WakeupEvent()
    )
    await grants.give(CompGrant(GUILD, STAFF, BOB, "Essay", None, "prize"))
    assert await shelf.opens(essay, BOB)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    sent = [(each.message, each.user_id) for each in await shelf.billing.new_notices()]
    assert sorted(sent, key=str) == sorted(
        [
            ("turn-granted-comp", BOB),
            ("turn-staff-sold", None),
            ("turn-granted-product-paid", ALICE),
            ("turn-staff-sold", None),
        ],
        key=str,
    )


async def test_the_portal_and_plans_leave_products_out(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay, interval="month")
    plan = await shelf.billing.sell()
    assert await shelf.billing.plans.on_sale(GUILD) == [plan]
    assert await shelf.billing.plans.find(GUILD, "Essay") is None
    assert await shelf.shop.named(GUILD, "ess") == ["Essay"]
