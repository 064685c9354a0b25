"""Test that what staff set in a schedule at Stripe survives a move and a planned switch."""

from typing import Any, cast

from bot.payments.stripe.objects.metadata import MEMBER
from bot.simulator.stripe.store import Json
from tests.flow.conftest import ALICE
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.moving.test_moving import BOB, Mover
from tests.flow.payments.moving.test_planned_switches import held
from tests.flow.payments.switching.actions import price, switch

# Of a phase, as staff may set it in the dashboard or by their own program.
SETTINGS: dict[str, Any] = {
    "application_fee_percent": 2.5,
    "automatic_tax": {"enabled": True, "liability": {"type": "self"}},
    "billing_thresholds": {"amount_gte": 5000, "reset_billing_cycle_anchor": False},
    "collection_method": "charge_automatically",
    "default_payment_method": "pm_staff",
    "default_tax_rates": ["txr_1", "txr_2"],
    "description": "Agreed by letter",
    "invoice_settings": {
        "account_tax_ids": ["atxi_1"],
        "custom_fields": [{"name": "Order", "value": "17"}],
        "description": "For your accounts",
        "footer": "Thank you",
        "issuer": {"type": "self"},
    },
    "on_behalf_of": "acct_1",
    "transfer_data": {"amount_percent": 10.0, "destination": "acct_1"},
}
ITEM: dict[str, Any] = {
    "metadata": {"seat": "window"},
    "tax_rates": ["txr_3"],
    "billing_thresholds": {"usage_gte": 9},
}


def without_owner(phase: Json) -> Json:
    kept = {name: text for name, text in phase["metadata"].items() if name == "staff"}
    return phase | {"metadata": kept}


async def planned_by_staff(scenario: Scenario) -> Json:
    """Plan two phases with all that can be set, which name the owner; return the schedule."""
    billing = scenario.billing
    top = await price(billing, "Top", 1)
    owner = dict(billing.stripe.subscriptions[scenario.subscription]["metadata"])
    (item,) = billing.stripe.subscriptions[scenario.subscription]["items"]["data"]
    schedules = billing.api.client.v1.subscription_schedules
    made = await schedules.create_async({"from_subscription": scenario.subscription})
    span, metadata = made.phases[0], owner | {"staff": "note"}
    now: Any = SETTINGS | {
        "items": [ITEM | {"price": item["price"]["id"], "quantity": 1}],
        "start_date": span.start_date,
        "end_date": span.end_date,
        "metadata": metadata,
    }
    extra = {"price": top.price_id, "discounts": [{"coupon": "c"}], "tax_rates": ["txr_4"]}
    later: Any = SETTINGS | {
        "add_invoice_items": [extra | {"metadata": {"why": "setup"}, "discountable": False}],
        "billing_cycle_anchor": "phase_start",
        "items": [ITEM | {"price": top.price_id, "quantity": 1}],
        "metadata": metadata,
        "proration_behavior": "always_invoice",
        "trial": True,
        "discounts": [{"promotion_code": "promo_1"}],
    }
    await schedules.update_async(made.id, {"phases": [now, later]})
    return billing.stripe.schedules[made.id]


async def test_a_move_changes_nothing_of_staffs_phases_but_the_owner(
    mover: Mover, scenario: Scenario
) -> None:
    await held(scenario)
    await scenario.billing.stripe.set_up_tax("inclusive")  # what prices without a behavior take
    schedule = await planned_by_staff(scenario)
    before: list[Json] = [without_owner(each) for each in schedule["phases"]]
    assert await mover.move()
    assert [without_owner(each) for each in schedule["phases"]] == before
    assert [each["metadata"][MEMBER] for each in schedule["phases"]] == [str(BOB)] * 2


async def test_a_planned_switch_keeps_what_staff_set_at_the_subscription(
    scenario: Scenario,
) -> None:
    await held(scenario)
    await scenario.billing.stripe.set_up_tax("inclusive")  # what prices without a behavior take
    stripe = scenario.billing.stripe
    subscription = stripe.subscriptions[scenario.subscription]
    subscription |= SETTINGS  # there by the same names
    subscription["items"]["data"][0] |= ITEM
    subscription["metadata"]["staff"] = "note"
    top = await price(scenario.billing, "Top", 1)
    assert (await switch(scenario, top)).outcome == "planned"
    schedule = stripe.schedules[subscription["schedule"]]
    for phase in schedule["phases"]:
        assert {name: _named(phase[name], kept) for name, kept in SETTINGS.items()} == SETTINGS
    await scenario.renew(after=21)
    (item,) = subscription["items"]["data"]
    assert item["price"]["id"] == top.price_id
    paid_by = {"default_payment_method"}  # the simulator names a payment's method there
    for name in SETTINGS.keys() - paid_by:
        assert _named(subscription[name], SETTINGS[name]) == SETTINGS[name]
    assert {name: _named(item[name], kept) for name, kept in ITEM.items()} == ITEM
    assert subscription["metadata"]["staff"] == "note"
    assert subscription["metadata"][MEMBER] == str(ALICE)


def _named(now: Any, kept: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what was set of a value as Stripe shows it: without unset fields, rates by id."""
    match kept:
        case dict():
            return {name: _named(now[name], each) for name, each in cast("Json", kept).items()}
        case list():
            return [each["id"] if "object" in each else each for each in now]
        case _:
            return now
