"""Coupons from the command to the charge, and what they must not do."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.checkout import Purchase
from bot.payments.coupons.coupon_request import CouponRequest
from bot.payments.coupons.service import Coupon, CouponService
from bot.payments.stripe.client import PriceTerms
from bot.payments.stripe.transport import StripeRefusedError
from data import audit
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


@pytest.mark.parametrize("path", ["/v1/coupons", "/v1/promotion_codes"])
async def test_a_lost_answer_leaves_no_code_without_an_audit_entry(
    billing: Billing, path: str
) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer("POST", path, times=3)
    with pytest.raises(RetryLaterError):
        await make(billing)
    await make(billing)
    assert await added(billing) == ["SPRING"]
    assert len(billing.stripe.coupons) == 1


async def test_a_lost_answer_is_made_good_by_the_job(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer("POST", "/v1/promotion_codes", times=3)
    with pytest.raises(RetryLaterError):
        await make(billing)
    assert await added(billing) == []
    await billing.pass_time(timedelta(minutes=2))
    await service(billing).finish_interrupted()
    await service(billing).finish_interrupted()
    assert await added(billing) == ["SPRING"]
    with pytest.raises(UserError, match="coupon-taken"):
        await make(billing)


async def test_a_code_that_was_made_days_ago_is_found_and_not_made_again(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer("POST", "/v1/promotion_codes", times=3)
    with pytest.raises(RetryLaterError):
        await make(billing)
    await billing.pass_time(timedelta(days=2))
    await service(billing).finish_interrupted()
    assert await added(billing) == ["SPRING"]
    assert len(billing.stripe.coupons) == 1


async def test_other_terms_do_not_pass_for_the_interrupted_ones(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer("POST", "/v1/coupons", times=3)
    with pytest.raises(RetryLaterError):
        await make(billing)
    with pytest.raises(UserError, match="coupon-taken"):
        await make(billing, percent=90)
    (coupon,) = await service(billing).of_guild(GUILD)
    assert coupon.discount.percent == 20


async def test_what_stripe_refuses_is_not_tried_again(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.fail("POST", "/v1/coupons", status=400)
    with pytest.raises(StripeRefusedError):
        await make(billing)
    await billing.pass_time(timedelta(minutes=2))
    await service(billing).finish_interrupted()
    assert not billing.stripe.coupons


async def test_a_server_that_sells_the_same_product_does_not_share_coupons(
    billing: Billing,
) -> None:
    plan = await billing.sell()
    terms = PriceTerms(900, "eur", "month")
    price = await billing.api.create_price(plan.product_id or "", terms, key="other")
    other = await billing.sell(guild_id=GUILD + 1, price_id=price)
    assert other.product_id == plan.product_id
    await make(billing)
    with pytest.raises(UserError, match="coupon-unknown"):
        await billing.checkout.open(Purchase(GUILD + 1, ALICE, "Pro", "en", coupon="SPRING"))
    opened = await billing.checkout.open(Purchase(GUILD + 1, ALICE, "Pro", "en"))
    assert not (await billing.stripe.pay(opened.url, code="SPRING")).ok
    assert (await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", coupon="SPRING"))).url


async def added(billing: Billing) -> list[str]:
    """Return the codes that the audit log says were added."""
    async with billing.database.read() as connection:
        page = await audit.entries(connection, GUILD, limit=100)
    return [each.detail["code"] for each in page if each.action == "coupon.add"]
