"""How refunds, disputes and revocations by staff affect an entitlement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Charge, Claim, Dispute, Payment, Subscription, at
from bot.payments.ledger.policy import PlanPolicy
from bot.payments.ledger.stripe_statuses import OPEN


@dataclass(frozen=True, slots=True)
class Reversal:
    """The effect of refunds, disputes and revocations on an entitlement.

    Attributes:
        ended_at: When it was ended early; None: it was not.
        suspended: Whether access is suspended for now.
        reason: The reason; "" if nothing happened.
        late: Whether the end became known only long after it, so that later terms don't move.
    """

    ended_at: datetime | None = None
    suspended: bool = False
    reason: str = ""
    late: bool = False


def reversal_of(
    index: FactIndex,
    source: Subscription | Payment,
    policy: PlanPolicy,
    claim: Claim | None = None,
    charges: Sequence[Charge] | None = None,
) -> Reversal:
    """Return the reversal of a source or of a claim of it; the earliest end decides.

    `charges` are those that count, if not all charges of the source do.
    """
    ended = (source.id,) if claim is None else (source.id, claim.id)
    cuts = [(index.revocations[id_].at, "revoked") for id_ in ended if id_ in index.revocations]
    suspended = False
    taken = index.charges.get(source.id, ()) if charges is None else charges
    for period in by_period(taken):
        refunded = _refunded(period, source, policy)
        if refunded is not None:
            cuts.append((refunded, "refunded"))
        lost = _lost(period, policy)
        if lost is not None:
            cuts.append((lost, "dispute-lost"))
        suspended = suspended or _is_held(period, policy)
    if cuts:
        seconds, reason = min(cuts)
        return Reversal(ended_at=at(seconds), reason=reason, late=reason == "dispute-lost")
    return Reversal(suspended=suspended, reason="disputed" if suspended else "")


def went_back(charges: Sequence[Charge]) -> tuple[int, int]:
    """Return the amounts of a period that went back, and that were paid in all.

    One charge may be only a part of the price: the rest came from other payments, from the
    customer's balance, or was charged for a change within the period.
    """
    refunded = sum(charge.refunded for charge in charges)
    credited = max((charge.period_credited for charge in charges), default=0)
    own = sum(charge.amount for charge in charges)
    paid = max((charge.period_paid or 0 for charge in charges), default=0)
    # Not added up, because a credit note may have caused the refund.
    return max(refunded, credited), paid or own


def by_period(charges: Iterable[Charge]) -> list[list[Charge]]:
    """Group charges by the period that they paid for; alone if that is not known."""
    found: dict[tuple[str, int], list[Charge]] = {}
    for charge in charges:
        alone = charge.period_paid is None or charge.period_end is None
        key = (charge.id, 0) if alone else ("", charge.period_end or 0)
        found.setdefault(key, []).append(charge)
    return list(found.values())


def _refunded(
    period: Sequence[Charge], source: Subscription | Payment, policy: PlanPolicy
) -> int | None:
    """Return when refunds ended the entitlement (unix seconds); None if they didn't.

    Refunds of an earlier period end nothing, and a charge for a change within this period is only
    a part of its price.
    """
    moments = [charge.refunded_at for charge in period if charge.refunded_at is not None]
    back, paid = went_back(period)
    if not moments or not back:
        return None
    whole = back >= paid
    if isinstance(source, Subscription):
        if (period[0].period_end or 0) < source.period_end:
            return None
        started = min(charge.period_start or 0 for charge in period)
        whole = whole and started <= source.period_start
    if whole:
        return max(moments) if policy.terms.on_refund == "revoke" else None
    return min(moments) if policy.terms.on_partial_refund == "revoke" else None


def _lost(period: Sequence[Charge], policy: PlanPolicy) -> int | None:
    """Return when lost disputes ended access (unix seconds); None if they didn't."""
    lost = [pair for pair in _disputes(period) if pair[1].status == "lost"]
    known = range(1, len(lost) + 1)
    return next((lost[n - 1][1].created for n in known if _count(lost[:n], period, policy)), None)


def _is_held(period: Sequence[Charge], policy: PlanPolicy) -> bool:
    """Return whether undecided disputes suspend access, with what was lost before."""
    taken = [pair for pair in _disputes(period) if pair[1].status in (*OPEN, "lost")]
    is_open = any(dispute.status in OPEN for _, dispute in taken)
    return is_open and _count(taken, period, policy)


def _disputes(period: Sequence[Charge]) -> list[tuple[Charge, Dispute]]:
    """Return the disputes of a period's charges, oldest first."""
    pairs = [(charge, dispute) for charge in period for dispute in charge.all_disputes]
    return sorted(pairs, key=lambda pair: (pair[1].created, pair[1].id))


def _count(
    taken: Sequence[tuple[Charge, Dispute]], period: Sequence[Charge], policy: PlanPolicy
) -> bool:
    """Return whether disputes affect access; partial ones count as a partial refund.

    Those of a whole charge are not partial, also if other charges paid for the same period; nor are
    those of all that refunds had left then, though one of them failed since.
    """
    if policy.terms.on_dispute != "suspend" or not taken:
        return False
    back, paid = went_back(period)
    whole = back + sum(dispute.amount for _, dispute in taken) >= paid or any(
        _is_of_all(charge, [dispute for other, dispute in taken if other is charge])
        for charge in period
    )
    return whole or policy.terms.on_partial_refund == "revoke"


def _is_of_all(charge: Charge, taken: Sequence[Dispute]) -> bool:
    """Return whether disputes took all of a charge that refunds had left."""
    refunded = max(charge.refunded, max((each.refunded_before for each in taken), default=0))
    return bool(taken) and sum(each.amount for each in taken) >= charge.amount - refunded
