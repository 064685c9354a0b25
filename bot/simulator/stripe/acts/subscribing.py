"""The life of a subscription: begun, renewed, failed, recovered, ended."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import billing
from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.acts.periods import current_end, set_period
from bot.simulator.stripe.objects import subscription as subscriptions
from bot.simulator.stripe.store import Json

_DAY = 24 * 3600
UPDATED = "customer.subscription.updated"


def begin(
    account: Account,
    customer: Json,
    prices: list[tuple[Json, int]],
    *,
    params: Json,
    card: Card,
) -> Json:
    """Subscribe a customer and collect the first invoice.

    A bank debit makes the subscription active while its first invoice is still open.
    """
    made = subscriptions.subscription(account, customer, prices, params=params)
    _start_first_period(made, params)
    customer["currency"] = made["currency"]
    account.add(made, "customer.subscription.created")
    bill = billing.write(account, made, reason="subscription_create")
    billing.finalize(account, bill)
    charge = billing.collect(account, bill, card)
    with account.changing(made, UPDATED):
        made["status"] = "trialing" if made["trial_end"] else "active"
        made["default_payment_method"] = charge and charge["payment_method"]
    return made


def _start_first_period(made: Json, params: Json) -> None:
    now: int = made["start_date"]
    days: int | None = params.get("trial_period_days")
    trial_end: int | None = now + days * _DAY if days else params.get("trial_end")
    set_period(made, now, trial_end)
    if trial_end:
        made |= {"status": "trialing", "trial_start": now, "trial_end": trial_end}
        made["billing_cycle_anchor"] = trial_end


def renew(account: Account, subscription: Json, card: Card) -> None:
    """Begin the next period and charge for it; a subscription that was to end, ends."""
    if subscription["cancel_at_period_end"]:
        end(account, subscription)
        return
    with account.changing(subscription, UPDATED):
        set_period(subscription, current_end(subscription))
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        bill = billing.write(account, subscription, reason="subscription_cycle")
    billing.finalize(account, bill)
    _collect(account, subscription, bill, card)


def retry(account: Account, subscription: Json, card: Card) -> None:
    """Charge the latest invoice again, if it is open."""
    bill = account.require("invoice", subscription["latest_invoice"])
    if bill["status"] == "open":
        _collect(account, subscription, bill, card)


def _collect(account: Account, subscription: Json, bill: Json, card: Card) -> None:
    billing.collect(account, bill, card)
    with account.changing(subscription, UPDATED):
        subscription["status"] = "past_due" if card is Card.DECLINED else "active"


def end(account: Account, subscription: Json, details: Json | None = None) -> None:
    """End a subscription now."""
    now = account.clock.stamp()
    reason = subscription["cancellation_details"]["reason"] or "cancellation_requested"
    subscription["cancellation_details"] |= (details or {}) | {"reason": reason}
    subscription |= {"status": "canceled", "ended_at": now}
    subscription["canceled_at"] = subscription["canceled_at"] or now
    account.emit("customer.subscription.deleted", subscription)


def plan_end(account: Account, subscription: Json, *, at_period_end: bool, at: int | None) -> None:
    """Plan the end of a subscription, or take the plan back; the caller records the event.

    Args:
        account: The merchant.
        subscription: What is to end.
        at_period_end: Together with the running period.
        at: Otherwise when, in seconds; None to take the plan back.
    """
    moment = current_end(subscription) if at_period_end else at
    subscription["cancel_at_period_end"] = at_period_end
    subscription["cancel_at"] = moment
    subscription["canceled_at"] = account.clock.stamp() if moment else None
    reason = "cancellation_requested" if moment else None
    subscription["cancellation_details"] |= {"reason": reason}
