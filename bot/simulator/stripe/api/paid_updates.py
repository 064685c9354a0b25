"""Updates with `payment_behavior=pending_if_incomplete`, applied if paid."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.subscription_items import change_items
from bot.simulator.stripe.behaviour import billing, pending_updates, prorating
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.periods import set_period
from bot.simulator.stripe.behaviour.subscribing import UPDATED
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.store import Json, copied

BEHAVIOR = "pending_if_incomplete"
_SUPPORTED = {
    *("billing_cycle_anchor", "expand", "items", "payment_behavior"),
    *("proration_behavior", "proration_date"),
}


def update(account: Account, subscription: Json, params: Json, card: Card) -> None:
    """Change items and charge for it; if that fails, the change stays pending.

    Raises:
        StripeError: Another parameter is given, or invoices are sent to the customer.
    """
    _check(subscription, params)
    pending_updates.discard(account, subscription)
    before = copied(subscription)
    charge: Json | None = None
    with account.changing(subscription, UPDATED):
        invoice = _invoice(account, subscription, before, params)
        if invoice is None:
            return
        billing.finalize(account, invoice)
        charge = billing.collect(account, invoice, card if invoice["amount_due"] else Card.SUCCESS)
        if invoice["status"] != "paid":
            pending_updates.hold(account, subscription, before, invoice)
        elif charge:
            subscription["default_payment_method"] = charge["payment_method"]


def _check(subscription: Json, params: Json) -> None:
    if strangers := sorted(params.keys() - _SUPPORTED):
        raise StripeError(
            f"Passing `{strangers[0]}` is not supported with "
            f"`payment_behavior={BEHAVIOR}`. Update it in a separate request.",
            param=strangers[0],
        )
    if subscription["collection_method"] != "charge_automatically":
        raise StripeError(
            f"`payment_behavior={BEHAVIOR}` requires `collection_method=charge_automatically`.",
            param="payment_behavior",
        )


def _invoice(account: Account, subscription: Json, before: Json, params: Json) -> Json | None:
    """Apply a change and write its invoice; return None if nothing is invoiced now."""
    restarted = change_items(account, subscription, params.get("items", []))
    restarted = restarted or params.get("billing_cycle_anchor", {}).get("type") == "now"
    if subscription["status"] == "trialing":
        return None
    behavior: str = params.get("proration_behavior", "create_prorations")
    if behavior != "none":
        items: list[Json] = before["items"]["data"]
        moment: int | None = params.get("proration_date")
        prorating.prorate(account, subscription, items, credit_only=restarted, moment=moment)
    if restarted:
        subscription["billing_cycle_anchor"] = account.clock.stamp()
        set_period(subscription, subscription["billing_cycle_anchor"])
        return billing.write(account, subscription, reason="subscription_update")
    if behavior == "always_invoice" and any(prorating.pending(account, subscription)):
        return billing.write(account, subscription, reason="subscription_update", items=())
    return None
