"""Derive the timeline of an entitlement from the snapshots of its payments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from bot.payments.explain.message import Money, TextMessage, UserText, Value
from bot.payments.explain.timeline_charge import charge_entries
from bot.payments.explain.timeline_subscription import Naming, subscription_entries
from bot.payments.ledger.facts import (
    Charge,
    Claim,
    Grant,
    Move,
    Payment,
    Revocation,
    Snapshot,
    Subscription,
    at,
    from_body,
)
from data.facts import StoredFact

RENEWED = "grants-timeline-renewed"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event: when, what, and the stored fact that shows it.

    `count` is how many equal events it stands for: successive renewals.
    """

    at: datetime
    line: TextMessage
    fact: int
    event: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A snapshot with the row that it is stored in."""

    row: StoredFact
    snapshot: Snapshot
    before: Snapshot | None = field(default=None)


def timeline(rows: Iterable[StoredFact], naming: Naming) -> list[TimelineEntry]:
    """Return what happened, oldest first.

    Args:
        rows: The stored facts about one entitlement.
        naming: Returns the name of the plan that a subscription pays for.
    """
    steps = [step for seen in _in_order(rows) for step in _steps(seen, naming)]
    return _gathered(sorted(steps, key=lambda step: (step.at, step.fact)))


def _in_order(rows: Iterable[StoredFact]) -> Iterator[RecordedFact]:
    """Yield each snapshot with the previous one of the same object."""
    ordered = sorted(rows, key=lambda row: (row.kind, row.object_id, row.as_of, row.id))
    for _, group in groupby(ordered, key=lambda row: (row.kind, row.object_id)):
        before: Snapshot | None = None
        for row in group:
            snapshot = from_body(row.kind, row.body)
            yield RecordedFact(row, snapshot, before)
            before = snapshot


def _steps(seen: RecordedFact, naming: Naming) -> Iterator[TimelineEntry]:
    for when, line in _merge_renewals(seen, naming):
        yield TimelineEntry(when, line, seen.row.id, seen.row.event_id)


def _merge_renewals(seen: RecordedFact, naming: Naming) -> Sequence[tuple[datetime, TextMessage]]:
    noted = seen.row.recorded_at
    match seen.snapshot, seen.before:
        case Subscription() as now, (Subscription() | None) as before:
            return subscription_entries(before, now, noted, naming)
        case Charge() as now, (Charge() | None) as before:
            return charge_entries(before, now, noted)
        case Payment() as now, (Payment() | None) as before:
            return _payment(before, now, noted)
        case Grant(left=False) as now, before:
            return _grant(now, fresh=before is None)
        case Claim(left=False) as now, None:
            return [(at(now.claimed), TextMessage("grants-timeline-redeemed"))]
        case Revocation() as now, None:
            by: dict[str, Value] = {"actor": f"<@{now.actor_id}>", "reason": UserText(now.reason)}
            return [(at(now.at), TextMessage("grants-timeline-revoked", by))]
        case Move() as now, _:
            return [(at(now.at), moved(now))]
        case _:
            return ()


def moved(move: Move) -> TextMessage:
    """Return that staff moved something from one account to another."""
    return TextMessage(
        "grants-timeline-moved",
        {
            "from": f"<@{move.from_id}>",
            "to": f"<@{move.to_id}>",
            "actor": f"<@{move.actor_id}>",
            "reason": UserText(move.reason),
        },
    )


def _payment(
    before: Payment | None, now: Payment, noted: datetime
) -> Sequence[tuple[datetime, TextMessage]]:
    if before is not None and before.status == now.status:
        return ()
    price = {"price": Money(now.amount, now.currency)}
    match now.status:
        case "paid":
            return [
                (
                    at(now.opened if now.paid is None else now.paid),
                    TextMessage("grants-timeline-paid", price),
                )
            ]
        case "unpaid":
            return [(at(now.opened), TextMessage("grants-timeline-on-its-way", price))]
        case "failed":
            return [(noted, TextMessage("grants-timeline-never-arrived", price))]
        case _:
            return [(noted, TextMessage("grants-timeline-expired"))]


def _grant(now: Grant, *, fresh: bool) -> Sequence[tuple[datetime, TextMessage]]:
    if now.revoked is not None:
        return [(at(now.revoked), TextMessage("grants-timeline-taken-back"))]
    if not fresh:
        return ()
    by = {"actor": f"<@{now.actor_id}>", "reason": UserText(now.reason)}
    if now.days is None:
        return [(at(now.given), TextMessage("grants-timeline-given", by))]
    return [(at(now.given), TextMessage("grants-timeline-given-days", by | {"days": now.days}))]


def _gathered(steps: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Merge successive renewals into one entry: the newest, and how many there were."""
    gathered: list[TimelineEntry] = []
    for step in steps:
        if gathered and step.line.message == RENEWED == gathered[-1].line.message:
            gathered[-1] = replace(step, count=gathered[-1].count + 1)
        else:
            gathered.append(step)
    return [_counted(step) for step in gathered]


def _counted(step: TimelineEntry) -> TimelineEntry:
    if step.line.message != RENEWED or step.count == 1:
        return step
    arguments = {**step.line.arguments, "count": step.count}
    return replace(step, line=TextMessage("grants-timeline-renewed-often", arguments))
