"""The life of a subscription: begun, planned to end, ended."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import billing, scheduling, settling
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.periods import next_renewal, set_period
from bot.simulator.stripe.ids import mint
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
    card: Card | None,
    discounts: list[str],
) -> Json:
    """Subscribe a customer and collect the first invoice.

    A bank debit makes the subscription active while its first invoice is still open. Without a
    card (None) nothing may be due. One that is free until an anchor in the future
    (`billing_cycle_anchor` without prorations) has no invoice until then.
    """
    made = subscriptions.subscription(account, customer, prices, params=params)
    _start_first_period(account, made, params)
    made["discounts"] = discounts
    customer["currency"] = made["currency"]
    account.add(made, "customer.subscription.created")
    for id_ in discounts:
        held = account.require("discount", id_)
        held["subscription"] = made["id"]
        account.emit("customer.discount.created", held)
    if _free_until_anchor(params):
        made["status"] = "active"
        return made
    invoice = billing.write(account, made, reason="subscription_create")
    billing.finalize(account, invoice)
    charge = billing.collect(account, invoice, card or Card.SUCCESS)
    with account.changing(made, UPDATED):
        made["status"] = "trialing" if made["trial_end"] else "active"
        if card is not None:
            made["default_payment_method"] = charge["payment_method"] if charge else mint("pm")
    emit_trial_end(account, made)
    return made


def _free_until_anchor(params: Json) -> bool:
    return "billing_cycle_anchor" in params and params.get("proration_behavior") == "none"


def _start_first_period(account: Account, made: Json, params: Json) -> None:
    now = account.clock.stamp()
    days: int | None = params.get("trial_period_days")
    trial_end: int | None = now + days * _DAY if days else params.get("trial_end")
    made["start_date"] = params.get("backdate_start_date", now)
    if anchor := params.get("billing_cycle_anchor"):
        set_period(made, now, anchor)
        made["billing_cycle_anchor"] = anchor
        return
    set_period(made, now, trial_end)
    if trial_end:
        made |= {"status": "trialing", "trial_start": now, "trial_end": trial_end}
        made["billing_cycle_anchor"] = trial_end


def emit_trial_end(account: Account, subscription: Json) -> None:
    """Announce a trial's end three days before, or now if it is shorter; only once."""
    private = account.private.setdefault(subscription["id"], {})
    if subscription["status"] != "trialing" or private.get("told") == subscription["trial_end"]:
        return
    if subscription["trial_end"] - account.clock.stamp() <= 3 * _DAY:
        private["told"] = subscription["trial_end"]
        account.emit("customer.subscription.trial_will_end", subscription)


def end(
    account: Account,
    subscription: Json,
    details: Json | None = None,
    *,
    reason: str = "cancellation_requested",
) -> None:
    """End a subscription now; a planned end keeps its own reason.

    Open invoices stay open: they are not charged any more, but can be paid on their page.
    """
    now = account.clock.stamp()
    reason = subscription["cancellation_details"]["reason"] or reason
    subscription["cancellation_details"] |= (details or {}) | {"reason": reason}
    subscription |= {"status": "canceled", "ended_at": now}
    subscription["canceled_at"] = subscription["canceled_at"] or now
    settling.stop_collecting(account, subscription)
    scheduling.end(account, subscription)
    account.emit("customer.subscription.deleted", subscription)


def plan_end(account: Account, subscription: Json, *, at_period_end: bool, at: int | None) -> None:
    """Plan a subscription's end, or cancel that plan; the caller records the event.

    Args:
        account: The merchant.
        subscription: The subscription to end.
        at_period_end: At the end of the running period; of several, the first to end.
        at: Otherwise the time, in seconds; None to cancel the plan.
    """
    moment = next_renewal(subscription) if at_period_end else at
    subscription["cancel_at_period_end"] = at_period_end
    subscription["cancel_at"] = moment
    subscription["canceled_at"] = account.clock.stamp() if moment else None
    reason = "cancellation_requested" if moment else None
    subscription["cancellation_details"] |= {"reason": reason}
