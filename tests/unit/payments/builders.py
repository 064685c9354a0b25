"""Snapshots with sensible defaults: a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.payments.facts import Fact, Payment, Receipt, Snapshot, Subscription
from bot.payments.ledger import Policy

START = datetime(2026, 3, 1, tzinfo=UTC)
MONTH = timedelta(days=31)
GRACE = timedelta(days=7)
PLAN, OTHER_PLAN = 1, 2
POLICY = Policy(
    plan_of_price={"price_pro": PLAN, "price_gold": OTHER_PLAN},
    grace={OTHER_PLAN: timedelta(days=2)},
    default_grace=GRACE,
)

_SUBSCRIPTION = Subscription(
    id="sub_1",
    plan_id=PLAN,
    price_id="price_pro",
    status="active",
    started=int(START.timestamp()),
    period_start=int(START.timestamp()),
    period_end=int((START + MONTH).timestamp()),
    cancel_at=None,
    ended=None,
    paused=False,
    first_paid=True,
)
_PAYMENT = Payment(
    id="cs_1",
    plan_id=PLAN,
    status="paid",
    opened=int(START.timestamp()),
    amount=900,
    currency="eur",
)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def subscription(**changes: Any) -> Subscription:  # noqa: ANN401 the fields' own types
    return replace(_SUBSCRIPTION, **changes)


def payment(**changes: Any) -> Payment:  # noqa: ANN401 the fields' own types
    return replace(_PAYMENT, **changes)


def receipt(subscription_id: str = "sub_1") -> Receipt:
    return Receipt(id="cs_9", plan_id=PLAN, subscription_id=subscription_id, status="paid")


def fact(snapshot: Snapshot, *, after: timedelta = timedelta(0)) -> Fact:
    return Fact(START + after, snapshot)
