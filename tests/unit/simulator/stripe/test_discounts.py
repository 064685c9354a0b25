"""Test coupons and promotion codes, from creation to the invoices they reduce."""

from typing import Any

import aiohttp
import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json, Value
from tests.spec.stripe_actors import Shop, param_of, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


async def coupon(client: StripeClient, **params: Value) -> str:
    return (await client.v1.coupons.create_async(params)).id  # pyright: ignore[reportArgumentType] - any kind


async def code(client: StripeClient, text: str, **params: Value) -> str:
    """The id of a new promotion code for a coupon with these parameters."""
    made = await client.v1.promotion_codes.create_async(
        {"code": text, "promotion": {"type": "coupon", "coupon": await coupon(client, **params)}}
    )
    return made.id


def amounts(stripe: StripeSimulator) -> list[int]:
    return [invoice["amount_due"] for invoice in stripe.invoices.values()]


@pytest.mark.parametrize(
    ("duration", "dues"),
    [
        ({"duration": "once"}, [900, 1200, 1200]),
        ({"duration": "repeating", "duration_in_months": 2}, [900, 900, 1200]),
        ({"duration": "forever"}, [900, 900, 900]),
    ],
)
async def test_how_long_a_coupon_lasts(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, duration: Json, dues: list[int]
) -> None:
    quarter = await coupon(client, percent_off=25, **duration)
    session = await shop.session(discounts=[{"coupon": quarter}])
    assert (session["amount_subtotal"], session["amount_total"]) == (1200, 900)
    await stripe.pay(session["url"])
    (subscription,) = stripe.subscriptions.values()
    for _ in range(2):
        await stripe.renew(subscription["id"])
    assert amounts(stripe) == dues
    assert [each["amount"] for each in stripe.charges.values()] == dues
    assert bool(subscription["discounts"]) == (duration["duration"] == "forever")
    ended = types_since(stripe, 0).count("customer.discount.deleted")
    assert ended == (duration["duration"] != "forever")
    await client.v1.invoices.list_async({"expand": ["data.discounts"]})
    assert_stripe_conforms(stripe)


async def test_a_code_typed_on_the_page(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, http: aiohttp.ClientSession
) -> None:
    promotion = await code(client, "WELCOME", amount_off=200, currency="usd")
    session = await shop.session(allow_promotion_codes=True)
    async with http.get(session["url"]) as page:
        assert 'name="code"' in await page.text()
    refused = await stripe.pay(session["url"], code="WELCOM")
    assert (refused.status, "This code is invalid." in refused.page) == (400, True)
    declined = await stripe.pay(session["url"], "declined", code="welcome")
    assert (declined.status, "$10.00" in declined.page) == (402, True)
    assert 'name="code"' not in declined.page
    assert (await stripe.pay(session["url"], code="WELCOME")).ok
    done = await client.v1.checkout.sessions.retrieve_async(session["id"])
    assert (done.amount_total, done.payment_status) == (1000, "paid")
    assert done.to_dict()["discounts"][0]["promotion_code"] == promotion
    assert done.to_dict()["total_details"]["amount_discount"] == 200
    lines = await client.v1.checkout.sessions.line_items.list_async(session["id"])
    assert [(each.amount_discount, each.amount_total) for each in lines.data] == [(200, 1000)]
    (held,) = stripe.subscriptions.values()
    assert held["discounts"] == []
    assert stripe.promotion_codes[promotion]["times_redeemed"] == 1
    assert_stripe_conforms(stripe)


async def test_codes_are_for_sessions_that_allow_them(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, http: aiohttp.ClientSession
) -> None:
    await code(client, "WELCOME", percent_off=50)
    session = await shop.session()
    async with http.get(session["url"]) as page:
        assert 'name="code"' not in await page.text()
    assert (await stripe.pay(session["url"], code="WELCOME")).status == 400
    assert not stripe.charges


