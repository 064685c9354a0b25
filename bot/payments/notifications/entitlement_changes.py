"""Finds the changes of a member's entitlements to notify them of. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.payments.ledger.entitlement import GRANTING, Entitlement, State, carrier
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


def is_pending(right: Entitlement | StoredEntitlement) -> bool:
    """Return whether a payment is pending: a subscription given up is also `unpaid`."""
    return right.state == State.PENDING and right.reason in ON_ITS_WAY


def blocks_purchase(right: Entitlement) -> bool:
    """Return whether an entitlement leaves nothing to buy.

    What ends by itself may be bought again. A paused subscription resumes by itself, and a second
    one would be charged in addition.
    """
    if carrier(right.source) == right.stripe_id and right.source.startswith("sub_"):
        return right.state in (*GRANTING, State.SUSPENDED)
    return right.state in GRANTING and right.ends_at is None


def paid_for(right: Entitlement) -> bool:
    """Return whether an entitlement was paid for and leaves nothing to buy."""
    return carrier(right.source) == right.stripe_id and blocks_purchase(right)


def entitlement_changes(
    before: Iterable[StoredEntitlement], after: Iterable[Entitlement]
) -> list[EntitlementChange]:
    """Return the changes from a member's stored entitlements to the current ones.

    Renewals are left out, and ends of entitlements to a plan that another one still gives.
    """
    was = {right.source: right for right in before}
    after = list(after)
    open_plans = {right.plan_id for right in after if right.state in GRANTING}
    found = (_of(was.get(right.source), right) for right in after)
    return [
        each
        for each in found
        if each is not None
        and not (each.what in ("ended", "suspended") and each.entitlement.plan_id in open_plans)
    ]


def _of(was: StoredEntitlement | None, right: Entitlement) -> EntitlementChange | None:
    before = None if was is None else State(was.state)
    match right.state:
        case State.ACTIVE | State.GRACE:
            return _opened(was, right)
        case State.UPCOMING if before in (None, State.PENDING):
            return EntitlementChange("extended", right)
        case State.PENDING if is_pending(right):
            return (
                None if was is not None and is_pending(was) else EntitlementChange("pending", right)
            )
        case State.SUSPENDED if before in OPEN:
            return EntitlementChange(
                "suspended", right, "paused" if right.reason == "paused" else "disputed"
            )
        case State.ENDED if before in (*OPEN, State.SUSPENDED):
            return EntitlementChange("ended", right, _cause(was, right))
        case State.ENDED | State.PENDING if was is not None and is_pending(was):
            return EntitlementChange("failed", right)
        case _:
            return None


def _opened(was: StoredEntitlement | None, right: Entitlement) -> EntitlementChange | None:
    if was is None or was.state == State.PENDING:
        return EntitlementChange("granted", right)
    if was.state in (State.SUSPENDED, State.ENDED):
        return EntitlementChange("restored", right)
    if was.plan_id != right.plan_id:
        return EntitlementChange("switched", right)
    if was.reason == "past-due" and right.state is State.ACTIVE:
        return EntitlementChange("recovered", right)
    return None


def end_reason(right: Entitlement, snapshot: Snapshot | None) -> str:
    """Return the reason for an entitlement's end, the same wherever it is shown.

    Stripe's `canceled` also follows an unpaid trial, and the last failed attempt to charge.
    """
    if right.reason != "canceled" or not isinstance(snapshot, Subscription):
        return right.reason
    if snapshot.invoice in ("open", "uncollectible", "void"):
        return "past-due"
    ended, trial_end = snapshot.ended, snapshot.trial_end
    if ended is None or trial_end is None or snapshot.collected:
        return right.reason
    # Stripe ends a trial a little late, not to the second.
    return "trial-over" if ended <= trial_end + A_DAY else right.reason


def trial_just_ends(snapshot: Snapshot | None, *, asks_for_card: bool) -> bool:
    """Return whether a trial ends without a charge, because there is no card.

    `asks_for_card`, the plan's term now, decides only if that is not known.
    """
    match snapshot:
        case Subscription(cardless=bool(cardless)):
            return cardless
        case _:
            return not asks_for_card


def _cause(was: StoredEntitlement | None, right: Entitlement) -> str:
    """Return the cause of an end; `canceled` also follows the last failed charge."""
    if right.reason == "canceled" and was is not None:
        if was.reason == "past-due":
            return "unpaid"
        if was.reason == "trialing":
            return "trial"
    return CAUSES.get(right.reason, "other")
