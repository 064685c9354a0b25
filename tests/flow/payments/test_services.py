import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.checkout import Purchase
from bot.payments.plan_request import PlanChange
from bot.payments.role_sync.queue import Obstacle
from bot.payments.role_sync.role_diff import diff_roles
from bot.payments.stripe.client import PriceTerms
from data import audit, role_sync, stripe_customers
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing

NEW_ROLE = 41
GONE = Obstacle(ROLE, "staff-role-gone", {"role": str(ROLE)})
# Each statement runs on PostgreSQL in other files, and nothing here happens at once.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def refused(attempt: object) -> str:
    assert asyncio.iscoroutine(attempt)
    with pytest.raises(UserError) as refusal:
        await attempt
    return refusal.value.message


async def test_a_plan_is_sold_under_one_product_and_one_price(billing: Billing) -> None:
    plan = await billing.sell(trial_days=3)
    (product,), (price,) = billing.stripe.products.values(), billing.stripe.prices.values()
    assert (plan.product_id, plan.price.price_id) == (product["id"], price["id"])
    assert (price["unit_amount"], price["currency"]) == (900, "eur")
    assert price["recurring"]["interval"] == "month"
    assert [found.name for found in await billing.plans.on_sale(GUILD)] == ["Pro"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "plan-name-empty"),
        ({"name": "x" * 200}, "plan-name-long"),
        ({"name": "Hello @everyone"}, "plan-name-unfit"),
        ({"name": "<@123> club"}, "plan-name-unfit"),
        ({"name": "see https://x.example"}, "plan-name-unfit"),
        ({"description": "a\nb"}, "plan-name-unfit"),
        ({"description": "x" * 501}, "plan-description-long"),
        ({"amount": "0"}, "payments-not-positive"),
        ({"amount": "9.9999"}, "payments-too-precise"),
        ({"amount": "9.5", "currency": "JPY"}, "payments-too-precise"),
        ({"currency": "BTC"}, "payments-unknown-currency"),
        ({"interval": "day"}, "plan-interval-unknown"),
        ({"trial_days": 731}, "plan-trial-range"),
        ({"trial_days": 7, "interval": "once"}, "plan-trial-once"),
        ({"price_id": "price_none"}, "plan-price-unknown"),
    ],
)
async def test_a_wish_that_makes_no_plan_is_refused_and_leaves_nothing(
    billing: Billing, changes: dict[str, Any], message: str
) -> None:
    assert await refused(billing.sell(**changes)) == message
    assert await billing.plans.list_all(GUILD) == []
    assert not billing.stripe.products


async def test_a_plan_name_is_taken_whatever_its_capitals(billing: Billing) -> None:
    await billing.sell()
    assert await refused(billing.sell(name="PRO")) == "plan-name-taken"


async def test_making_a_plan_again_after_a_lost_answer_makes_no_second_product(
    billing: Billing,
) -> None:
    billing.stripe.faults.lose_answer("POST", "/v1/products", times=3)
    with pytest.raises(RetryLaterError):
        await billing.sell()
    assert [plan.state for plan, _ in await billing.plans.list_all(GUILD)] == ["pending"]
    billing.stripe.faults.lose_answer("POST", "/v1/prices", times=3)
    with pytest.raises(RetryLaterError):
        await billing.sell()
    await billing.sell()
    assert (len(billing.stripe.products), len(billing.stripe.prices)) == (1, 1)
    assert [plan.state for plan, _ in await billing.plans.list_all(GUILD)] == ["active"]


async def test_a_price_that_exists_is_adopted_only_as_what_it_is(billing: Billing) -> None:
    first = await billing.sell()
    assert first.price.price_id is not None
    price_id = first.price.price_id
    again: dict[str, Any] = {"name": "Other", "price_id": price_id}
    assert await refused(billing.sell(**again, amount="8.00")) == "plan-price-differs"
    assert await refused(billing.sell(**again)) == "plan-price-taken"
    outside = await billing.api.create_product("Outside", key="o", metadata={})
    from_outside = await billing.api.create_price(outside, PriceTerms(900, "eur", "month"), key="p")
    plan = await billing.sell(name="Other", price_id=from_outside)
    assert (plan.product_id, plan.price.price_id) == (outside, from_outside)


async def test_a_new_amount_is_for_new_members_and_the_old_price_keeps_its_holders(
    billing: Billing,
) -> None:
    before = await billing.sell()
    await billing.buy()
    after = await billing.plans.edit(PlanChange(GUILD, STAFF, "pro", amount="12.00"))
    assert (after.price.amount, after.price.price_id == before.price.price_id) == (1200, False)
    assert not billing.stripe.prices[before.price.price_id or ""]["active"]
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == {ROLE}


