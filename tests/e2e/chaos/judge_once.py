"""The oracle on what is paid or given once: for life, or passes that follow one another."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.judge_subscriptions import DAY, Verdict
from tests.e2e.chaos.people import Gift, Plan
from tests.e2e.chaos.truth import Truth


@dataclass(frozen=True, slots=True)
class Grant:
    """One right that was given once. Times are unix seconds."""

    given_at: int
    days: int | None  # None: for life
    cut_at: int | None  # when it was taken back for good
    suspended: bool
    name: str


def of_payment(truth: Truth, session: Json, plan: Plan, revoked_at: int | None) -> Grant | None:
    """Read a one-time payment; None as long as the money has not come."""
    if session["payment_status"] == "unpaid" or session["status"] != "complete":
        return None
    charge = truth.charge_of(session)
    if charge is None:  # nothing was due
        return Grant(session["created"], plan.days, revoked_at, False, session["id"])
    dispute = truth.dispute_of(charge)
    ends = [revoked_at]
    if plan.on_refund == "revoke":
        ends.append(truth.refunded_at(charge))
    if plan.on_partial_refund == "revoke":
        ends.append(truth.partly_refunded_at(charge))
    if dispute and dispute[0] == "lost":
        ends.append(dispute[1])
    return Grant(
        given_at=truth.succeeded[session["payment_intent"]],
        days=plan.days,
        cut_at=min((end for end in ends if end is not None), default=None),
        suspended=bool(dispute and dispute[0] == "open"),
        name=session["id"],
    )


def of_gift(truth: Truth, gift: Gift, plan: Plan) -> Grant | None:
    """Read a comp, or a redeemed code with the payment behind it."""
    if gift.session_id is None:
        return Grant(gift.given_at, gift.days, gift.revoked_at, False, f"comp {gift.plan}")
    paid = of_payment(truth, truth.sessions[gift.session_id], plan, gift.revoked_at)
    if paid is None:
        return None
    return Grant(gift.given_at, gift.days, paid.cut_at, paid.suspended, f"code of {paid.name}")


def judge_grants(grants: Iterable[Grant], now: int) -> list[Verdict]:
    """Say which of one plan's rights grant it now; passes begin where the one before ends."""
    verdicts: list[Verdict] = []
    free_from = 0
    for grant in sorted(grants, key=lambda grant: (grant.given_at, grant.name)):
        if grant.days is None:
            begin, end = grant.given_at, grant.cut_at
        else:
            begin = max(grant.given_at, free_from)
            end = begin + grant.days * DAY
            if grant.cut_at is not None:
                end = min(end, max(begin, grant.cut_at))
            free_from = end
        running = begin <= now and (end is None or now < end)
        words = f"{grant.name}: {begin} to {end or 'for life'}"
        verdicts.append(
            Verdict(running and not grant.suspended, words + " disputed" * grant.suspended)
        )
    return verdicts
