"""Finds the changes of a member's entitlements to notify them of. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.payments.ledger.entitlement import GRANTING, Entitlement, State, carrier, is_subscription
from bot.payments.ledger.facts import Snapshot, Subscription
from data.facts import StoredEntitlement

ON_ITS_WAY = ("unpaid", "first-payment")  # reasons of a payment that settles later
A_DAY = 24 * 3600  # seconds
OPEN = (*GRANTING, State.UPCOMING)
# The cause in message ids, by the fold's reason for an end; others have no cause of their own.
CAUSES = {
    "refunded": "refunded",
    "dispute-lost": "dispute-lost",
    "revoked": "revoked",
    "time-up": "time-up",
    "no-seat": "no-seat",
    "cancelling": "cancelled",
    "canceled": "cancelled",
    "trial-over": "trial",
    "unpaid": "unpaid",
    "past-due": "unpaid",
}


@dataclass(frozen=True, slots=True)
class EntitlementChange:
    """One change to notify the member of.

    Attributes:
        what: granted | restored | recovered | extended | switched | pending | failed | suspended |
            ended.
        entitlement: The entitlement as it is now.
        why: The cause, if it was suspended or ended.
    """

    what: str
    entitlement: Entitlement
    why: str = ""


def is_pending(entitlement: Entitlement | StoredEntitlement) -> bool:
    """Return whether a payment is pending: a subscription given up is also `unpaid`."""
    return entitlement.state == State.PENDING and entitlement.reason in ON_ITS_WAY


def blocks_purchase(entitlement: Entitlement) -> bool:
    """Return whether an entitlement leaves nothing to buy.

    What ends by itself may be bought again. A paused subscription resumes by itself, and a second
    one would be charged in addition.
    """
    own = carrier(entitlement.source) == entitlement.stripe_id
    if own and is_subscription(entitlement.stripe_id):
        return entitlement.state in (*GRANTING, State.SUSPENDED)
    return entitlement.state in GRANTING and entitlement.ends_at is None


def paid_for(entitlement: Entitlement) -> bool:
    """Return whether an entitlement was paid for and leaves nothing to buy."""
    return carrier(entitlement.source) == entitlement.stripe_id and blocks_purchase(entitlement)


def entitlement_changes(
    before: Iterable[StoredEntitlement], after: Iterable[Entitlement]
) -> list[EntitlementChange]:
    """Return the changes from a member's stored entitlements to the current ones.

    Renewals are left out, and ends of entitlements to a plan that another one still gives.
    """
    was = {entitlement.source: entitlement for entitlement in before}
    after = list(after)
    open_plans = {entitlement.plan_id for entitlement in after if entitlement.state in GRANTING}
    found = (_of(was.get(entitlement.source), entitlement) for entitlement in after)
    return [
        each
        for each in found
        if each is not None
        and not (each.what in ("ended", "suspended") and each.entitlement.plan_id in open_plans)
    ]


def _of(was: StoredEntitlement | None, entitlement: Entitlement) -> EntitlementChange | None:
    before = None if was is None else State(was.state)
    match entitlement.state:
        case State.ACTIVE | State.GRACE:
            return _opened(was, entitlement)
        case State.UPCOMING if before in (None, State.PENDING):
            return EntitlementChange("extended", entitlement)
        case State.PENDING if is_pending(entitlement):
            return (
                None
                if was is not None and is_pending(was)
                else EntitlementChange("pending", entitlement)
            )
        case State.SUSPENDED if before in OPEN:
            return EntitlementChange(
                "suspended", entitlement, "paused" if entitlement.reason == "paused" else "disputed"
            )
        case State.ENDED if before in (*OPEN, State.SUSPENDED):
            return EntitlementChange("ended", entitlement, _cause(was, entitlement))
        case State.ENDED | State.PENDING if was is not None and is_pending(was):
            return EntitlementChange("failed", entitlement)
        case _:
            return None


def _opened(was: StoredEntitlement | None, entitlement: Entitlement) -> EntitlementChange | None:
    if was is None or was.state == State.PENDING:
        return EntitlementChange("granted", entitlement)
    if was.state in (State.SUSPENDED, State.ENDED):
        return EntitlementChange("restored", entitlement)
    if was.plan_id != entitlement.plan_id:
        return EntitlementChange("switched", entitlement)
    if was.reason == "past-due" and entitlement.state is State.ACTIVE:
        return EntitlementChange("recovered", entitlement)
    return None


def end_reason(entitlement: Entitlement, snapshot: Snapshot | None) -> str:
    """Return the reason for an entitlement's end, the same wherever it is shown.

    Stripe's `canceled` also follows an unpaid trial, and the last failed attempt to charge.
    """
    if entitlement.reason != "canceled" or not isinstance(snapshot, Subscription):
        return entitlement.reason
    if snapshot.invoice in ("open", "uncollectible", "void"):
        return "past-due"
    ended, trial_end = snapshot.ended, snapshot.trial_end
    if ended is None or trial_end is None or snapshot.collected:
        return entitlement.reason
    # Stripe ends a trial a little late, not to the second.
    return "trial-over" if ended <= trial_end + A_DAY else entitlement.reason


def trial_just_ends(snapshot: Snapshot | None, *, asks_for_card: bool) -> bool:
    """Return whether a trial ends without a charge, because there is no card.

    `asks_for_card`, the plan's term now, decides only if that is not known.
    """
    match snapshot:
        case Subscription(cardless=bool(cardless)):
            return cardless
        case _:
            return not asks_for_card


def _cause(was: StoredEntitlement | None, entitlement: Entitlement) -> str:
    """Return the cause of an end; `canceled` also follows the last failed charge."""
    if entitlement.reason == "canceled" and was is not None:
        if was.reason == "past-due":
            return "unpaid"
        if was.reason == "trialing":
            return "trial"
    return CAUSES.get(entitlement.reason, "other")
