"""Pausing: of collecting money only, which leaves access alone, or of the subscription itself."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import settling
from bot.simulator.stripe.store import Json

_EVENTS = ("customer.subscription.updated", "customer.subscription.paused")


def pause_collection(subscription: Json, wanted: Json | None) -> None:
    """Collect no money until further notice, or again; the caller records the event.

    Args:
        subscription: Its status stays what it is.
        wanted: `behavior` of its next invoices and maybe `resumes_at`; None to collect again.
    """
    subscription["pause_collection"] = wanted and {"resumes_at": None} | wanted


def set_aside(account: Account, bill: Json, behavior: str) -> None:
    """What becomes of a draft invoice while collection is paused."""
    bill["auto_advance"] = False
    match behavior:
        case "void":
            settling.void(account, bill)
        case "mark_uncollectible":
            settling.mark_uncollectible(account, bill)
        case _:  # kept as a draft
            account.emit("invoice.updated", bill)


def pause(account: Account, subscription: Json, reason: str) -> None:
    """Let a subscription rest: no periods, no invoices, no access.

    Args:
        account: The merchant.
        subscription: A running one.
        reason: As `status_details` words it, as "trial_end_without_payment_method".
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
