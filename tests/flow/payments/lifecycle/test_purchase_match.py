"""Test what counts as paid for a plan: its price, its product, a checkout of ours."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.errors import UserError
from bot.payments.assignment import AssignmentService
from bot.payments.billing_portal import BillingPortalService
from bot.payments.checkout import CheckoutService, Purchase
from bot.payments.checkout_expiry import CheckoutPages
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.processor import EventProcessor
from bot.payments.plan_request import PlanChange, PlanRequest
from bot.payments.plans import PlanService
from bot.payments.stripe.client import PriceTerms, StripeClient
from bot.payments.stripe.objects.metadata import KEY, PLAN, Owner, to_metadata
from bot.payments.stripe.transport import mode_of
from bot.payments.stripe.webhook_signature import read_event
from bot.scheduling.worker import WakeupEvent
from bot.simulator.stripe import StripeSimulator
from data import inbox, stripe_customers
from data.plans import Plan
from tests.flow.conftest import Billing
from tests.flow.payments.lifecycle.scenario import (
    ALICE,
    BOB,
    GOLD,
    GUILD,
    HOUR,
    ROLE,
    STAFF,
    Scenario,
)

LIVE = "sk_live_identity"
PIN = PriceTerms(50, "eur", "month")
ON = pytest.mark.parametrize("interval", ["month", "once"])


async def staff_notices(scenario: Scenario) -> list[str]:
    return [each.message for each in await scenario.billing.new_notices() if each.user_id is None]


async def pin(scenario: Scenario, interval: str = "month") -> str:
    """Make a price of another product of the owner's."""
    product = await scenario.billing.api.create_product("Pin", key="pin", metadata={})
    return await scenario.billing.api.create_price(
        product, PriceTerms(50, "eur", interval), key="p"
    )


async def pay_elsewhere(
    scenario: Scenario,
    price: str,
    metadata: dict[str, str],
    interval: str = "month",
    *,
    received: bool = True,
) -> None:
    """Let another shop on the account sell a price with metadata of its own choice."""
    recurring = interval != "once"
    below = "subscription_data" if recurring else "payment_intent_data"
    session = await scenario.billing.api.client.v1.checkout.sessions.create_async(
        {  # pyright: ignore[reportArgumentType] built from parts
            "mode": "subscription" if recurring else "payment",
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "https://shop.example/thanks",
            "metadata": metadata,
            below: {"metadata": metadata},
        }
    )
    assert session.url is not None
    await scenario.billing.stripe.pay(session.url, "success")
    if received:
        await scenario.billing.catch_up()


@ON
@pytest.mark.parametrize("keyed", [False, True])
async def test_marks_without_our_price_give_nothing_and_staff_are_told(
    scenario: Scenario, interval: str, *, keyed: bool
) -> None:
    plan = await scenario.billing.sell(interval=interval, amount="99.00")
    written = to_metadata(Owner(GUILD, ALICE, plan.id, plan_key=plan.key if keyed else ""))
    await pay_elsewhere(scenario, await pin(scenario, interval), written, interval)
    assert await scenario.billing.roles() == frozenset()
    assert await staff_notices(scenario) == ["staff-unproven"]


@ON
async def test_old_marks_count_where_the_price_is_ours(scenario: Scenario, interval: str) -> None:
    plan = await scenario.billing.sell(interval=interval)
    written = to_metadata(Owner(GUILD, ALICE, plan.id))
    await pay_elsewhere(scenario, plan.price.price_id or "", written, interval)
    assert await scenario.billing.roles() == {ROLE}


async def test_marks_for_a_dearer_plan_give_what_was_paid_for(scenario: Scenario) -> None:
    basic = await scenario.billing.sell(interval="once")
    gold = await scenario.billing.sell(name="Gold", role_id=GOLD, interval="once", amount="99.00")
    written = to_metadata(Owner(GUILD, ALICE, gold.id, plan_key=gold.key))
    await pay_elsewhere(scenario, basic.price.price_id or "", written, "once")
    assert await scenario.billing.roles() == {ROLE}


async def test_a_plan_s_key_is_written_to_stripe_and_differs_with_each_plan(
    scenario: Scenario,
) -> None:
    plan = await scenario.subscribe()
    other = await scenario.billing.sell(name="Other")
    assert scenario.billing.stripe.subscriptions[scenario.subscription]["metadata"][KEY] == plan.key
    assert len({plan.key, other.key, ""}) == 3


