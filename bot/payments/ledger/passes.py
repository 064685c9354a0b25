"""Stacks entitlements of fixed length: those of one plan follow each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.payments.ledger.entitlement import Entitlement, State


@dataclass(frozen=True, slots=True)
class FixedTerm:
    """A pass, a gifted pass or a membership given for some days.

    Attributes:
        source: The id of its payment, grant or claim.
        stripe_id: What was paid for it at Stripe; None for what staff gave.
        plan_id: The plan.
        given: When it was paid, redeemed or given.
        days: How long it lasts, in days.
        ended_at: When it was ended early; None: it was not.
        suspended: Whether access is suspended; its time continues.
        reason: The reason for its state.
        frees_slot: Whether the next term starts at `ended_at` if this one was ended early.
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
    """Return entitlements for the terms, end to end in the order of being given."""
    free: datetime | None = None  # when the last earlier term ends
    entitlements: list[Entitlement] = []
    for term in sorted(terms, key=lambda term: (term.given, term.source)):
        start = term.given if free is None else max(term.given, free)
        whole = start + timedelta(days=term.days)
        end = whole if term.ended_at is None else min(whole, term.ended_at)
        if end > start or not term.frees_slot:  # else it never started
            free = end if term.frees_slot else whole
        entitlements.append(_entitlement(term, min(start, end), end, now))
    return entitlements


def _entitlement(term: FixedTerm, start: datetime, end: datetime, now: datetime) -> Entitlement:
    # A term ended early is over even if our clock is behind, because that has happened.
    over = now >= end or (term.ended_at is not None and end == term.ended_at)
    if over:
        state = State.ENDED
    elif term.suspended:
        state = State.SUSPENDED
    else:
        # Only if it follows another term, because Stripe's clock may be ahead of ours.
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
