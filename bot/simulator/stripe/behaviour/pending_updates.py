"""Pending updates: changes of a subscription that apply only once they are paid.

Until then the subscription keeps its items and its status, also if the payment fails. After 23
hours, or at the end of the period if that is sooner, Stripe voids the invoice and drops the change
(docs.stripe.com/billing/subscriptions/pending-updates-reference). That it also drops it at the next
change is taken from there; which events it sends besides its own two is unknown.
"""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import settling
from bot.simulator.stripe.behaviour.periods import next_renewal
from bot.simulator.stripe.store import Json, copied

_LIFE = 23 * 3600  # seconds
_UPDATED = "customer.subscription.updated"
_APPLIED = "customer.subscription.pending_update_applied"
_EXPIRED = "customer.subscription.pending_update_expired"
_CHANGED = ("items", "billing_cycle_anchor")


def hold(account: Account, subscription: Json, before: Json, invoice: Json) -> None:
    """Undo a change whose invoice is open, to apply it once that is paid.

    Args:
        account: The merchant.
        subscription: The subscription, already changed.
        before: A copy from before the change.
        invoice: The open invoice of the change.
    """
    wanted = {name: copied(subscription[name]) for name in _CHANGED}
    restarted = wanted["billing_cycle_anchor"] != before["billing_cycle_anchor"]
    subscription |= {name: copied(before[name]) for name in _CHANGED}
    subscription["pending_update"] = {
        "billing_cycle_anchor": wanted["billing_cycle_anchor"] if restarted else None,
        "expires_at": min(account.clock.stamp() + _LIFE, next_renewal(subscription)),
        "subscription_items": wanted["items"]["data"],
        "trial_end": None,
        "trial_from_plan": None,
    }
    private = account.private.setdefault(subscription["id"], {})
    private["pending"] = {"wanted": wanted, "invoice": invoice["id"]}


def belongs_to(account: Account, subscription: Json, invoice: Json) -> bool:
    """Return whether an invoice is that of a pending update."""
    held: Json = account.private.get(subscription["id"], {}).get("pending", {})
    return held.get("invoice") == invoice["id"]


def apply(account: Account, subscription: Json) -> None:
    """Apply a change, because its invoice was paid."""
    held = account.private[subscription["id"]].pop("pending")
    with account.changing(subscription, _UPDATED, _APPLIED):
        subscription |= held["wanted"] | {"pending_update": None}


def discard(account: Account, subscription: Json, *, expired: bool = False) -> None:
    """Drop a change that was not paid, if there is one, and void its invoice."""
    held: Json = account.private.get(subscription["id"], {}).pop("pending", {})
    if not held:
        return
    invoice = account.require("invoice", held["invoice"])
    if invoice["status"] in ("open", "uncollectible"):
        settling.void(account, invoice)
    with account.changing(subscription, _UPDATED, *(_EXPIRED,) * expired):
        subscription["pending_update"] = None


def expire(account: Account, subscription: Json, now: int) -> None:
    """Drop a change that was not paid in time."""
    held: Json | None = subscription["pending_update"]
    if held and held["expires_at"] <= now:
        discard(account, subscription, expired=True)
