"""Makes of a subscription's facts what it was worth, and when. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.payments.ledger.facts import Subscription, SubscriptionItem, at
from data.revenue import HistoryRow, ListPrice

TRIAL, PAYING, CANCELLING, PAST_DUE = "trial", "paying", "cancelling", "past_due"
PlanOf = Callable[[Subscription], Mapping[int, Subscription]]  # as `Policy.parts`


@dataclass(frozen=True, slots=True)
class Seen:
    """A snapshot of a subscription, when it was first seen, and whose it was."""

    at: datetime
    user_id: int
    snapshot: Subscription


@dataclass(frozen=True, slots=True)
class _Worth:
    """What one plan of a subscription is worth; everything but its time."""

    user_id: int
    plan_id: int
    state: str
    currency: str
    interval: str
    interval_count: int
    unit_amount: int
    amount: int


def history(
    seen: Iterable[Seen], plans_of: PlanOf, prices: Mapping[str, ListPrice]
) -> list[HistoryRow]:
    """Return the history of one subscription.

    Args:
        seen: Its snapshots, in any order, without those that record its transfer. Who pays it now
            counts as its payer from its begin, so that a transfer is neither a gain nor a loss.
        plans_of: Returns the subscription for each of its plans.
        prices: What our prices cost, for snapshots from before that was recorded.
    """
    steps: list[tuple[datetime, list[_Worth]]] = []
    earned = trial_end = None
    in_order = sorted(seen, key=lambda each: each.at)
    for each in in_order:
        snapshot = each.snapshot
        trial_end = snapshot.trial_end or trial_end
        earned = earned or _earned(snapshot, trial_end)
        worth = _worth(each, _payer(in_order[-1]), plans_of, prices, earned=bool(earned))
        when = _when(snapshot, worth, each.at, first=not steps)
        if steps:
            when = max(when, steps[-1][0])
        if not steps or steps[-1][1] != worth:
            steps.append((when, worth))
    ends: list[datetime | None] = [when for when, _ in steps[1:]]
    return _linked(
        [
            _row(part, line, when, until)
            for (when, lines), until in zip(steps, [*ends, None], strict=True)
            for part, line in enumerate(lines)
            if when != until
        ]
    )


def same_worth(one: Subscription, other: Subscription) -> bool:
    """Return whether a history has no new row if one snapshot follows the other."""
    return _key(one) == _key(other)


def _key(snapshot: Subscription) -> tuple[object, ...]:
    return (
        snapshot.plan_id,
        snapshot.payer_id,
        snapshot.left,
        snapshot.status,
        snapshot.pause,
        snapshot.cancel_at is None,
        snapshot.first_paid,
        snapshot.ended,
        snapshot.currency,
        # Only after a trial does it matter whether the latest invoice is paid.
        snapshot.trial_end is not None and _earned(snapshot, snapshot.trial_end),
        *(
            (line.price_id, line.quantity, line.amount, line.interval)
            for line in lines_of(snapshot)
        ),
    )


def lines_of(snapshot: Subscription) -> Sequence[SubscriptionItem]:
    """Return a subscription's items, also of one that has only one."""
    return snapshot.items or (
        SubscriptionItem(
            price_id=snapshot.price_id,
            product_id=snapshot.product_id,
            quantity=snapshot.quantity,
            period_start=snapshot.period_start,
            period_end=snapshot.period_end,
            unit_amount=snapshot.unit_amount,
            amount=snapshot.amount,
            interval=snapshot.interval,
            interval_count=snapshot.interval_count,
        ),
    )


def _earned(snapshot: Subscription, trial_end: int | None) -> bool:
    """Return whether a snapshot proves that its payer pays: after a trial, in money."""
    if snapshot.status == "trialing" or not snapshot.first_paid:
        return False
    if trial_end is None:
        return True
    paid = snapshot.invoice == "paid" and snapshot.collected != 0
    return paid and snapshot.period_start >= trial_end


def _payer(each: Seen) -> int:
    return each.snapshot.payer_id or each.user_id


def _worth(
    each: Seen, payer_id: int, plans_of: PlanOf, prices: Mapping[str, ListPrice], *, earned: bool
) -> list[_Worth]:
    """Return what each plan of a subscription is worth; none without a state."""
    snapshot = each.snapshot
    state = _state(snapshot, earned=earned)
    if state is None:
        return []
    found: list[_Worth] = []
    for plan_id, part in plans_of(snapshot).items():
        own = [line for line in lines_of(snapshot) if _is_part(line, part, snapshot)]
        for line in own or lines_of(snapshot)[:1]:
            listed = prices.get(line.price_id)
            terms = _with_list_price(line, listed)
            unit = terms.unit_amount or 0
            found.append(
                _Worth(
                    user_id=payer_id,
                    plan_id=plan_id,
                    state=state,
                    currency=snapshot.currency or ("" if listed is None else listed.currency),
                    interval=terms.interval or "month",
                    interval_count=terms.interval_count,
                    unit_amount=unit,
                    amount=unit * line.quantity if terms.amount is None else terms.amount,
                )
            )
    return found


def _is_part(line: SubscriptionItem, part: Subscription, whole: Subscription) -> bool:
    """Return whether an item is of a part, which has its latest price."""
    return not whole.items or line.product_id == part.product_id


def _with_list_price(line: SubscriptionItem, listed: ListPrice | None) -> SubscriptionItem:
    """Return an item with our price's terms, if its own were not recorded."""
    if line.interval or listed is None:
        return line
    return replace(
        line,
        unit_amount=listed.amount,
        interval=listed.interval,
        interval_count=listed.interval_count,
    )


def _state(snapshot: Subscription, *, earned: bool) -> str | None:
    """Return the state that counts in figures; None: it does not count."""
    if snapshot.left or snapshot.pause:
        return None
    match snapshot.status:
        case "trialing":
            return TRIAL
        case "active" if earned:
            return PAYING if snapshot.cancel_at is None else CANCELLING
        case "past_due" if earned:
            return PAST_DUE
        case _:
            return None


def _when(
    snapshot: Subscription, worth: Sequence[_Worth], seen: datetime, *, first: bool
) -> datetime:
    """Return since when a snapshot holds: by Stripe's times where it has them."""
    if not worth and snapshot.ended is not None:
        return at(snapshot.ended)
    return min(seen, at(snapshot.started)) if first else seen


def _row(part: int, worth: _Worth, since: datetime, until: datetime | None) -> HistoryRow:
    return HistoryRow(
        part=part,
        user_id=worth.user_id,
        plan_id=worth.plan_id,
        state=worth.state,
        previous_state="",
        next_state="",
        currency=worth.currency,
        interval=worth.interval,
        interval_count=worth.interval_count,
        unit_amount=worth.unit_amount,
        amount=worth.amount,
        from_at=since,
        until_at=until,
    )


def _linked(rows: Sequence[HistoryRow]) -> list[HistoryRow]:
    """Set the states before and after each row, also across a time without one."""
    times = sorted({row.from_at for row in rows})
    states = {row.from_at: row.state for row in rows}
    before = dict(zip(times[1:], (states[when] for when in times), strict=False))
    after = dict(zip(times, (states[when] for when in times[1:]), strict=False))
    return [
        replace(
            row,
            previous_state=before.get(row.from_at, ""),
            next_state=after.get(row.from_at, ""),
        )
        for row in rows
    ]
