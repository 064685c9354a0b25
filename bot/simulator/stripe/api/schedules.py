"""`/v1/subscription_schedules`.

It is unknown which permission of a restricted key Stripe requires; here it is the one of
subscriptions.
"""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    changes,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.api.subscription_items import read_prices
from bot.simulator.stripe.behaviour import scheduling, subscribing
from bot.simulator.stripe.behaviour.periods import period_end
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.objects import schedule as schedules
from bot.simulator.stripe.parameters import flag, group, integer, listed, metadata, number, text
from bot.simulator.stripe.store import Json

KIND = "subscription_schedule"


def create(account: Account, call: ApiCall) -> Json:
    """Create a schedule of a running subscription; without one is not simulated."""
    if "from_subscription" not in call.params:
        raise StripeError("The simulator makes schedules from subscriptions only.")
    subscription = account.require(
        "subscription", call.params["from_subscription"], param="from_subscription"
    )
    if subscription["schedule"]:
        raise StripeError(
            "You cannot migrate a subscription that is already attached to a schedule: "
            f"{subscription['schedule']}."
        )
    made = schedules.schedule(account, subscription)
    made["metadata"] = call.params.get("metadata", {})
    account.add(made, "subscription_schedule.created")
    with account.changing(subscription, subscribing.UPDATED):
        subscription["schedule"] = made["id"]
    return made


def update(account: Account, call: ApiCall) -> Json:
    """Change the phases, from the current one on, or what happens at the end."""
    schedule = account.require(KIND, call.id)
    _check_active(schedule, "update")
    subscription = account.require("subscription", schedule["subscription"])
    with account.changing(schedule, "subscription_schedule.updated"):
        schedule |= changes(call.params, ("end_behavior",))
        merge_metadata(schedule, call.params)
        if "phases" in call.params:
            schedule["phases"] = _phases(account, schedule, call.params["phases"])
            started: Json = schedule["phases"][0]
            schedule["current_phase"] = {name: started[name] for name in ("start_date", "end_date")}
    with account.changing(subscription, subscribing.UPDATED):
        if "phases" in call.params:
            scheduling.sell(account, subscription, schedule["phases"][0])
        ends = schedule["end_behavior"] == "cancel"
        subscription["cancel_at"] = schedule["phases"][-1]["end_date"] if ends else None
    return schedule


def _phases(account: Account, schedule: Json, wanted: list[Json]) -> list[Json]:
    begin: int = schedule["current_phase"]["start_date"]
    made: list[Json] = []
    # That the running phase may keep an archived price is taken from how owners use schedules.
    held = {item["price"] for item in schedule["phases"][0]["items"]}
    for given in wanted:
        _check_named_once(given)
        prices = read_prices(account, given["items"], () if made else held)
        begin = given.get("start_date", begin)
        end = given.get("end_date") or period_end(begin, _length(given, prices[0][0]))
        items: list[Json] = [
            each | {"price": price["id"], "quantity": quantity}
            for each, (price, quantity) in zip(given["items"], prices, strict=True)
        ]
        made.append(schedules.phase(prices[0][0]["currency"], items, (begin, end), given))
        begin = end
    if not made or made[0]["start_date"] != schedule["current_phase"]["start_date"]:
        raise StripeError(
            "You can not modify the start date of the current phase.", param="phases[0][start_date]"
        )
    return made


def _check_named_once(given: Json) -> None:
    """Refuse two parameters for one thing.

    That Stripe does is known of other pairs of a phase.
    """
    items: list[Json] = given["items"]
    for group_, pair in (
        (given, ("trial", "trial_end")),
        *((each, ("plan", "price")) for each in items),
    ):
        if all(group_.get(name) is not None for name in pair):
            names = ", ".join(pair)
            raise StripeError(f"You may only specify one of these parameters: {names}.")


def _length(given: Json, price: Json) -> Json:
    return {"interval_count": 1} | given.get("duration", price["recurring"])


