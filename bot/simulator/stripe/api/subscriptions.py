"""`/v1/subscriptions`."""

from dataclasses import replace

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api import paid_updates
from bot.simulator.stripe.api.discounts import read_discounts
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    EXPAND,
    PAGING,
    ApiCall,
    changes,
    delete,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.api.subscription_items import change_items, read_prices
from bot.simulator.stripe.behaviour import (
    currencies,
    discounting,
    pausing,
    pending_updates,
    prorating,
    renewing,
    scheduling,
    subscribing,
)
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.periods import current_end, next_renewal
from bot.simulator.stripe.errors import StripeError, declined, no_such
from bot.simulator.stripe.parameters import flag, group, integer, listed, metadata, moment, text
from bot.simulator.stripe.store import Json, Value, copied

_ONLY_DETAILS = "A canceled subscription can only update its cancellation_details and metadata."
_ALIVE_AFTER_END = {"cancellation_details", "metadata", "expand"}
_STATUSES = (
    *("active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused"),
    *("trialing", "unpaid", "all", "ended"),
)


def update(account: Account, call: ApiCall) -> Json:
    """Change a subscription, plan its end, or cancel that plan.

    What is due immediately is charged to its payment method; if that fails it becomes past due,
    unless `payment_behavior` is `error_if_incomplete`, or the change stays pending.
    """
    subscription = account.require("subscription", call.id)
    if subscription["status"] == "canceled" and call.params.keys() - _ALIVE_AFTER_END:
        raise StripeError(_ONLY_DETAILS)
    _check_ends(subscription, call.params)
    prorating.check_moment(subscription, call.params.get("proration_date"))
    card = renewing.card_of(account, subscription)
    if call.params.get("payment_behavior") == paid_updates.BEHAVIOR:
        paid_updates.update(account, subscription, call.params, card)
        return subscription
    if "items" in call.params:
        pending_updates.discard(account, subscription)
    before: list[Json] = copied(subscription["items"]["data"])
    behavior: str = call.params.get("proration_behavior", "create_prorations")
    with account.changing(subscription, subscribing.UPDATED):
        _configure(account, subscription, call)
        restarted = change_items(account, subscription, call.params.get("items", []))
        restarted = restarted or call.params.get("billing_cycle_anchor", {}).get("type") == "now"
        if subscription["status"] == "trialing" and call.params.get("trial_end") == "now":
            subscription |= {"status": "active", "trial_end": account.clock.stamp()}
            before, restarted = [], True
        restarted = restarted and subscription["status"] != "trialing"
        if restarted or behavior == "always_invoice":
            _check_payment(call.params, card)
        if not restarted and behavior != "none":
            moment: int | None = call.params.get("proration_date")
            prorating.prorate(account, subscription, before, moment=moment)
    if restarted:
        credit = None if behavior == "none" else before
        renewing.restart_period(account, subscription, card, before=credit)
    elif behavior == "always_invoice" and any(prorating.pending(account, subscription)):
        renewing.invoice_now(account, subscription, card)
    return subscription


def _configure(account: Account, subscription: Json, call: ApiCall) -> None:
    """Change what isn't about items: texts, coupons, a pause, the planned end."""
    subscription |= changes(call.params, ("description",))
    if "pause_collection" in call.params:
        pausing.pause_collection(subscription, call.params["pause_collection"])
    subscription["cancellation_details"] |= call.params.get("cancellation_details", {})
    merge_metadata(subscription, call.params)
    if "discounts" in call.params:
        discounting.replace(account, subscription, read_discounts(account, subscription, call))
    if call.params.keys() & {"cancel_at_period_end", "cancel_at"}:
        _plan_end(account, subscription, call.params)


def create(account: Account, call: ApiCall) -> Json:
    """Subscribe a customer without checkout, as when migrating from another system.

    Their payment method is charged for the first period, unless there is a trial, or nothing is
    due before `billing_cycle_anchor`. The simulator doesn't invoice a time before today or a
    part of a period: a backdated or anchored subscription must not be prorated.
    """
    params = call.params
    customer = account.require("customer", params["customer"], param="customer")
    if params.keys() & {"billing_cycle_anchor", "backdate_start_date"} and (
        params.get("proration_behavior") != "none"
    ):
        raise StripeError("The simulator begins subscriptions in the middle unprorated only.")
    prices = read_prices(account, params.get("items", []))
    currencies.check(account, customer["id"], prices[0][0]["currency"])
    return subscribing.begin(
        account, customer, prices, params=params, card=Card.SUCCESS, discounts=[]
    )


def _check_payment(params: Json, card: Card) -> None:
    if params.get("payment_behavior") == "error_if_incomplete" and card is not Card.SUCCESS:
        raise declined()


