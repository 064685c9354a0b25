"""Timeline entries of refunds and disputes, from a charge's snapshots."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.payments.explain.message import Money, TextMessage, UserText, Value
from bot.payments.ledger.facts import Charge, Dispute, at
from bot.payments.ledger.reversals import OPEN

Entry = tuple[datetime, TextMessage]
INQUIRY_PREFIX = "warning_"


def charge_entries(before: Charge | None, now: Charge, noted: datetime) -> Sequence[Entry]:
    """Return what changed, with Stripe's time for it, or else when we recorded it."""
    were = {} if before is None else {each.created: each for each in before.all_disputes}
    disputes = [
        entry
        for each in now.all_disputes
        for entry in _dispute(were.get(each.created), each, now, noted)
    ]
    return [*_refund(before, now, noted), *disputes]


def _refund(before: Charge | None, now: Charge, noted: datetime) -> Iterator[Entry]:
    was = 0 if before is None else before.refunded
    sums: dict[str, Value] = {
        "price": Money(now.refunded, now.currency),
        "whole": Money(now.amount, now.currency),
        "charge": now.id,
    }
    if now.refunded > was:
        word = "refunded" if now.refunded >= now.amount else "refunded-part"
        yield (
            noted if now.refunded_at is None else at(now.refunded_at),
            TextMessage(f"grants-timeline-{word}", sums),
        )
    elif now.refunded < was:
        yield noted, TextMessage("grants-timeline-refund-failed", {"charge": now.id})


def _dispute(
    before: Dispute | None, now: Dispute, charge: Charge, noted: datetime
) -> Iterator[Entry]:
    word = _word(now.status)
    if before is not None and word == _word(before.status):
        return
    part = word == "disputed" and now.amount != charge.amount
    yield (
        at(now.created) if word in ("disputed", "inquiry") else noted,
        TextMessage(
            f"grants-timeline-{word}-part" if part else f"grants-timeline-{word}",
            {
                "price": Money(now.amount if part else charge.amount, charge.currency),
                "whole": Money(charge.amount, charge.currency),
                "charge": charge.id,
                "status": UserText(now.status),
            },
        ),
    )


def _word(status: str) -> str:
    if status in OPEN:
        return "disputed"
    if status.startswith(INQUIRY_PREFIX):
        return "inquiry"
    return {"won": "dispute-won", "lost": "dispute-lost"}.get(status, "dispute-other")