def release(account: Account, call: ApiCall) -> Json:
    """Release a subscription, which continues as it is now."""
    schedule = account.require(KIND, call.id)
    _check_active(schedule, "release")
    subscription = account.require("subscription", schedule["subscription"])
    with account.changing(subscription, subscribing.UPDATED):
        scheduling.let_go(account, schedule, subscription)
        if not call.params.get("preserve_cancel_date"):
            subscription["cancel_at"] = None
    return schedule


def cancel(account: Account, call: ApiCall) -> Json:
    """Cancel a schedule and its subscription immediately."""
    schedule = account.require(KIND, call.id)
    _check_active(schedule, "cancel")
    subscribing.end(account, account.require("subscription", schedule["subscription"]))
    return schedule


def _check_active(schedule: Json, action: str) -> None:
    if schedule["status"] != "active":
        raise StripeError(
            f"You can not {action} a subscription schedule that is currently in the "
            f"`{schedule['status']}` status."
        )


_DISCOUNTS = listed(group(coupon=text(), discount=text(), promotion_code=text()), most=20)
_RATES = listed(text(), unset=True, most=20)
_PAYEE = group(account=text(), type=text("account", "self", required=True))
_MOMENT = group(timestamp=integer(), type=text(required=True))
_ADDED = group(
    discountable=flag(),
    discounts=_DISCOUNTS,
    metadata=metadata(),
    period=group(end=_MOMENT, start=_MOMENT),
    price=text(),
    quantity=integer(0),
    tax_rates=_RATES,
)
_ITEM = group(
    billing_thresholds=group(unset=True, usage_gte=integer(required=True)),
    discounts=_DISCOUNTS,
    metadata=metadata(),
    plan=text(),
    price=text(),
    quantity=integer(0),
    tax_rates=_RATES,
)
_INVOICES = group(
    account_tax_ids=listed(text(), unset=True),
    custom_fields=listed(group(name=text(required=True), value=text(required=True)), most=4),
    days_until_due=integer(0),
    description=text(unset=True),
    footer=text(unset=True),
    issuer=_PAYEE,
)
_PHASE = group(
    add_invoice_items=listed(_ADDED, most=20),
    application_fee_percent=number(0, 100),
    automatic_tax=group(enabled=flag(), liability=_PAYEE),
    billing_cycle_anchor=text("automatic", "phase_start"),
    billing_thresholds=group(unset=True, amount_gte=integer(), reset_billing_cycle_anchor=flag()),
    collection_method=text("charge_automatically", "send_invoice"),
    currency=text(),
    default_payment_method=text(),
    default_tax_rates=_RATES,
    description=text(unset=True),
    discounts=_DISCOUNTS,
    duration=group(
        interval=text("day", "month", "week", "year", required=True), interval_count=integer(1)
    ),
    end_date=integer(),
    invoice_settings=_INVOICES,
    items=listed(_ITEM, required=True, most=20),
    metadata=metadata(),
    on_behalf_of=text(),
    proration_behavior=text("always_invoice", "create_prorations", "none"),
    start_date=integer(),
    transfer_data=group(amount_percent=number(0, 100), destination=text(required=True)),
    trial=flag(),
    trial_end=integer(),
)
_BASE, _PERMISSION = "/v1/subscription_schedules", "subscription"

ROUTES = (
    post(_BASE, _PERMISSION, create, from_subscription=text(), metadata=metadata()),
    get(f"{_BASE}/{{id}}", _PERMISSION, retrieve(KIND)),
    post(
        f"{_BASE}/{{id}}",
        _PERMISSION,
        update,
        end_behavior=text("cancel", "release"),
        proration_behavior=text("always_invoice", "create_prorations", "none"),
        metadata=metadata(),
        phases=listed(_PHASE, most=10),
    ),
    post(f"{_BASE}/{{id}}/release", _PERMISSION, release, preserve_cancel_date=flag()),
    post(f"{_BASE}/{{id}}/cancel", _PERMISSION, cancel),
    get(_BASE, _PERMISSION, list_of(KIND, "customer"), **PAGING | CREATED, customer=text()),
)
