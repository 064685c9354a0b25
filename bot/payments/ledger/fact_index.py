"""Facts in order: of each object the newest snapshot, and what was said about each source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.payments.ledger.facts import (
    Charge,
    Fact,
    Grant,
    Payment,
    Receipt,
    Revocation,
    Snapshot,
    Subscription,
)
from bot.payments.ledger.stripe_statuses import PAYMENTS


@dataclass(frozen=True, slots=True)
class FactIndex:
    """All that is known about a member, whatever the order in which it came.

    Attributes:
        newest: Of each object its newest snapshot, by id.
        seen: When each object was last seen to look like its newest snapshot, by id.
        own: Those that are the member's own, sorted by id.
        settled: Subscriptions whose first invoice was paid, whoever said so.
        charges: What was taken for each source.
        revocations: What staff ended, by source.
    """

    newest: Mapping[str, Snapshot]
    seen: Mapping[str, datetime]
    own: Sequence[Snapshot]
    settled: frozenset[str]
    charges: Mapping[str, Sequence[Charge]]
    revocations: Mapping[str, Revocation]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "FactIndex":
        """Put facts in order."""
        newest: dict[str, Fact] = {}
        paid_for: dict[str, Fact] = {}  # of each subscription the newest whose changes are paid
        settled: set[str] = set()
        own: set[str] = set()
        for fact in facts:
            match fact.snapshot:
                case Receipt(subscription_id=paid) | Subscription(id=paid, first_paid=True):
                    settled.add(paid)
                case _:
                    pass
            known = newest.get(fact.snapshot.id)
            if known is None or _rank(fact) > _rank(known):
                newest[fact.snapshot.id] = fact
            if isinstance(fact.snapshot, Subscription) and not fact.snapshot.change_unpaid:
                before = paid_for.get(fact.snapshot.id)
                if before is None or _rank(fact) > _rank(before):
                    paid_for[fact.snapshot.id] = fact
            if fact.own:
                own.add(fact.snapshot.id)
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
            own=[snapshot for id_, snapshot in snapshots.items() if id_ in own],
            settled=frozenset(settled),
            charges=charges,
            revocations={
                snapshot.source: snapshot
                for snapshot in snapshots.values()
                if isinstance(snapshot, Revocation)
            },
        )


def _as_paid(snapshot: Snapshot, paid_for: Fact | None) -> Snapshot:
    """Return a subscription with what it sold before a change that is not paid for yet."""
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


def _rank(fact: Fact) -> tuple[bool, datetime, bool, tuple[int, int, int], str]:
    """Order snapshots of one object: by time, then by how far the object has come.

    A payment in a word that we don't know takes nothing from what was known of it before.

    Stripe's events carry whole seconds, so that several snapshots of a payload may claim the same
    instant. The last part only makes a true tie come out the same way each time.
    """
    plain = not isinstance(fact.snapshot, Payment) or fact.snapshot.status in PAYMENTS
    held = not getattr(fact.snapshot, "left", False)  # a claim lives on with who has it now
    return plain, fact.as_of, held, _progress(fact.snapshot), repr(fact.snapshot)


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