async def test_a_new_role_moves_the_holders_over(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    await _give(billing, {ROLE})
    await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", role_id=NEW_ROLE))
    (task,) = await billing.tasks.claim()
    entitlements = await billing.entitlement_service.load(GUILD, task.user_id)
    changes = entitlements.role_diff({ROLE})
    assert (changes.add, changes.remove) == ({NEW_ROLE}, {ROLE})


async def test_a_retired_plan_is_sold_no_more_and_kept_by_its_holders(billing: Billing) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    await billing.plans.retire(GUILD, STAFF, "Pro")
    assert await billing.plans.on_sale(GUILD) == []
    assert not billing.stripe.prices[plan.price.price_id or ""]["active"]
    assert await billing.roles() == {ROLE}
    assert (
        await refused(billing.checkout.open(Purchase(GUILD, 31, "Pro", "en")))
        == "payments-no-such-plan"
    )


async def test_what_staff_do_with_plans_is_written_down(billing: Billing) -> None:
    await billing.sell()
    await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", description="All of it"))
    await billing.plans.retire(GUILD, STAFF, "Pro")
    async with billing.database.read() as connection:
        lines = await audit.entries(connection, GUILD)
    assert [(line.action, line.actor_id) for line in lines] == [
        ("plan.retire", STAFF),
        ("plan.edit", STAFF),
        ("plan.add", STAFF),
    ]


async def test_a_checkout_is_bound_to_the_member_by_our_server(billing: Billing) -> None:
    plan = await billing.sell()
    session = billing.stripe.sessions[await billing.buy()]
    metadata = {"lyceum_guild": "10", "lyceum_member": "30", "lyceum_plan": str(plan.id)}
    assert session["metadata"].items() >= metadata.items()
    (subscription,) = billing.stripe.subscriptions.values()
    assert subscription["metadata"].items() >= metadata.items()
    assert session["client_reference_id"].startswith(f"{GUILD}:{ALICE}:")
    assert session["customer"] == next(iter(billing.stripe.customers))


async def test_asking_again_hands_out_the_same_page(billing: Billing) -> None:
    await billing.sell()
    first = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    again = await billing.checkout.open(Purchase(GUILD, ALICE, "pro", "zh-CN"))
    assert first.url == again.url
    assert (len(billing.stripe.sessions), len(billing.stripe.customers)) == (1, 1)
    billing.clock.advance(timedelta(hours=11, minutes=50))
    assert (await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))).url != first.url


async def test_a_lost_answer_opens_no_second_session_or_customer(billing: Billing) -> None:
    await billing.sell()
    for path in ("/v1/customers", "/v1/checkout/sessions"):
        billing.stripe.faults.lose_answer("POST", path, times=3)
        with pytest.raises(RetryLaterError):
            await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "zh-CN"))  # the first words count
    assert (len(billing.stripe.sessions), len(billing.stripe.customers)) == (1, 1)


