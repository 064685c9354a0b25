"""Defines an entitlement: a member's right to a plan over a time, from facts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class State(StrEnum):
    """The state of an entitlement."""

    PENDING = "pending"  # paid by a method that settles later: nothing is granted yet
    UPCOMING = "upcoming"  # paid, starts after another pass of the same plan
    ACTIVE = "active"
    GRACE = "grace"  # not paid, but access lasts for the grace period
    SUSPENDED = "suspended"  # no access until a dispute is decided or a pause ends
    ENDED = "ended"


# Separates the fact's id from the plan's in a source, for all but the first plan of a fact.
OF_PLAN = "/"

# How the ids of sources begin; Stripe's others, and unknown ones, are payments.
SUBSCRIPTION_PREFIX, GRANT_PREFIX, CODE_PREFIX = "sub_", "grant:", "code:"
SourceKind = Literal["subscription", "payment", "comp", "code"]

GRANTING = (State.ACTIVE, State.GRACE)
# Entitlements that are not over.
CURRENT_STATES = (State.PENDING, State.UPCOMING, State.ACTIVE, State.GRACE, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The right to a plan over a time, and the reason for its state.

    Attributes:
        source: The id of its subscription, payment, grant or claim. If that gives several plans,
            the sources of all but the first end with the plan: see `carrier`.
        stripe_id: What was paid for it at Stripe; None for what staff gave.
        plan_id: The plan.
        state: Its state now.
        starts_at: When it started or will start.
        ends_at: When it ends or ended; None: never.
        renews: Whether it renews by itself at `ends_at`.
        reason: The rule that decided: the end of a message id `grants-why-…`.
        recheck_at: When time alone may change the result; None: never.
        to_cancel: Whether it has ended although Stripe would still charge for it.
    """

    source: str
    stripe_id: str | None
    plan_id: int
    state: State
    starts_at: datetime
    ends_at: datetime | None
    renews: bool
    reason: str
    recheck_at: datetime | None
    to_cancel: bool = False


def is_subscription(stripe_id: str | None) -> bool:
    """Return whether an id is that of a subscription at Stripe."""
    return stripe_id is not None and stripe_id.startswith(SUBSCRIPTION_PREFIX)


def source_kind(source: str) -> SourceKind:
    """Return what an entitlement comes from; all ids say so by how they begin."""
    if is_subscription(source):
        return "subscription"
    if source.startswith(GRANT_PREFIX):
        return "comp"
    return "code" if source.startswith(CODE_PREFIX) else "payment"


def carrier(source: str) -> str:
    """Return the id of the fact behind an entitlement's source."""
    return source.partition(OF_PLAN)[0]
