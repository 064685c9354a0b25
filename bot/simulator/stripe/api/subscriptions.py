"""`/v1/subscriptions`."""

from dataclasses import replace

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import pausing, renewing, subscribing
from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    EXPAND,
    PAGING,
    Call,
    changes,
    delete,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.api.subscription_items import change_items
from bot.simulator.stripe.errors import StripeError, no_such
from bot.simulator.stripe.parameters import flag, group, integer, listed, metadata, text
from bot.simulator.stripe.store import Json

_ALIVE_AFTER_END = {"cancellation_details", "metadata", "expand"}
_STATUSES = (
    *("active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused"),
    *("trialing", "unpaid", "all", "ended"),
)


def update(account: Account, call: Call) -> Json:
    """Change a subscription, plan its end, or take that plan back."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] == "canceled" and call.params.keys() - _ALIVE_AFTER_END:
        raise StripeError(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    _check_ends(call.params)
    with account.changing(subscription, subscribing.UPDATED):
        subscription |= changes(call.params, ("description",))
        if "pause_collection" in call.params:
            pausing.pause_collection(subscription, call.params["pause_collection"])
        subscription["cancellation_details"] |= call.params.get("cancellation_details", {})
        merge_metadata(subscription, call.params)
        anew = change_items(account, subscription, call.params.get("items", []))
        if call.params.keys() & {"cancel_at_period_end", "cancel_at"}:
            _plan_end(account, subscription, call.params)
    if anew and subscription["status"] != "trialing":
        renewing.begin_anew(account, subscription, Card.SUCCESS)
    return subscription


def _check_ends(params: Json) -> None:
    if params.get("cancel_at_period_end") and params.get("cancel_at"):
        raise StripeError(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
            param="cancel_at",
        )


def _plan_end(account: Account, subscription: Json, params: Json) -> None:
    at_period_end: bool = params.get("cancel_at_period_end", False)
    subscribing.plan_end(
        account, subscription, at_period_end=at_period_end, at=params.get("cancel_at")
    )


def cancel(account: Account, call: Call) -> Json:
    """End a subscription now; one that has ended can't be found."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] == "canceled":
        raise no_such("subscription", call.id)
    subscribing.end(account, subscription, call.params.get("cancellation_details"))
    return subscription


def pause(account: Account, call: Call) -> Json:
    """Let a running subscription rest."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] not in ("active", "past_due", "trialing"):
        raise StripeError(
            f"You cannot pause a subscription with a status of `{subscription['status']}`."
        )
    pausing.pause(account, subscription, "pause_requested")
    return subscription


def resume(account: Account, call: Call) -> Json:
    """Wake a paused subscription; its payment method is charged if there is one."""
    subscription = account.require("subscription", call.id)
    if subscription["status"] != "paused":
        raise StripeError("You can only resume a subscription with a status of `paused`.")
    renewing.resume(account, subscription, Card.SUCCESS)
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


def list_subscriptions(account: Account, call: Call) -> Json:
    """A page of subscriptions; without a status those that haven't been cancelled."""
    if "status" in call.params:
        return _list(account, call)
    return _list_running(account, replace(call, params=call.params | {"status": "running"}))


_DETAILS = group(comment=text(unset=True), feedback=text(unset=True))
_ITEM = group(deleted=flag(), id=text(), metadata=metadata(), price=text(), quantity=integer(0))
_PRORATION = text("always_invoice", "create_prorations", "none")
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
        cancel_at=integer(unset=True),
        cancel_at_period_end=flag(),
        cancellation_details=_DETAILS,
        description=text(unset=True, longest=500),
        items=listed(_ITEM, most=20),
        metadata=metadata(),
        pause_collection=_PAUSE,
        proration_behavior=_PRORATION,
    ),
    post("/v1/subscriptions/{id}/pause", "subscription", pause, type=text("subscription")),
    post(
        "/v1/subscriptions/{id}/resume",
        "subscription",
        resume,
        payment_behavior=text("resume_on_payment_attempt"),
        proration_behavior=_PRORATION,
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
