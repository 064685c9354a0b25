"""Compare what Stripe lists with what is recorded: pure, cheap for many objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.payments.ledger.facts import (
    Charge,
    Payment,
    Snapshot,
    Subscription,
    SubscriptionItem,
    from_body,
    kind_of,
)

# Fields compared only for subscriptions: a list lacks them, and so do older records.
FOR_FIGURES = {"unit_amount", "amount", "interval", "interval_count"}
ONLY_IN_EVENTS = {"next_amount", "currency", "cardless", "collected", "trial_end", *FOR_FIGURES}


@dataclass(slots=True)
class ChargeActivity:
    """What Stripe's lists say about refunds and disputes of one charge.

    Attributes:
        succeeded: Refunds that stand: when they were created, and how much.
        failed: When those that failed were created.
        disputes: When each was opened, and its status.
    """

    succeeded: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    failed: set[int] = field(default_factory=set[int])
    disputes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def add_refund(self, refund: Mapping[str, Any]) -> None:
        """Add a refund of the charge."""
        if refund["status"] in ("failed", "canceled"):
            self.failed.add(refund["created"])
        else:
            self.succeeded.append((refund["created"], refund["amount"]))

    def add_dispute(self, dispute: Mapping[str, Any]) -> None:
        """Add a dispute of the charge."""
        self.disputes.append((dispute["created"], dispute["status"]))


def agrees(seen: Snapshot, body: Mapping[str, Any] | None) -> bool:
    """Return whether a snapshot equals what was last recorded of its object."""
    if body is None:
        return False
    known = from_body(kind_of(seen), body)
    if isinstance(seen, Subscription) and isinstance(known, Subscription):
        seen = replace(seen, failed=known.failed)  # set by the recorder
        seen = replace(seen, items=_plain(seen.items))
        known = replace(known, items=_plain(known.items))
    match seen, known:
        case Payment(paid=int()), Payment(paid=int(first)):
            seen = replace(seen, paid=first)  # a later value of it stands, see the recorder
        case Subscription(first_paid=None), Subscription(first_paid=paid, unpaid_since=since):
            # A list lacks the invoices.
            change = known.change_unpaid
            seen = replace(seen, first_paid=paid, unpaid_since=since, change_unpaid=change)
        case _:
            pass
    # Older records lack some fields; these count as equal.
    lacking = {field.name for field in fields(seen)} - body.keys() - {"items"}
    if isinstance(known, Subscription):
        lacking |= ONLY_IN_EVENTS
    return replace(seen, **{name: getattr(known, name) for name in lacking}) == known


def _plain(items: Iterable[SubscriptionItem]) -> tuple[SubscriptionItem, ...]:
    """Return items without what is only for figures."""
    return tuple(
        replace(item, unit_amount=None, amount=None, interval="", interval_count=1)
        for item in items
    )


def charge_agrees(seen: ChargeActivity, body: Mapping[str, Any] | None) -> bool:
    """Return whether refunds and disputes equal those last recorded of their charge.

    False for a list that begins after a charge's first refund; fetching the charge settles that.
    """
    if body is None:
        return not seen.succeeded and not seen.disputes
    known = from_body("charge", body)
    assert isinstance(known, Charge)  # noqa: S101 its kind says so
    return _refunds_agree(seen, known) and _disputes_agree(seen, known)


def _refunds_agree(seen: ChargeActivity, known: Charge) -> bool:
    if not seen.succeeded:
        return known.refunded_at not in seen.failed
    return known.refunded == sum(amount for _, amount in seen.succeeded) and (
        known.refunded_at == max(at for at, _ in seen.succeeded)
    )


def _disputes_agree(seen: ChargeActivity, known: Charge) -> bool:
    return set(seen.disputes) <= {(each.created, each.status) for each in known.all_disputes}
