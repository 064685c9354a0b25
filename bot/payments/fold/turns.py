"""What became of money after it was taken: refunds, disputes, staff's own decisions."""

from dataclasses import dataclass
from datetime import datetime

from bot.payments.facts import Charge, Claim, Payment, Subscription, at
from bot.payments.fold.book import Book
from bot.payments.fold.policy import PlanPolicy
from bot.payments.fold.vocabulary import OPEN


@dataclass(frozen=True, slots=True)
class Turn:
    """What a right suffers.

    Attributes:
        cut: When it was ended before its time; None: it was not.
        suspended: Whether it is held back for now.
        reason: The word for why; "" where nothing happened.
        late: Whether the end became known only long after it: what had its day meanwhile stays.
    """

    cut: datetime | None = None
    suspended: bool = False
    reason: str = ""
    late: bool = False


def turn_of(
    book: Book, source: Subscription | Payment, policy: PlanPolicy, claim: Claim | None = None
) -> Turn:
    """Return what happened to a source, or to one claim of it; the earliest end decides."""
    ended = (source.id,) if claim is None else (source.id, claim.id)
    cuts = [(book.revocations[id_].at, "revoked") for id_ in ended if id_ in book.revocations]
    suspended = False
    for charge in book.charges.get(source.id, ()):
        if charge.refunded_at is not None and _counts(charge, source, policy):
            cuts.append((charge.refunded_at, "refunded"))
        if policy.suspend_on_dispute and charge.disputed_at is not None:
            if charge.dispute == "lost":
                cuts.append((charge.disputed_at, "dispute-lost"))
            suspended = suspended or charge.dispute in OPEN
    if cuts:
        seconds, reason = min(cuts)
        return Turn(cut=at(seconds), reason=reason, late=reason == "dispute-lost")
    return Turn(suspended=suspended, reason="disputed" if suspended else "")


def _counts(charge: Charge, source: Subscription | Payment, policy: PlanPolicy) -> bool:
    """Tell whether a refund takes the right: of an earlier period it takes nothing.

    What was charged for a change in the middle of the period is a part of its price only.
    """
    whole = charge.refunded >= charge.amount
    if isinstance(source, Subscription):
        if (charge.period_end or 0) < source.period_end:
            return False
        whole = whole and (charge.period_start or 0) <= source.period_start
    if whole:
        return policy.revoke_on_refund
    return charge.refunded > 0 and policy.revoke_on_partial_refund
