"""Build snapshots with defaults, so that a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.payments.ledger.facts import (
    Charge,
    Claim,
    Fact,
    Grant,
    Payment,
    Receipt,
    Revocation,
    Snapshot,
    Subscription,
)
from bot.payments.ledger.policy import PlanPolicy, Policy

START = datetime(2026, 3, 1, tzinfo=UTC)
MONTH = timedelta(days=31)
GRACE = timedelta(days=7)
PLAN, OTHER_PLAN = 1, 2
POLICY = Policy(
    plan_of_price={"price_pro": PLAN, "price_gold": OTHER_PLAN},
    plan_of_product={"prod_gold": OTHER_PLAN},
    plans={OTHER_PLAN: PlanPolicy(timedelta(days=2))},
    default=PlanPolicy(GRACE),
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
_CHARGE = Charge(
    id="ch_1",
    plan_id=PLAN,
    source="sub_1",
    amount=900,
    currency="eur",
    refunded=0,
    refunded_at=None,
    dispute="",
    disputed_at=None,
    period_end=int((START + MONTH).timestamp()),
)
_GRANT = Grant(
    id="grant:1",
    plan_id=PLAN,
    given=int(START.timestamp()),
    days=10,
    revoked=None,
    actor_id=7,
    reason="speaker",
)
_CLAIM = Claim(id="code:1", plan_id=PLAN, source="cs_1", claimed=int(START.timestamp()), seat=None)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def subscription(**changes: Any) -> Subscription:  # noqa: ANN401 the fields' own types
    return replace(_SUBSCRIPTION, **changes)


def payment(**changes: Any) -> Payment:  # noqa: ANN401 the fields' own types
    return replace(_PAYMENT, **changes)


def charge(**changes: Any) -> Charge:  # noqa: ANN401 the fields' own types
    return replace(_CHARGE, **changes)


def grant(**changes: Any) -> Grant:  # noqa: ANN401 the fields' own types
    return replace(_GRANT, **changes)


def claim(**changes: Any) -> Claim:  # noqa: ANN401 the fields' own types
    return replace(_CLAIM, **changes)


def revocation(source: str, at: int) -> Revocation:
    return Revocation(f"revocation:{source}", PLAN, source, at, actor_id=7, reason="spam")


def receipt(subscription_id: str = "sub_1") -> Receipt:
    return Receipt(id="cs_9", plan_id=PLAN, subscription_id=subscription_id, status="paid")


def fact(snapshot: Snapshot, *, after: timedelta = timedelta(0)) -> Fact:
    return Fact(START + after, snapshot)
