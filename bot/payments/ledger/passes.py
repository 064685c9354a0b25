"""Rights that last a number of days: those of one plan follow each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.payments.ledger.entitlement import Entitlement, State


@dataclass(frozen=True, slots=True)
class FixedTerm:
    """A pass, a gifted pass or a membership given for some days.

    Attributes:
        source: The fact that carries it.
        stripe_id: What was paid for it at Stripe; None for what staff gave.
        plan_id: The plan.
        given: When it was paid, redeemed or given.
        days: How long it lasts.
        cut: When it was ended before its time; None: it was not.
        frees: Whether what comes after moves up to where it was cut.
        suspended: Whether it is held back for now; its time goes on.
        reason: The word for why it is as it is.
    """

    source: str
    stripe_id: str | None
    plan_id: int
    given: datetime
    days: int
    ended_at: datetime | None
    suspended: bool
    reason: str
    frees_slot: bool = True


def stack(terms: Iterable[FixedTerm], now: datetime) -> list[Entitlement]:
    """Lay the terms of one plan end to end, in the order in which they were given."""
    free: datetime | None = None  # from here on no earlier term runs
    rights: list[Entitlement] = []
    for term in sorted(terms, key=lambda term: (term.given, term.source)):
        start = term.given if free is None else max(term.given, free)
        whole = start + timedelta(days=term.days)
        end = whole if term.ended_at is None else min(whole, term.ended_at)
        if end > start or not term.frees_slot:  # else it never began
            free = end if term.frees_slot else whole
        rights.append(_right(term, min(start, end), end, now))
    return rights


def _right(term: FixedTerm, start: datetime, end: datetime, now: datetime) -> Entitlement:
    # A cut is an act: it happened, whatever our clock says.
    over = now >= end or (term.ended_at is not None and end == term.ended_at)
    if over:
        state = State.ENDED
    elif term.suspended:
        state = State.SUSPENDED
    else:
        # Only behind another one: Stripe's clock may be ahead of ours.
        state = State.UPCOMING if now < start and start > term.given else State.ACTIVE
    time_is_up = term.ended_at is None and now >= end
    return Entitlement(
        source=term.source,
        stripe_id=term.stripe_id,
        plan_id=term.plan_id,
        state=state,
        starts_at=start,
        ends_at=end,
        renews=False,
        reason="time-up" if time_is_up else term.reason,
        recheck_at=None if over else start if now < start and start > term.given else end,
    )
