"""Stacks entitlements of fixed length: those of one plan follow each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.payments.ledger.entitlement import Entitlement, State


@dataclass(frozen=True, slots=True)
class MovedTerm:
    """When staff moved a term here from another account, and when it started there."""

    at: datetime
    start: datetime


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
        moved: How it came from another account; None: it did not.
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
    moved: MovedTerm | None = None


def stack(terms: Iterable[FixedTerm], now: datetime) -> list[Entitlement]:
    """Return entitlements for the terms, end to end in the order of being given.

    Terms moved from another account keep the time that they had there, because what was given
    before, here or there, is over. What is given here later follows them.
    """
    free: datetime | None = None  # when the last earlier term ends
    next_start: datetime | None = None  # of a term moved along with the last one
    entitlements: list[Entitlement] = []
    for term in sorted(terms, key=_order):
        start = term.given if free is None else max(term.given, free)
        if term.moved is not None:
            if term.moved.start != next_start:  # else it follows, also if that one is refunded
                start = term.moved.start
            next_start = term.moved.start + timedelta(days=term.days)
        whole = start + timedelta(days=term.days)
        end = whole if term.ended_at is None else min(whole, term.ended_at)
        if end > start or not term.frees_slot:  # else it never started
            over = end if term.frees_slot else whole
            free = over if free is None else max(free, over)
        entitlements.append(_entitlement(term, min(start, end), end, now))
    return entitlements


def _order(term: FixedTerm) -> tuple[datetime, datetime, str]:
    """Return the sort key: when a term came to this account, then when it starts."""
    if term.moved is None:
        return term.given, term.given, term.source
    return term.moved.at, term.moved.start, term.source


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
