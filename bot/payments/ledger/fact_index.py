"""Indexes facts: newest snapshots by object, charges and revocations by source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.payments.ledger.facts import (
    Charge,
    Fact,
    Grant,
    Move,
    Payment,
    Receipt,
    Revocation,
    Snapshot,
    Subscription,
)
from bot.payments.ledger.stripe_statuses import PAYMENTS

Decision = TypeVar("Decision", Revocation, Move)


@dataclass(frozen=True, slots=True)
class FactIndex:
    """All that is known about a member, whatever the order in which the facts came.

    Attributes:
        newest: The newest snapshot of each object, by id.
        seen: The instant that each newest snapshot is true for, by id.
        own: The newest snapshots of what belongs to the member, sorted by id.
        gone: Since when the member's former objects have belonged to others, by id.
        settled: The ids of subscriptions whose first invoice was paid, by any fact.
        charges: The charges for each source.
        revocations: The revocations by staff, by source.
        moves: The newest move by staff of each source.
    """

    newest: Mapping[str, Snapshot]
    seen: Mapping[str, datetime]
    own: Sequence[Snapshot]
    gone: Mapping[str, datetime]
    settled: frozenset[str]
    charges: Mapping[str, Sequence[Charge]]
    revocations: Mapping[str, Revocation]
    moves: Mapping[str, Move]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "FactIndex":
        """Index facts."""
        newest: dict[str, Fact] = {}
        paid_for: dict[str, Fact] = {}  # each subscription's newest fact without an unpaid change
        settled: set[str] = set()
        own: dict[str, Fact] = {}
        for fact in facts:
            match fact.snapshot:
                case Receipt(subscription_id=paid) | Subscription(id=paid, first_paid=True):
                    settled.add(paid)
                case _:
                    pass
            _keep_newer(newest, fact)
            if isinstance(fact.snapshot, Subscription) and not fact.snapshot.change_unpaid:
                _keep_newer(paid_for, fact)
            if fact.own:
                _keep_newer(own, fact)
        snapshots = {
            id_: _as_paid(newest[id_].snapshot, paid_for.get(id_)) for id_ in sorted(newest)
        }
        charges: dict[str, list[Charge]] = {}
        for snapshot in snapshots.values():
            if isinstance(snapshot, Charge):
                charges.setdefault(snapshot.source, []).append(snapshot)
        return cls(
            newest=snapshots,
            seen={id_: fact.as_of for id_, fact in newest.items()},
            own=[each for id_, each in snapshots.items() if id_ in own and not _left(own[id_])],
            gone={id_: fact.as_of for id_, fact in own.items() if _left(fact)},
            settled=frozenset(settled),
            charges=charges,
            revocations=_by_source(snapshots.values(), Revocation),
            moves=_by_source(snapshots.values(), Move),
        )


def _by_source(snapshots: Iterable[Snapshot], kind: type[Decision]) -> dict[str, Decision]:
    return {each.source: each for each in snapshots if isinstance(each, kind)}


def _keep_newer(known: dict[str, Fact], fact: Fact) -> None:
    before = known.get(fact.snapshot.id)
    if before is None or _is_newer(fact, before):
        known[fact.snapshot.id] = fact


def _is_newer(fact: Fact, before: Fact) -> bool:
    """Return whether a fact outranks another one; in a true tie what they say decides."""
    rank, known = _rank(fact), _rank(before)
    if rank != known:
        return rank > known
    return repr(fact.snapshot) > repr(before.snapshot)  # only now, because it takes long


def _as_paid(snapshot: Snapshot, paid_for: Fact | None) -> Snapshot:
    """Return a subscription with the items from before a change that is not paid yet."""
    if paid_for is None or not isinstance(snapshot, Subscription) or not snapshot.change_unpaid:
        return snapshot
    before = paid_for.snapshot
    assert isinstance(before, Subscription)  # noqa: S101 gathered as such
    return replace(
        snapshot,
        price_id=before.price_id,
        product_id=before.product_id,
        quantity=before.quantity,
        items=before.items,
    )


def _rank(fact: Fact) -> tuple[bool, datetime, bool, tuple[int, int, int]]:
    """Return the sort key of an object's snapshots: by time, then by its progress.

    A payment with an unknown status ranks below all others, so that it replaces none of them.

    Several payloads may be of the same instant, because Stripe's events carry whole seconds.
    """
    plain = not isinstance(fact.snapshot, Payment) or fact.snapshot.status in PAYMENTS
    held = not _left(fact)  # the current owner's fact wins
    return plain, fact.as_of, held, _progress(fact.snapshot)


def _left(fact: Fact) -> bool:
    """Return whether a fact says that its object belongs to another member now."""
    return bool(getattr(fact.snapshot, "left", False))


def _progress(snapshot: Snapshot) -> tuple[int, int, int]:
    match snapshot:
        case Subscription(status="incomplete"):
            return 0, 0, 0
        case Subscription():
            return 1, snapshot.ended or 0, snapshot.period_end
        case Payment():
            return int(snapshot.status != "unpaid"), 0, 0
        case Grant():
            return int(snapshot.revoked is not None), 0, 0
        case _:
            return 0, 0, 0
