"""`/v1/invoices/create_preview`: the next invoice of a subscription.

Nothing is stored: no invoice, no proration, no use of a coupon. With `subscription_details` it
shows what a change would cost. A change with `always_invoice` is previewed as its immediate
invoice, others as the next renewal's. It is unknown which permission of a restricted key Stripe
requires; here it is the one to write invoices, as for every POST.
"""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.routing import ApiCall, post
from bot.simulator.stripe.api.subscription_items import change_items
from bot.simulator.stripe.behaviour import billing, discounting, prorating, scheduling
from bot.simulator.stripe.behaviour.periods import begin_due, next_renewal
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.parameters import flag, group, integer, listed, metadata, text
from bot.simulator.stripe.store import Json, copied

_AFTER_FINALIZING = 3600  # seconds: drafts of renewals are finalized and charged an hour later


def create_preview(account: Account, call: ApiCall) -> Json:
    """Return the next invoice of a subscription, unless there will be none."""
    if "subscription" not in call.params:
        raise missing("subscription")
    subscription = copied(
        account.require("subscription", call.params["subscription"], param="subscription")
    )
    details: Json = call.params.get("subscription_details", {})
    before: list[Json] = copied(subscription["items"]["data"])
    restarted = change_items(account, subscription, details.get("items", []))
    behavior: str = details.get("proration_behavior", "create_prorations")
    if call.params.get("preview_mode") == "recurring":
        return _recurring(account, subscription)
    moment: int | None = details.get("proration_date")
    prorating.check_moment(subscription, moment)
    extra: list[Json] = []
    if behavior != "none":
        extra = prorating.prorations(
            account, subscription, before, credit_only=restarted, moment=moment
        )
    if "items" in details and (restarted or behavior == "always_invoice"):
        return _now(account, subscription, extra, restarted=restarted)
    return _at_renewal(account, subscription, extra, details)


def _recurring(account: Account, subscription: Json) -> Json:
    """Return what every later period costs: no prorations, and no items that wait."""
    invoice = billing.compose(account, subscription, reason="upcoming", waiting=False)
    return _finish(account, subscription, invoice)


def _now(account: Account, subscription: Json, extra: list[Json], *, restarted: bool) -> Json:
    """Return the immediate invoice of a change."""
    items: list[Json] = []
    if restarted:
        subscription["billing_cycle_anchor"] = now = account.clock.stamp()
        items = subscription["items"]["data"]
        for item in items:
            item["current_period_end"] = now
        begin_due(subscription)
    invoice = billing.compose(
        account, subscription, reason="subscription_update", items=items, extra=extra
    )
    return _finish(account, subscription, invoice)


def _at_renewal(account: Account, subscription: Json, extra: list[Json], details: Json) -> Json:
    renewal = next_renewal(subscription)
    ends: int | None = subscription["cancel_at"]
    if details.get("cancel_at_period_end") or (ends is not None and ends <= renewal):
        raise _none(subscription)
    if subscription["status"] in ("canceled", "incomplete_expired", "paused"):
        raise _none(subscription)
    if phase := scheduling.next_phase(account, subscription, renewal):
        scheduling.sell(account, subscription, phase)
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    due = begin_due(subscription)
    invoice = billing.compose(account, subscription, reason="upcoming", items=due, extra=extra)
    invoice["next_payment_attempt"] = renewal + _AFTER_FINALIZING
    return _finish(account, subscription, invoice)


def _finish(account: Account, subscription: Json, invoice: Json) -> Json:
    invoice["id"] = f"upcoming_{invoice['id']}"
    for line in invoice["lines"]["data"]:
        line["invoice"] = invoice["id"]
    discounting.take_off(account, subscription, invoice)
    customer = account.require("customer", subscription["customer"])
    invoice["ending_balance"] = billing.settle_with_balance(customer, invoice)
    return invoice


def _none(subscription: Json) -> StripeError:
    return StripeError(
        f"No upcoming invoices for customer: {subscription['customer']}",
        status=404,
        code="invoice_upcoming_none",
    )


_ITEM = group(deleted=flag(), id=text(), metadata=metadata(), price=text(), quantity=integer(0))
_DETAILS = group(
    cancel_at_period_end=flag(),
    items=listed(_ITEM, most=20),
    proration_behavior=text("always_invoice", "create_prorations", "none"),
    proration_date=integer(),
)

ROUTES = (
    post(
        "/v1/invoices/create_preview",
        "invoice",
        create_preview,
        customer=text(),
        preview_mode=text("next", "recurring"),
        subscription=text(),
        subscription_details=_DETAILS,
    ),
)