def _check_ends(subscription: Json, params: Json) -> None:
    if params.keys() & {"cancel_at_period_end", "cancel_at"}:
        scheduling.refuse_cancelling(subscription)
    if params.get("cancel_at_period_end") and params.get("cancel_at"):
        raise StripeError(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
            param="cancel_at",
        )


def _plan_end(account: Account, subscription: Json, params: Json) -> None:
    moments = {"max_period_end": current_end, "min_period_end": next_renewal}
    at: Value = params.get("cancel_at")
    moment = moments[at](subscription) if at in moments else at
    at_period_end: bool = params.get("cancel_at_period_end", False)
    subscribing.plan_end(account, subscription, at_period_end=at_period_end, at=moment)


def cancel(account: Account, call: ApiCall) -> Json:
    """Cancel a subscription now; an ended one is not found."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] == "canceled":
        raise no_such("subscription", call.id)
    subscribing.end(account, subscription, call.params.get("cancellation_details"))
    return subscription


def pause(account: Account, call: ApiCall) -> Json:
    """Pause a running subscription."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] not in ("active", "past_due", "trialing"):
        raise StripeError(
            f"You cannot pause a subscription with a status of `{subscription['status']}`."
        )
    pausing.pause(account, subscription, "pause_requested")
    return subscription


def resume(account: Account, call: ApiCall) -> Json:
    """Resume a paused subscription; its payment method, if any, is charged."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] != "paused":
        raise StripeError("You can only resume a subscription with a status of `paused`.")
    renewing.resume(account, subscription, renewing.card_of(account, subscription))
    return subscription


def _has_status(item: Json, status: str) -> bool:
    if status == "ended":
        return item["status"] in ("canceled", "incomplete_expired")
    return status in ("all", item["status"])


def _has_price(item: Json, price: str) -> bool:
    return any(entry["price"]["id"] == price for entry in item["items"]["data"])


_list = list_of(
    "subscription", "customer", "collection_method", status=_has_status, price=_has_price
)
_list_running = list_of(
    "subscription",
    "customer",
    "collection_method",
    price=_has_price,
    status=lambda item, _: item["status"] != "canceled",
)


def list_subscriptions(account: Account, call: ApiCall) -> Json:
    """Return a page of subscriptions; without a status those not cancelled."""
    if "status" in call.params:
        return _list(account, call)
    return _list_running(account, replace(call, params=call.params | {"status": "running"}))


_DETAILS = group(comment=text(unset=True), feedback=text(unset=True))
_ITEM = group(deleted=flag(), id=text(), metadata=metadata(), price=text(), quantity=integer(0))
PRORATION = text("always_invoice", "create_prorations", "none")
PAYMENT = text("allow_incomplete", "error_if_incomplete", paid_updates.BEHAVIOR)
_PAUSE = group(
    unset=True,
    behavior=text("keep_as_draft", "mark_uncollectible", "void", required=True),
    resumes_at=integer(),
)

ROUTES = (
    get("/v1/subscriptions/{id}", "subscription", retrieve("subscription")),
    post(
        "/v1/subscriptions/{id}",
        "subscription",
        update,
        billing_cycle_anchor=group(type=text("now", "unchanged", required=True)),
        cancel_at=moment("max_period_end", "min_period_end", unset=True),
        cancel_at_period_end=flag(),
        cancellation_details=_DETAILS,
        description=text(unset=True, longest=500),
        discounts=listed(
            group(coupon=text(), discount=text(), promotion_code=text()), unset=True, most=20
        ),
        items=listed(_ITEM, most=20),
        metadata=metadata(),
        pause_collection=_PAUSE,
        payment_behavior=PAYMENT,
        proration_behavior=PRORATION,
        proration_date=integer(),
        trial_end=text("now"),
    ),
    post(
        "/v1/subscriptions",
        "subscription",
        create,
        backdate_start_date=integer(),
        billing_cycle_anchor=integer(),
        customer=text(required=True),
        description=text(longest=500),
        items=listed(group(metadata=metadata(), price=text(), quantity=integer(0)), most=20),
        metadata=metadata(),
        proration_behavior=PRORATION,
        trial_end=integer(),
        trial_period_days=integer(1, 730),
    ),
    post("/v1/subscriptions/{id}/pause", "subscription", pause, type=text("subscription")),
    post(
        "/v1/subscriptions/{id}/resume",
        "subscription",
        resume,
        payment_behavior=text("resume_on_payment_attempt"),
        proration_behavior=PRORATION,
    ),
    delete(
        "/v1/subscriptions/{id}",
        "subscription",
        cancel,
        **EXPAND,
        cancellation_details=_DETAILS,
        invoice_now=flag(),
        prorate=flag(),
    ),
    get(
        "/v1/subscriptions",
        "subscription",
        list_subscriptions,
        **PAGING | CREATED,
        collection_method=text("charge_automatically", "send_invoice"),
        customer=text(),
        price=text(),
        status=text(*_STATUSES),
    ),
)
