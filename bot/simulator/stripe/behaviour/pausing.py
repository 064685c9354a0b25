"""Pauses collection only, which keeps access, or the subscription itself."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import settling
from bot.simulator.stripe.store import Json

_EVENTS = ("customer.subscription.updated", "customer.subscription.paused")


def pause_collection(subscription: Json, wanted: Json | None) -> None:
    """Pause or resume collection; the caller records the event.

    Args:
        subscription: Its status stays the same.
        wanted: `behavior` of its next invoices and maybe `resumes_at`; None to collect again.
    """
    subscription["pause_collection"] = wanted and {"resumes_at": None} | wanted


def set_aside(account: Account, invoice: Json, behavior: str) -> None:
    """Apply the pause's behavior to a draft invoice."""
    invoice["auto_advance"] = False
    match behavior:
        case "void":
            settling.void(account, invoice)
        case "mark_uncollectible":
            settling.mark_uncollectible(account, invoice)
        case _:  # stays a draft
            account.emit("invoice.updated", invoice)


def pause(account: Account, subscription: Json, reason: str) -> None:
    """Pause a subscription: no periods, no invoices, no access.

    Args:
        account: The merchant.
        subscription: A running one.
        reason: As in `status_details`, such as "trial_end_without_payment_method".
    """
    with account.changing(subscription, *_EVENTS):
        subscription["status"] = "paused"
        subscription["status_details"] = {
            "paused": {
                "type": "subscription",
                "subscription": {"type": reason},
                "transitioned_at": account.clock.stamp(),
            }
        }