async def test_nothing_left_to_pay(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    await code(client, "FREE", percent_off=100, duration="forever")
    session = await shop.session(
        allow_promotion_codes=True, payment_method_collection="if_required"
    )
    await stripe.pay(session["url"], code="FREE")
    done = await client.v1.checkout.sessions.retrieve_async(session["id"])
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    (held,) = stripe.subscriptions.values()
    assert (held["status"], held["default_payment_method"]) == ("active", None)
    await stripe.renew(held["id"])
    assert [invoice["status"] for invoice in stripe.invoices.values()] == ["paid", "paid"]
    once = await shop.session(
        await shop.price(interval=None), mode="payment", allow_promotion_codes=True
    )
    assert (await stripe.pay(once["url"], "declined", code="FREE")).ok, "no card is needed"
    assert stripe.sessions[once["id"]]["payment_status"] == "no_payment_required"
    assert (len(stripe.charges), len(stripe.payment_intents)) == (0, 0)
    assert_stripe_conforms(stripe)


async def test_a_code_that_is_used_up(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    half = await coupon(client, percent_off=50.5)
    promotion = await client.v1.promotion_codes.create_async(
        {"promotion": {"type": "coupon", "coupon": half}, "code": "ONE", "max_redemptions": 1}
    )
    for status in (303, 400):
        session = await shop.session(allow_promotion_codes=True)
        assert (await stripe.pay(session["url"], code="ONE")).status == status
    found = await client.v1.promotion_codes.retrieve_async(promotion.id)
    assert (found.active, found.times_redeemed) == (False, 1)
    with pytest.raises(InvalidRequestError, match="cannot be redeemed"):
        await shop.session(discounts=[{"promotion_code": promotion.id}])
    assert amounts(stripe) == [594]
    assert_stripe_conforms(stripe)


async def test_codes_that_do_not_count(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    now = stripe.clock.stamp()
    other = (await client.v1.customers.create_async({"name": "Bea"})).id
    off = await code(client, "OFF", percent_off=10)
    await client.v1.promotion_codes.update_async(off, {"active": False})
    await code(client, "EURO", amount_off=100, currency="eur")
    await code(client, "LATE", percent_off=10, redeem_by=now - 1)
    tenth = await coupon(client, percent_off=10)
    limits: list[Any] = [
        {"code": "PAST", "expires_at": now - 1},
        {"code": "HERS", "customer": other},
    ]
    for limit in limits:
        await client.v1.promotion_codes.create_async(
            {"promotion": {"type": "coupon", "coupon": tenth}} | limit
        )
    session = await shop.session(allow_promotion_codes=True)
    for typed in ("OFF", "EURO", "LATE", "PAST", "HERS"):
        assert (await stripe.pay(session["url"], code=typed)).status == 400, typed
    hers = await shop.session(allow_promotion_codes=True, customer=other)
    assert (await stripe.pay(hers["url"], code="HERS")).ok


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({}, None),
        ({"percent_off": 10, "amount_off": 5, "currency": "usd"}, None),
        ({"amount_off": 5}, "currency"),
        ({"percent_off": 101}, "percent_off"),
        ({"percent_off": "nan"}, "percent_off"),
        ({"percent_off": "ten"}, "percent_off"),
        ({"percent_off": 10, "duration": "repeating"}, "duration_in_months"),
        ({"percent_off": 10, "duration_in_months": 3}, "duration_in_months"),
    ],
)
async def test_coupons_that_make_no_sense(
    client: StripeClient, params: Json, param: str | None
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        await coupon(client, **params)
    assert param_of(caught.value) == param


async def test_discounts_of_sessions_are_checked(client: StripeClient, shop: Shop) -> None:
    with pytest.raises(InvalidRequestError, match="No such coupon"):
        await shop.session(discounts=[{"coupon": "none"}])
    tenth = await coupon(client, percent_off=10, id="TENTH")
    with pytest.raises(InvalidRequestError, match="only specify one"):
        await shop.session(discounts=[{"coupon": tenth}], allow_promotion_codes=True)
    with pytest.raises(InvalidRequestError, match="already exists"):
        await coupon(client, percent_off=10, id="TENTH")
    await code(client, "TWICE", percent_off=10)
    with pytest.raises(InvalidRequestError, match="already exists"):
        await code(client, "twice", percent_off=10)


async def test_codes_are_found(client: StripeClient, stripe: StripeSimulator) -> None:
    first, second = [await code(client, text, percent_off=10) for text in ("ONE", "TWO")]
    by_text = await client.v1.promotion_codes.list_async({"code": "ONE", "active": True})
    (found,) = by_text.data
    assert found.id == first
    held = found.to_dict()["promotion"]["coupon"]
    by_coupon = await client.v1.promotion_codes.list_async({"coupon": held})
    assert [each.id for each in by_coupon.data] == [first]
    await client.v1.coupons.update_async(held, {"name": "A tenth"})
    assert (await client.v1.coupons.retrieve_async(held)).name == "A tenth"
    assert len((await client.v1.coupons.list_async()).data) == 2
    await client.v1.promotion_codes.update_async(second, {"metadata": {"for": "friends"}})
    assert stripe.promotion_codes[second]["metadata"] == {"for": "friends"}
    assert_stripe_conforms(stripe)
