"""Which rule of a plan decided about a right: also where it decided that nothing ends."""

from collections.abc import Iterator

from bot.payments.explaining.story_line import Line
from bot.payments.facts import Charge, Subscription
from bot.payments.fold.book import Book
from bot.payments.fold.entitlement import Entitlement
from bot.payments.fold.policy import PlanPolicy, Policy
from bot.payments.fold.turns import OPEN

BY_GRACE = ("past-due", "renewal-unknown")


def rules(right: Entitlement, book: Book, policy: Policy) -> Iterator[Line]:
    """Name the rules of the plan that bear on a right as it stands."""
    plan = policy.of(right.plan_id)
    if right.reason in BY_GRACE:
        yield _rule(Line("plan-grace-own", {"days": plan.grace.days}))
    for charge in book.charges.get(right.stripe_id or "", ()):
        yield from _of_refund(charge, book, plan)
        yield from _of_dispute(charge, plan)


def _of_refund(charge: Charge, book: Book, plan: PlanPolicy) -> Iterator[Line]:
    if not charge.refunded:
        return
    paid = book.newest.get(charge.source)
    if isinstance(paid, Subscription) and (charge.period_end or 0) < paid.period_end:
        yield Line("grants-rule-earlier")
    elif charge.refunded >= charge.amount:
        yield _rule(Line(f"plan-on-refund-{'revoke' if plan.revoke_on_refund else 'keep'}"))
    else:
        word = "revoke" if plan.revoke_on_partial_refund else "keep"
        yield _rule(Line(f"plan-on-partial-refund-{word}"))


def _of_dispute(charge: Charge, plan: PlanPolicy) -> Iterator[Line]:
    if charge.dispute in (*OPEN, "lost"):
        yield _rule(Line(f"plan-on-dispute-{'suspend' if plan.suspend_on_dispute else 'keep'}"))


def _rule(rule: Line) -> Line:
    return Line("grants-rule", {"rule": rule})