async def test_a_switch_to_another_product_ends_access_and_staff_are_told(
    scenario: Scenario,
) -> None:
    plan = await scenario.subscribe()
    await scenario.billing.new_notices()
    price = await pin(scenario)
    await scenario.billing.stripe.switch_price(scenario.subscription, price)
    await scenario.assert_state("ended other-product")
    assert "staff-other-product" in await staff_notices(scenario)
    await scenario.billing.stripe.switch_price(scenario.subscription, plan.price.price_id or "")
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_price_that_is_put_on_sale_serves_who_pays_it_already(scenario: Scenario) -> None:
    await scenario.subscribe()
    price = await pin(scenario)
    await scenario.billing.stripe.switch_price(scenario.subscription, price)
    await scenario.assert_state("ended other-product")
    await scenario.billing.sell(name="Pin", role_id=GOLD, amount="0.50", price_id=price)
    await scenario.billing.expiry.refresh_due()
    await scenario.assert_state("active active", roles={GOLD})


@pytest.mark.parametrize("by_night", [False, True])
async def test_staff_hear_of_a_subscription_on_our_price_that_is_nobody_s(
    scenario: Scenario, *, by_night: bool
) -> None:
    plan = await scenario.billing.sell()
    await pay_elsewhere(scenario, plan.price.price_id or "", {}, received=not by_night)
    if by_night:
        await scenario.billing.comparison.run()
    assert await scenario.billing.roles() == frozenset()
    assert await staff_notices(scenario) == ["staff-unowned"]


@pytest.mark.parametrize("by_night", [False, True])
async def test_staff_assign_a_one_time_payment_of_a_payment_link(
    scenario: Scenario, *, by_night: bool
) -> None:
    billing = scenario.billing
    plan = await billing.sell(interval="once", days=30)
    session = await billing.stripe.open_payment_link(plan.price.price_id or "", recurring=False)
    await billing.stripe.pay(session["url"], "success")
    if by_night:
        await billing.comparison.run()
    else:
        await billing.catch_up()
    assert await staff_notices(scenario) == ["staff-unowned"]
    await assigner(billing).assign(GUILD, STAFF, BOB, session["id"])
    await scenario.assert_state("active paid", roles={ROLE}, user=BOB)
    (entitlement,) = await scenario.rights(BOB)
    assert entitlement.ends_at is not None
    with pytest.raises(UserError) as refusal:
        await assigner(billing).assign(GUILD, STAFF, ALICE, session["id"])
    assert refusal.value.message == "grants-assign-taken"


async def test_a_payment_link_of_another_product_is_no_concern_of_staff(
    scenario: Scenario,
) -> None:
    await scenario.billing.sell(interval="once")
    price = await pin(scenario, "once")
    session = await scenario.billing.stripe.open_payment_link(price, recurring=False)
    await scenario.billing.stripe.pay(session["url"], "success")
    await scenario.billing.catch_up()
    await scenario.billing.comparison.run()
    assert await staff_notices(scenario) == []


async def test_an_owner_s_price_stays_on_sale_and_an_older_one_of_ours_does_not(
    scenario: Scenario,
) -> None:
    price = await pin(scenario)
    theirs = await scenario.billing.sell(amount="0.50", price_id=price)
    ours = await scenario.billing.sell(name="Ours")
    assert (theirs.price.adopted, ours.price.adopted) == (True, False)
    for name in ("Pro", "Ours"):
        await scenario.billing.plans.retire(GUILD, STAFF, name)
    prices = scenario.billing.stripe.prices
    assert prices[price]["active"]
    assert not prices[ours.price.price_id or ""]["active"]


async def test_an_adopted_product_keeps_its_name(scenario: Scenario) -> None:
    """Another server may sell another price of the same product, and so may the owner's site."""
    plan = await scenario.billing.sell(amount="99.00")
    assert plan.product_id is not None
    price = await scenario.billing.api.create_price(plan.product_id, PIN, key="second")
    request = PlanRequest(GUILD + 1, STAFF, "Mine", GOLD, "0.50", "EUR", "month", price_id=price)
    await scenario.billing.plans.add(request)
    await scenario.billing.plans.edit(PlanChange(GUILD + 1, STAFF, "Mine", name="Renamed"))
    assert scenario.billing.stripe.products[plan.product_id]["name"] == "Pro"
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", name="Better"))
    assert scenario.billing.stripe.products[plan.product_id]["name"] == "Better"


