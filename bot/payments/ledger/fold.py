"""Folds all facts about a member into the member's entitlements at an instant.

Pure and total: the same facts in any order, any number of times, give the same entitlements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from bot.payments.ledger.entitlement import OF_PLAN, Entitlement, State
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Claim, Fact, Grant, Payment, Subscription, at
from bot.payments.ledger.passes import FixedTerm, MovedTerm, stack
from bot.payments.ledger.policy import PlanPolicy, Policy
from bot.payments.ledger.reversals import Reversal, reversal_of
from bot.payments.ledger.stripe_statuses import OTHER_PRODUCT, PAYMENTS
from bot.payments.ledger.subscription_rules import Evaluation, evaluate_subscription

MOMENT = timedelta(milliseconds=1)  # the finest time that is stored


def fold(facts: Iterable[Fact], policy: Policy, now: datetime) -> list[Entitlement]:
    """Return a member's entitlements, sorted by source."""
    index = FactIndex.of(facts)
    entitlements: list[Entitlement] = []
    terms: list[FixedTerm] = []
    for snapshot in index.own:
        match snapshot:
            case Subscription():
                entitlements += _subscribed(index, snapshot, policy, now)
            case Payment(gift=False):
                _sort(_paid(index, snapshot, policy), entitlements, terms)
            case Grant():
                _sort(_granted(index, snapshot), entitlements, terms)
            case Claim():
                _claim(index, snapshot, policy, now, entitlements, terms)
            case _:
                pass
    entitlements += _stacked(terms, policy, now)
    return sorted(entitlements, key=lambda entitlement: entitlement.source)


def _sort(
    entitlement: FixedTerm | Entitlement, entitlements: list[Entitlement], terms: list[FixedTerm]
) -> None:
    """Collect fixed terms apart, because those of one plan follow each other."""
    if isinstance(entitlement, FixedTerm):
        terms.append(entitlement)
    else:
        entitlements.append(entitlement)


def _claim(
    index: FactIndex,
    claim: Claim,
    policy: Policy,
    now: datetime,
    entitlements: list[Entitlement],
    terms: list[FixedTerm],
) -> None:
    """Add what a claim gives by the payment or subscription behind it, if any."""
    match index.newest.get(claim.source):
        case Subscription() as backing:
            entitlements += _seated(index, backing, claim, policy, now)
        case Payment() as backing:
            _sort(_paid(index, backing, policy, claim), entitlements, terms)
        case _:
            pass


def _subscribed(
    index: FactIndex,
    subscription: Subscription,
    policy: Policy,
    now: datetime,
    claim: Claim | None = None,
) -> list[Entitlement]:
    """Return the entitlement to each plan of a subscription, the first by its id."""
    charges = index.charges.get(subscription.id, ())
    entitlements: list[Entitlement] = []
    for plan_id, part in policy.parts(subscription).items():
        own = policy.concerning(charges, plan_id, subscription)
        reversal = reversal_of(index, part, policy.of(plan_id), claim, own)
        entitlements.append(_evaluated(index, part, (plan_id, policy.of(plan_id)), reversal, now))
    if not policy.knows(subscription):
        seen = index.seen[subscription.id]
        entitlements = [_of_other_product(entitlement, seen) for entitlement in entitlements]
    # Cancel only what is over as a whole, because Stripe charges for all plans together.
    over = all(entitlement.to_cancel for entitlement in entitlements)
    first, *others = (replace(entitlement, to_cancel=over) for entitlement in entitlements)
    return [first, *(_besides(entitlement, entitlement.source) for entitlement in others)]


def _of_other_product(entitlement: Entitlement, seen: datetime) -> Entitlement:
    """End an entitlement whose subscription no longer pays for a plan of ours."""
    if entitlement.state is State.ENDED:
        return entitlement
    return replace(
        entitlement,
        state=State.ENDED,
        ends_at=seen,
        renews=False,
        reason=OTHER_PRODUCT,
        recheck_at=None,
    )


def _evaluated(
    index: FactIndex,
    part: Subscription,
    plan: tuple[int, PlanPolicy],
    reversal: Reversal,
    now: datetime,
) -> Entitlement:
    """Return the entitlement to one plan that a subscription pays for."""
    plan_id, policy = plan
    paid, seen = part.id in index.settled, index.seen[part.id]
    evaluation = evaluate_subscription(part, policy.grace, reversal, now, seen=seen, paid=paid)
    going_on = evaluation.state in (State.ACTIVE, State.GRACE)
    return Entitlement(
        source=part.id,
        stripe_id=part.id,
        plan_id=plan_id,
        state=evaluation.state,
        starts_at=at(part.started),
        ends_at=evaluation.ends_at,
        renews=going_on and evaluation.renews and evaluation.ends_at is not None,
        reason=evaluation.reason,
        recheck_at=_recheck(evaluation, now),
        to_cancel=reversal.ended_at is not None and not part.ended,
    )