async def test_who_has_it_already_is_not_asked_to_pay_twice(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    assert (
        await refused(billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en")))
        == "payments-already-member"
    )


async def test_a_refused_key_says_that_a_person_must_act(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.keys.revoke("sk_test_till")
    with pytest.raises(PersonMustActError):
        await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))


async def _give(billing: Billing, actual: set[int]) -> None:
    """Note roles as given, as the worker does after Discord said yes."""
    for task in await billing.tasks.claim():
        entitlements = await billing.entitlement_service.load(GUILD, task.user_id)
        await billing.entitlement_service.record_role_changes(
            task, entitlements, diff_roles(actual, set(), set())
        )
        await billing.tasks.close(task)


async def test_a_grant_is_noted_audited_and_told_to_member_and_staff_once(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    await _give(billing, {ROLE})
    await billing.tasks.request(GUILD, [ALICE])
    await _give(billing, {ROLE})
    waiting = await billing.new_notices()
    async with billing.database.read() as connection:
        held = await role_sync.held(connection, GUILD, ALICE)
    assert held == {ROLE}
    assert [(notice.message, notice.user_id) for notice in waiting] == [
        ("turn-granted-paid", ALICE),
        ("turn-staff-given", None),
    ]
    assert waiting[0].arguments["plan"] == "Pro"


async def test_a_task_asked_for_again_while_it_is_served_is_served_again(billing: Billing) -> None:
    await billing.tasks.request(GUILD, [ALICE])
    (task,) = await billing.tasks.claim()
    await billing.tasks.request(GUILD, [ALICE])
    await billing.tasks.close(task)
    (again,) = await billing.tasks.claim()
    await billing.tasks.close(again)
    assert await billing.tasks.claim() == []


async def test_an_obstacle_reaches_staff_once_until_it_is_overcome(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    received: list[str] = []
    for _ in range(3):
        for task in await billing.tasks.claim():
            await billing.tasks.block_on(task, [GONE])
        await billing.tasks.try_all_again(GUILD)
        waiting = await billing.new_notices()
        received += [notice.message for notice in waiting if notice.message.startswith("staff-")]
    assert received == ["staff-role-gone"]
    await _give(billing, {ROLE})
    await billing.tasks.request(GUILD, [ALICE])
    (task,) = await billing.tasks.claim()
    await billing.tasks.block_on(task, [GONE])
    waiting = await billing.new_notices()
    assert "staff-role-gone" in [notice.message for notice in waiting]


async def test_reconciling_finds_exactly_the_members_who_differ(billing: Billing) -> None:
    await billing.sell()
    for user in (ALICE, 31, 32):
        await billing.buy(user=user)
    await billing.receive()
    await billing.settle()
    await _give(billing, {ROLE})
    # 30 is in order, 31 lost the role by hand, 32 left, 33 has the role from somebody else.
    roles = {ALICE: {ROLE}, 31: set[int](), 33: {ROLE}}
    assert await billing.entitlement_service.find_role_drift(GUILD, roles) == [31]


async def test_a_page_for_other_seats_or_at_an_old_price_closes_before_the_next_opens(
    billing: Billing,
) -> None:
    await billing.sell()
    first = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", seats=3))
    await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    third = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert first.url != third.url
    statuses = [session["status"] for session in billing.stripe.sessions.values()]
    assert statuses == ["expired", "expired", "open"]


async def test_who_paid_on_one_page_gets_no_second_one_though_nothing_was_heard_yet(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    again = billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", seats=2))
    assert await refused(again) == "payments-already-paying"
    states = [each["status"] for each in billing.stripe.sessions.values()]
    assert states == ["complete", "expired"]


async def test_staff_hear_once_of_a_plan_that_two_people_paid_for_one_member(
    billing: Billing,
) -> None:
    await billing.sell()
    gift = await billing.checkout.open(Purchase(GUILD, STAFF, "Pro", "en", recipient_id=ALICE))
    await billing.buy()
    await billing.stripe.pay(gift.url)
    await billing.catch_up()
    for subscription in billing.stripe.subscriptions:
        await billing.stripe.renew(subscription)
    await billing.catch_up()
    received = [each for each in await billing.new_notices() if each.message == "turn-staff-double"]
    assert [{each.arguments["first"], each.arguments["second"]} for each in received] == [
        set(billing.stripe.subscriptions)
    ]


async def test_a_pending_payment_is_not_asked_for_twice(billing: Billing) -> None:
    await billing.sell(interval="once")
    await billing.buy("delayed")
    await billing.receive()
    await billing.settle()
    assert (
        await refused(billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en")))
        == "payments-already-paying"
    )


async def test_a_trial_is_for_who_never_had_the_plan(billing: Billing) -> None:
    await billing.sell(trial_days=30)
    await billing.buy()
    await billing.stripe.cancel_subscription(next(iter(billing.stripe.subscriptions)))
    await billing.receive()
    await billing.settle()
    await billing.buy()
    assert [found["status"] for found in billing.stripe.subscriptions.values()] == [
        "canceled",
        "active",
    ]


async def test_a_failure_that_stripe_remembers_is_left_behind(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.crashes.fail("POST", "/v1/checkout/sessions")
    assert (await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))).url


async def test_a_customer_deleted_at_stripe_is_made_anew(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Two", role_id=NEW_ROLE)
    await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    async with billing.database.write() as connection:
        known = await stripe_customers.customer_of(connection, GUILD, ALICE)
        await stripe_customers.forget_customer(connection, known or "")
        await stripe_customers.want_customer(connection, GUILD, ALICE, billing.clock.now())
        await stripe_customers.set_customer(connection, GUILD, ALICE, "cus_gone")
    assert (await billing.checkout.open(Purchase(GUILD, ALICE, "Two", "en"))).url


async def test_plan_names_of_any_alphabet_are_found_in_any_case(billing: Billing) -> None:
    await billing.sell(name="Élite")
    await billing.sell(name="进阶会员", role_id=NEW_ROLE)
    assert (await billing.checkout.open(Purchase(GUILD, ALICE, "éLITE", "en"))).plan.name == "Élite"
    assert (
        await billing.checkout.open(Purchase(GUILD, ALICE, "进阶会员", "en"))
    ).plan.name == "进阶会员"


async def test_a_new_role_is_no_news_of_money(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    await _give(billing, {ROLE})
    assert len(await billing.new_notices()) == 2
    await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", role_id=NEW_ROLE))
    (task,) = await billing.tasks.claim()
    entitlements = await billing.entitlement_service.load(GUILD, ALICE)
    await billing.entitlement_service.record_role_changes(
        task, entitlements, entitlements.role_diff({ROLE})
    )
    assert await billing.new_notices() == []


async def test_thousands_are_asked_for_in_one_go_and_taken_in_turns(billing: Billing) -> None:
    await billing.tasks.request(GUILD, range(1, 2001))
    await billing.tasks.request(GUILD, range(1, 2001))
    first, second = await billing.tasks.claim(), await billing.tasks.claim()
    assert len({task.user_id for task in (*first, *second)}) == 40