@dataclass(frozen=True)
class Switched:
    """The same records with another key."""

    stripe: StripeSimulator
    plans: PlanService
    checkout: CheckoutService
    portal: BillingPortalService
    event_processor: EventProcessor


@pytest.fixture
async def live(scenario: Scenario) -> AsyncIterator[Switched]:
    async with switched(scenario.billing, LIVE) as desks:
        yield desks


@asynccontextmanager
async def switched(billing: Billing, key: str) -> AsyncGenerator[Switched]:
    async with StripeSimulator(api_key=key) as stripe, aiohttp.ClientSession() as http:
        api = StripeClient(key=key, api_base=stripe.api_base, http=http, requests_per_second=1000)
        object_sync = ObjectSync(billing.database, api, billing.recorder, billing.clock)
        yield Switched(
            stripe,
            PlanService(billing.database, api, billing.tasks, billing.clock),
            CheckoutService(
                billing.database,
                api,
                CheckoutPages(billing.database, api, object_sync),
                billing.entitlement_service,
                billing.clock,
                "https://lyceum.example",
            ),
            BillingPortalService(billing.database, api),
            EventProcessor(billing.database, api, object_sync, billing.clock, WakeupEvent()),
        )


async def test_a_plan_of_another_key_is_retired(scenario: Scenario, live: Switched) -> None:
    await scenario.billing.sell()
    await live.plans.retire(GUILD, STAFF, "Pro")
    assert await live.plans.on_sale(GUILD) == []


@pytest.mark.parametrize("change", [(None, None), ("Better", None), (None, "10.00")])
async def test_a_plan_of_another_key_is_made_anew_by_any_edit(
    scenario: Scenario, live: Switched, change: tuple[str | None, str | None]
) -> None:
    sold = await scenario.subscribe()  # a customer and a page of the other key as well
    name, amount = change
    wanted = PlanChange(GUILD, STAFF, "Pro", name=name, amount=amount)
    plan = await live.plans.edit(wanted)
    assert plan.price.price_id in live.stripe.prices
    assert plan.product_id in live.stripe.products
    assert live.stripe.products[plan.product_id or ""]["name"] == plan.name
    assert await _can_be_bought(live, plan)
    assert plan.id == sold.id


async def _can_be_bought(live: Switched, plan: Plan) -> bool:
    opened = await live.checkout.open(Purchase(GUILD, BOB, plan.name, "en"))
    return (await live.stripe.pay(opened.url, "success")).ok


async def test_the_other_key_s_portal_is_not_asked_for(scenario: Scenario, live: Switched) -> None:
    await scenario.subscribe()
    service = BillingPortalService(scenario.billing.database, scenario.billing.api)
    assert await service.open(GUILD, ALICE, "en")
    await live.plans.edit(PlanChange(GUILD, STAFF, "Pro"))
    with pytest.raises(UserError):  # no customer there, and no failure
        await live.portal.open(GUILD, ALICE, "en")


async def test_events_of_the_other_mode_are_ignored_counted_and_told(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    began = billing.clock.now() - HOUR
    async with switched(billing, LIVE) as live:
        await receive_all(billing, live.event_processor)
    assert await billing.roles() == frozenset()
    async with billing.database.read() as connection:
        assert await inbox.of_other_mode(connection, began)
        assert await inbox.backlog(connection, billing.clock.now() + HOUR) == 0
    assert [each.message for each in await billing.new_notices()] == ["staff-other-mode"]


async def test_what_stripe_does_not_show_is_not_believed(billing: Billing) -> None:
    """As of another account, whose signing secret was left behind."""
    await billing.sell(interval="once")
    await billing.buy()
    async with switched(billing, "sk_test_other_account") as other:
        await receive_all(billing, other.event_processor)
    assert await billing.roles() == frozenset()


async def receive_all(billing: Billing, event_processor: EventProcessor) -> None:
    """Hear with other desks what one Stripe tells."""
    for payload in billing.stripe.events.values():
        await event_processor.store(read_event(payload))
    while await event_processor.process_due():
        pass


async def test_records_begun_anew_don_t_take_old_numbers_for_their_own(scenario: Scenario) -> None:
    plan = await scenario.subscribe()
    metadata = scenario.billing.stripe.subscriptions[scenario.subscription]["metadata"]
    assert metadata[PLAN] == str(plan.id)
    foreign = dict(metadata) | {KEY: "of-other-records"}
    await pay_elsewhere(scenario, await pin(scenario), foreign)
    assert await scenario.billing.roles() == {ROLE}  # by the first alone
    assert len(await scenario.rights()) == 1


@pytest.mark.parametrize(
    ("key", "mode"),
    [
        ("sk_live_a", True),
        ("rk_live_a", True),
        ("sk_test_a", False),
        ("rk_test_a", False),
        ("x", None),
    ],
)
def test_a_key_tells_its_mode(key: str, mode: bool | None) -> None:  # noqa: FBT001 a parameter
    assert mode_of(key) is mode


def assigner(billing: Billing) -> AssignmentService:
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
    return AssignmentService(
        billing.database, billing.api, object_sync, billing.clock, WakeupEvent()
    )


async def test_staff_say_whose_a_subscription_is_that_was_bought_elsewhere(
    scenario: Scenario,
) -> None:
    plan = await scenario.billing.sell()
    await pay_elsewhere(scenario, plan.price.price_id or "", {})
    service = assigner(scenario.billing)
    assigned = await service.assign(GUILD, STAFF, BOB, scenario.subscription)
    assert assigned.id == plan.id
    await scenario.assert_state("active active", roles={ROLE}, user=BOB)
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE}, user=BOB)
    with pytest.raises(UserError) as refusal:
        await service.assign(GUILD, STAFF, ALICE, scenario.subscription)
    assert refusal.value.message == "grants-assign-taken"


