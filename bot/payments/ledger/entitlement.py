"""An entitlement: the right of a member to a plan over a time, derived from facts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How far a right goes."""

    PENDING = "pending"  # paid by a method that settles later: nothing is granted yet
    UPCOMING = "upcoming"  # paid, begins later: behind another pass of the same plan
    ACTIVE = "active"
    GRACE = "grace"  # not paid, still allowed for a while
    SUSPENDED = "suspended"  # held back until something is decided: a dispute, a pause
    ENDED = "ended"


# Between a fact that pays for several plans and the plan, in the source of each but the first.
OF_PLAN = "/"

GRANTING = (State.ACTIVE, State.GRACE)
# Rights with a future: what a member may look forward to, or has.
CURRENT_STATES = (State.PENDING, State.UPCOMING, State.ACTIVE, State.GRACE, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The right to a plan over a time, and the word for why.

    Attributes:
        source: The fact that carries it: a subscription, payment, grant or claim. Where that
            carries several plans, the others' sources end with the plan: see `carrier`.
        stripe_id: What was paid for it at Stripe; None for what staff gave.
        plan_id: The plan.
        state: How far it goes now.
        starts_at: When it began or will begin.
        ends_at: When it ends or ended; None: never.
        renews: Whether it goes on by itself at `ends_at`.
        reason: The policy that decided: a word of the catalogue's `money-why-…`.
        recheck_at: When time alone may change the answer.
        to_cancel: It is over, but Stripe would go on charging for it.
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


def carrier(source: str) -> str:
    """Return the id of the fact behind a right's source."""
    return source.partition(OF_PLAN)[0]
