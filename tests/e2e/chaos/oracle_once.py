"""The oracle for one-time payments and gifts: lifetime, or consecutive passes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.oracle_subscriptions import DAY, ExpectedState
from tests.e2e.chaos.residents import Gift, Plan, Purchase
from tests.e2e.chaos.stripe_truth import Truth


@dataclass(frozen=True, slots=True)
class Grant:
    """One entitlement that was given once. Times are unix seconds."""

    given_at: int
    days: int | None  # None: lifetime
    cut_at: int | None  # when it was revoked
    suspended: bool
    item: Purchase | Gift
    keeps_place: bool = False  # a lost dispute ends a pass, but later passes don't move

    @property
    def name(self) -> str:
        """Its name in reports; also the order of two that were given in one second."""
        match self.item:
            case Gift(session_id=None):
                return f"comp of {self.given_at}"
            case Gift(session_id=session_id):
                return f"code of {session_id}"
            case Purchase(session_id=session_id):
                return session_id


def of_payment(truth: Truth, session: Json, plan: Plan, item: Purchase | Gift) -> Grant | None:
    """Read a one-time payment; return None until it is paid."""
    if session["payment_status"] == "unpaid" or session["status"] != "complete":
        return None
    charge = truth.charge_of(session)
    if charge is None:  # nothing was due
        return Grant(session["created"], plan.days, item.revoked_at, False, item)
    dispute = truth.dispute_of(charge, parts=plan.on_partial_refund == "revoke")
    ends = [item.revoked_at]
    if plan.on_refund == "revoke":
        ends.append(truth.refunded_at(charge))
    if plan.on_partial_refund == "revoke":
        ends.append(truth.partly_refunded_at(charge))
    if dispute and dispute[0] == "lost":
        ends.append(dispute[1])
    cut_at = min((end for end in ends if end is not None), default=None)
    return Grant(
        given_at=truth.succeeded[session["payment_intent"]],
        days=plan.days,
        cut_at=cut_at,
        suspended=bool(dispute and dispute[0] == "open"),
        item=item,
        keeps_place=bool(dispute and dispute == ("lost", cut_at)),
    )


def of_gift(truth: Truth, gift: Gift, plan: Plan) -> Grant | None:
    """Read a grant by staff, or a redeemed code with its payment."""
    if gift.session_id is None:
        return Grant(gift.given_at, gift.days, gift.revoked_at, False, gift)
    paid = of_payment(truth, truth.sessions[gift.session_id], plan, gift)
    if paid is None:
        return None
    return replace(paid, given_at=gift.given_at)


def expected_grants(grants: Iterable[Grant], now: int) -> list[tuple[Grant, ExpectedState]]:
    """Judge the entitlements to one role; each pass begins when the previous one ends."""
    verdicts: list[tuple[Grant, ExpectedState]] = []
    free_from = 0
    for grant in sorted(grants, key=lambda grant: (grant.given_at, grant.name)):
        if grant.days is None:
            begin, end = grant.given_at, grant.cut_at
        else:
            begin = max(grant.given_at, free_from)
            whole = begin + grant.days * DAY
            end = whole if grant.cut_at is None else min(whole, max(begin, grant.cut_at))
            free_from = whole if grant.keeps_place else end
        running = begin <= now and (end is None or now < end)
        words = f"{grant.name}: {begin} to {end or 'for life'}" + " disputed" * grant.suspended
        words += " (refunded, lost or revoked)" * (grant.cut_at is not None)
        verdicts.append((grant, ExpectedState(running and not grant.suspended, words)))
    return verdicts