def _besides(entitlement: Entitlement, source: str) -> Entitlement:
    """Return an entitlement to a further plan; it ends with the first or before."""
    return replace(entitlement, source=f"{source}{OF_PLAN}{entitlement.plan_id}", to_cancel=False)


def _recheck(evaluation: Evaluation, now: datetime) -> datetime | None:
    """Return when time alone changes the evaluation, or its end time.

    A subscription that must be fetched from Stripe stays due until it was.
    """
    if evaluation.state is State.ENDED or evaluation.ends_at is None:
        return None
    if evaluation.ask_at is not None:
        return evaluation.ask_at
    if evaluation.ends_at > now:
        return evaluation.ends_at
    return evaluation.ends_at + MOMENT if evaluation.state in (State.ACTIVE, State.GRACE) else None


def _seated(
    index: FactIndex, subscription: Subscription, claim: Claim, policy: Policy, now: datetime
) -> list[Entitlement]:
    """Return the entitlements of a claimed seat: those of the plans with seats enough."""
    entitlements = _subscribed(index, subscription, policy, now, claim)
    seats = [part.seats for part in policy.parts(subscription).values()]
    # Cancelling is requested by the payer's own entitlement only.
    entitlements = [
        replace(entitlement, starts_at=at(claim.claimed), to_cancel=False)
        for entitlement in entitlements
    ]
    first, *others = [
        entitlement
        for entitlement, seated in zip(entitlements, seats, strict=True)
        if claim.seat is None or claim.seat < seated
    ] or [replace(entitlements[0], state=State.ENDED, renews=False, reason="no-seat")]
    return [
        replace(first, source=claim.id),
        *(_besides(entitlement, claim.id) for entitlement in others),
    ]


def _paid(
    index: FactIndex, payment: Payment, policy: Policy, claim: Claim | None = None
) -> FixedTerm | Entitlement:
    """Return what a one-time payment gives, for its days or for ever, or to its claim."""
    reversal = reversal_of(index, payment, policy.of(payment.plan_id), claim)
    state, reason = _payment_state(payment, reversal)
    given = payment.opened if payment.paid is None else payment.paid
    if claim is not None:
        given = max(given, claim.claimed)
    if payment.days is not None and payment.status == "paid":
        return FixedTerm(
            source=payment.id if claim is None else claim.id,
            stripe_id=payment.id,
            plan_id=payment.plan_id,
            given=at(given),
            days=payment.days,
            ended_at=reversal.ended_at,
            suspended=state is State.SUSPENDED,
            reason=reason,
            frees_slot=not reversal.late,
            moved=_moved(index, payment.id if claim is None else claim.id),
        )
    return Entitlement(
        source=payment.id if claim is None else claim.id,
        stripe_id=payment.id,
        plan_id=payment.plan_id,
        state=state,
        starts_at=at(given),
        ends_at=reversal.ended_at,
        renews=False,
        reason=reason,
        recheck_at=None,
    )


def _payment_state(payment: Payment, reversal: Reversal) -> tuple[State, str]:
    if payment.status == "unpaid":
        return State.PENDING, "unpaid"
    if payment.status not in PAYMENTS:
        return State.PENDING, "unknown-status"
    if payment.status != "paid":
        return State.ENDED, payment.status
    if reversal.ended_at is not None:
        return State.ENDED, reversal.reason
    if reversal.suspended:
        return State.SUSPENDED, reversal.reason
    return State.ACTIVE, "paid"


def _moved(index: FactIndex, source: str) -> MovedTerm | None:
    """Return when a term came from another account, and the start it had there."""
    move = index.moves.get(source)
    if move is None or move.starts is None:
        return None
    return MovedTerm(at(move.at), at(move.starts))


def _granted(index: FactIndex, grant: Grant) -> FixedTerm | Entitlement:
    revoked = None if grant.revoked is None else at(grant.revoked)
    reason = "granted" if revoked is None else "revoked"
    if grant.days is not None:
        return FixedTerm(
            source=grant.id,
            stripe_id=None,
            plan_id=grant.plan_id,
            given=at(grant.given),
            days=grant.days,
            ended_at=revoked,
            suspended=False,
            reason=reason,
            moved=_moved(index, grant.id),
        )
    return Entitlement(
        source=grant.id,
        stripe_id=None,
        plan_id=grant.plan_id,
        state=State.ACTIVE if revoked is None else State.ENDED,
        starts_at=at(grant.given),
        ends_at=revoked,
        renews=False,
        reason=reason,
        recheck_at=None,
    )


def _stacked(terms: Sequence[FixedTerm], policy: Policy, now: datetime) -> list[Entitlement]:
    """Stack the terms of plans that grant the same role, one after another."""

    def grants(term: FixedTerm) -> tuple[int, int]:
        role_id = policy.roles.get(term.plan_id, 0)
        return role_id, 0 if role_id else term.plan_id

    return [
        entitlement
        for _, group in groupby(sorted(terms, key=grants), key=grants)
        for entitlement in stack(group, now)
    ]
