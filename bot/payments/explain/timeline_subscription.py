"""Timeline entries of a subscription: each snapshot compared with the previous."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.payments.explain.message import TextMessage, UserText
from bot.payments.ledger.facts import Subscription, at

Naming = Callable[[Subscription], str]
Entry = tuple[datetime, TextMessage]

OVER = ("canceled", "unpaid", "incomplete_expired")
WORDS = {
    "unpaid": "grants-timeline-given-up",
    "incomplete_expired": "grants-timeline-never-paid",
    "paused": "grants-timeline-paused",
}


def subscription_entries(
    before: Subscription | None, now: Subscription, noted: datetime, naming: Naming
) -> Sequence[Entry]:
    """Return what changed, with Stripe's time for it, or else when we recorded it."""
    if before is None:
        return [_start(now), *_status_of_first(now, noted)]
    return [
        *_paid(before, now, noted),
        *_status(before, now, noted),
        *_terms(before, now, noted, naming),
        *_ending(before, now, noted),
    ]


def _start(now: Subscription) -> Entry:
    until = {"until": at(now.period_end)}
    if now.status == "trialing":
        return at(now.started), TextMessage("grants-timeline-trial", until)
    if now.first_paid:
        return at(now.started), TextMessage(_first(now), until)
    return at(now.started), TextMessage("grants-timeline-begun")


def _first(now: Subscription) -> str:
    """Name how a subscription began: not every beginning is a payment."""
    if now.money_arrived:
        return "grants-timeline-first-paid"
    return "grants-timeline-nothing-charged" if now.invoice else "grants-timeline-no-invoice"


def _status_of_first(now: Subscription, noted: datetime) -> Iterator[Entry]:
    """Yield the status in the first snapshot as well, because that may have come late."""
    if now.status in (*OVER, "paused", "past_due"):
        yield _status_line(now, noted)


def _paid(before: Subscription, now: Subscription, noted: datetime) -> Iterator[Entry]:
    until = {"until": at(now.period_end)}
    if not before.first_paid and now.first_paid and now.status == "active":
        yield noted, TextMessage(_first(now), until)
    elif now.status == "active" and before.status in ("past_due", "unpaid"):
        word = "recovered" if now.money_arrived else "waived"
        yield noted, TextMessage(f"grants-timeline-{word}", until)
    elif now.status == "active" and before.status == "trialing":
        word = "" if now.money_arrived else "-unpaid"
        yield _start_of(now, noted), TextMessage(f"grants-timeline-trial-over{word}", until)
    elif now.status == before.status == "active" and now.period_end > before.period_end:
        yield _start_of(now, noted), TextMessage("grants-timeline-renewed", until)


def _status(before: Subscription, now: Subscription, noted: datetime) -> Iterator[Entry]:
    if before.status == "paused" and now.status in ("active", "trialing"):
        yield noted, TextMessage("grants-timeline-resumed", {"until": at(now.period_end)})
    elif now.status != before.status and now.status not in ("active", "trialing"):
        yield _status_line(now, noted)


def _status_line(now: Subscription, noted: datetime) -> Entry:
    if now.status == "past_due":
        return _start_of(now, noted), TextMessage("grants-timeline-failed")
    if now.status == "canceled":
        word = "grants-timeline-ended-here" if now.ended_here else "grants-timeline-canceled"
        return at(now.ended or now.period_end), TextMessage(word)
    if now.status in WORDS:
        return noted, TextMessage(WORDS[now.status])
    return noted, TextMessage("grants-timeline-status", {"status": UserText(now.status)})


def _terms(
    before: Subscription, now: Subscription, noted: datetime, naming: Naming
) -> Iterator[Entry]:
    if naming(before) != naming(now):
        yield noted, TextMessage("grants-timeline-switched", {"plan": UserText(naming(now))})
    if before.quantity != now.quantity:
        yield noted, TextMessage("grants-timeline-seats", {"count": now.quantity})
    if before.pause != now.pause:
        word = "grants-timeline-holds" if now.pause else "grants-timeline-collects"
        yield noted, TextMessage(word)


def _ending(before: Subscription, now: Subscription, noted: datetime) -> Iterator[Entry]:
    if before.cancel_at == now.cancel_at or now.status in OVER:
        return
    if now.cancel_at is None:
        yield noted, TextMessage("grants-timeline-stays")
    else:
        yield noted, TextMessage("grants-timeline-will-end", {"until": at(now.cancel_at)})


def _start_of(now: Subscription, noted: datetime) -> datetime:
    """Return when the period began, but never a time later than it was recorded."""
    return min(at(now.period_start), noted)