async def test_who_gets_a_purchase_manages_it_in_the_portal(scenario: Scenario) -> None:
    billing = scenario.billing
    plan = await billing.sell()
    await pay_elsewhere(scenario, plan.price.price_id or "", {})
    await assigner(billing).assign(GUILD, STAFF, BOB, scenario.subscription)
    customer = billing.stripe.subscriptions[scenario.subscription]["customer"]
    async with billing.database.read() as connection:
        assert await stripe_customers.customers_of(connection, GUILD, BOB) == {"": customer}


async def test_who_pays_for_two_members_is_shown_to_neither(scenario: Scenario) -> None:
    """The portal of one would show what the other has."""
    billing = scenario.billing
    plan = await billing.sell()
    await pay_elsewhere(scenario, plan.price.price_id or "", {})
    first = scenario.subscription
    customer = billing.stripe.subscriptions[first]["customer"]
    await billing.stripe.import_subscription(customer, plan.price.price_id or "")
    second = scenario.subscription
    await assigner(billing).assign(GUILD, STAFF, BOB, first)
    await assigner(billing).assign(GUILD, STAFF, ALICE, second)
    async with billing.database.read() as connection:
        for user in (ALICE, BOB):
            assert await stripe_customers.customers_of(connection, GUILD, user) == {}


@pytest.mark.parametrize("which", ["foreign", "missing", "of another server", "no id"])
async def test_what_pays_for_nothing_here_is_assigned_to_nobody(
    scenario: Scenario, which: str
) -> None:
    plan = await scenario.billing.sell()
    price = await pin(scenario) if which == "foreign" else plan.price.price_id or ""
    await pay_elsewhere(scenario, price, {})
    guild_id = GUILD + 1 if which == "of another server" else GUILD
    given = {"missing": "sub_none", "no id": "in/../sub_1"}.get(which, scenario.subscription)
    with pytest.raises(UserError) as refusal:
        await assigner(scenario.billing).assign(guild_id, STAFF, BOB, given)
    unknown = which in ("missing", "no id")
    assert refusal.value.message == f"grants-assign-{'unknown' if unknown else 'not-sold'}"


async def test_a_quarterly_price_is_adopted_and_repriced_as_one(scenario: Scenario) -> None:
    product = await scenario.billing.api.create_product("Academy", key="academy", metadata={})
    terms = PriceTerms(2500, "eur", "month", 3)
    price = await scenario.billing.api.create_price(product, terms, key="quarter")
    plan = await scenario.billing.sell(amount="25.00", price_id=price)
    assert plan.price.interval_count == 3
    edited = await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="30.00"))
    _, repriced = await scenario.billing.api.price(edited.price.price_id or "")
    assert repriced == PriceTerms(3000, "eur", "month", 3)
    assert edited.price.adopted is False  # the new one is ours
    await scenario.buy()
    (entitlement,) = await scenario.rights()
    assert entitlement.ends_at is not None
    assert (entitlement.ends_at - entitlement.starts_at).days >= 89
