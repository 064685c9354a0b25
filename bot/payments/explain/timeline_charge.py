"""Timeline entries of refunds and disputes, from a charge's snapshots."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.payments.explain.message import Money, TextMessage, UserText, Value
from bot.payments.ledger.facts import Charge, at
from bot.payments.ledger.reversals import OPEN

Entry = tuple[datetime, TextMessage]
INQUIRY_PREFIX = "warning_"


def charge_entries(before: Charge | None, now: Charge, noted: datetime) -> Sequence[Entry]:
    """Return what changed, with Stripe's time for it, or else when we recorded it."""
    return [*_refund(before, now, noted), *_dispute(before, now, noted)]


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


def _dispute(before: Charge | None, now: Charge, noted: datetime) -> Iterator[Entry]:
    was = "" if before is None else before.dispute
    word = _word(now.dispute)
    if not now.dispute or word == _word(was):
        return
    part = word == "disputed" and now.disputed not in (None, now.amount)
    started = word in ("disputed", "inquiry") and now.disputed_at is not None
    when = at(now.disputed_at) if started and now.disputed_at is not None else noted
    yield (
        when,
        TextMessage(
            f"grants-timeline-{word}-part" if part else f"grants-timeline-{word}",
            {
                "price": Money(now.disputed if part and now.disputed else now.amount, now.currency),
                "whole": Money(now.amount, now.currency),
                "charge": now.id,
                "status": UserText(now.dispute),
            },
        ),
    )


def _word(status: str) -> str:
    if status in OPEN:
        return "disputed"
    if status.startswith(INQUIRY_PREFIX):
        return "inquiry"
    return {"won": "dispute-won", "lost": "dispute-lost"}.get(status, "dispute-other")
