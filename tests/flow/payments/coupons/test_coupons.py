"""Coupons from the command to the charge, and what they must not do."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.checkout import Purchase
from bot.payments.coupons.coupon_request import CouponRequest
from bot.payments.coupons.service import Coupon, CouponService
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing

GOLD = 41


def service(billing: Billing) -> CouponService:
    return CouponService(billing.database, billing.api, billing.clock)


async def make(billing: Billing, code: str = "SPRING", **options: Any) -> Coupon:  # noqa: ANN401 the fields of a request
    options = {"percent": 20} | options
    return await service(billing).add(CouponRequest(GUILD, STAFF, code, **options))


async def test_a_coupon_lowers_the_first_charge_and_the_next_is_full(billing: Billing) -> None:
    await billing.sell()
    await make(billing)
    await billing.buy(coupon="spring")
    await billing.catch_up()
    assert await billing.roles() == {ROLE}
    (charge,) = billing.stripe.charges.values()
    assert charge["amount"] == 720
    (subscription,) = billing.stripe.subscriptions
    await billing.stripe.renew(subscription)
    assert [each["amount"] for each in billing.stripe.charges.values()] == [720, 900]


async def test_a_coupon_of_one_plan_is_refused_for_another_and_for_another_currency(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.sell(name="Gold", role_id=GOLD)
    await make(billing, plan="Gold")
    await make(billing, "FRANCS", percent=None, amount="2.00", currency="CHF")
    reasons = {"SPRING": "other-plan", "FRANCS": "other-currency", "WINTER": "unknown"}
    for code, reason in reasons.items():
        with pytest.raises(UserError) as refusal:
            await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", coupon=code))
        assert refusal.value.message == f"coupon-{reason}"
    assert not billing.stripe.sessions


async def test_stripe_itself_refuses_a_coupon_typed_for_another_plan(billing: Billing) -> None:
    """The page takes codes too: a coupon is bound to its plan's product at Stripe."""
    await billing.sell()
    await billing.sell(name="Gold", role_id=GOLD)
    await make(billing, plan="Gold")
    opened = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert not (await billing.stripe.pay(opened.url, "success", code="SPRING")).ok


async def test_the_same_purchase_with_another_coupon_replaces_the_open_page(
    billing: Billing,
) -> None:
    await billing.sell()
    await make(billing)
    plain = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    reduced = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", coupon="SPRING"))
    again = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", coupon="SPRING"))
    assert plain.url != reduced.url == again.url
    states = [session["status"] for session in billing.stripe.sessions.values()]
    assert states == ["expired", "open"]


async def test_a_used_up_coupon_is_refused_and_a_retired_one_is_unknown(billing: Billing) -> None:
    await billing.sell()
    await make(billing, limit=1)
    await billing.buy(coupon="SPRING")
    with pytest.raises(UserError) as refusal:
        await billing.checkout.open(Purchase(GUILD, ALICE + 1, "Pro", "en", coupon="SPRING"))
    assert refusal.value.message == "coupon-unknown"  # Stripe deactivates it
    await make(billing, "AUTUMN")
    assert await service(billing).retire(GUILD, STAFF, "autumn") == "AUTUMN"
    assert await service(billing).of_guild(GUILD) == []


async def test_each_server_sees_and_retires_only_its_own_coupons(billing: Billing) -> None:
    await billing.sell()
    made = await make(billing, limit=5, days=10, duration="months", months=3)
    assert await service(billing).of_guild(GUILD) == [made]
    assert (made.limit, made.used, made.discount.months) == (5, 0, 3)
    assert made.expires is not None
    assert await service(billing).of_guild(GUILD + 1) == []
    with pytest.raises(UserError):
        await service(billing).retire(GUILD + 1, STAFF, "SPRING")


async def test_a_code_exists_once_and_needs_a_plan(billing: Billing) -> None:
    with pytest.raises(UserError) as refusal:
        await make(billing)
    assert refusal.value.message == "coupon-no-plans"
    await billing.sell()
    await make(billing)
    with pytest.raises(UserError) as refusal:
        await make(billing, "spring")
    assert refusal.value.message == "coupon-taken"
