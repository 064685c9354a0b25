"""Test which ends of an entitlement remove a member from the server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.payments.ledger.entitlement import Entitlement, State
from bot.payments.ledger.facts import Claim, Grant, Payment, Snapshot, Subscription
from bot.payments.role_sync.wanted_roles import plan_requiring_kick, still_requires_kick

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLAN, ROLE = 7, 70
EXPELLING = {PLAN: ROLE}


def ended(source: str, ends_at: datetime = NOW) -> Entitlement:
    return Entitlement(
        source=source,
        stripe_id=None,
        plan_id=PLAN,
        state=State.ENDED,
        starts_at=NOW - timedelta(days=60),
        ends_at=ends_at,
        renews=False,
        reason="ended",
        recheck_at=None,
    )


def snapshot(kind: type[Snapshot], payer: int | None) -> Snapshot:
    made = object.__new__(kind)
    if kind in (Payment, Subscription):
        object.__setattr__(made, "payer_id", payer)
    return made


@pytest.mark.parametrize(
    ("kind", "payer", "leaves"),
    [
        (Subscription, None, True),
        (Payment, None, True),
        (Claim, None, True),
        (Subscription, 5, False),
        (Payment, 5, False),
        (Grant, None, False),
    ],
)
def test_a_present_costs_nobody_their_place(
    kind: type[Snapshot], payer: int | None, *, leaves: bool
) -> None:
    carried = {"it": snapshot(kind, payer)}
    found = plan_requiring_kick([ended("it")], EXPELLING, {ROLE}, carried, {})
    assert (found is not None) is leaves


def test_what_ended_last_decides() -> None:
    own, given = ended("own", NOW - timedelta(days=30)), ended("given")
    carried = {"own": snapshot(Payment, None), "given": snapshot(Payment, 5)}
    assert plan_requiring_kick([own, given], EXPELLING, {ROLE}, carried, {}) is None
    swapped = [replace(own, ends_at=NOW), replace(given, ends_at=NOW - timedelta(days=30))]
    found = plan_requiring_kick(swapped, EXPELLING, {ROLE}, carried, {})
    assert found is not None
    assert found.source == "own"


@pytest.mark.parametrize(("later", "leaves"), [(True, False), (False, True)])
def test_what_moved_away_after_the_last_end_costs_nobody_their_place(
    *, later: bool, leaves: bool
) -> None:
    moved = NOW + timedelta(days=5 if later else -5)
    carried = {"own": snapshot(Payment, None)}
    found = plan_requiring_kick([ended("own")], EXPELLING, {ROLE}, carried, {"sub_1": moved})
    assert (found is not None) is leaves


@pytest.mark.parametrize("state", [State.ACTIVE, State.GRACE, State.SUSPENDED, State.PENDING])
def test_whoever_has_or_awaits_anything_stays(state: State) -> None:
    entitlements = [ended("own"), replace(ended("other"), state=state)]
    carried = {"own": snapshot(Payment, None)}
    assert plan_requiring_kick(entitlements, EXPELLING, {ROLE}, carried, {}) is None
    assert still_requires_kick(entitlements, EXPELLING, PLAN) is None


def test_a_kick_still_owed_is_let_go_when_the_plan_says_so_no_more() -> None:
    assert still_requires_kick([ended("own")], EXPELLING, PLAN) is not None
    assert still_requires_kick([ended("own")], {}, PLAN) is None
