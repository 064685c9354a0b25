"""Name a plan's rules that decided about an entitlement, even if they kept it."""

from collections.abc import Iterator, Sequence

from bot.payments.explain.message import TextMessage
from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Charge, Snapshot, Subscription
from bot.payments.ledger.policy import PlanPolicy, Policy, policy_message
from bot.payments.ledger.reversals import OPEN, by_period, went_back

BY_GRACE = ("past-due", "renewal-unknown")


def rules(entitlement: Entitlement, index: FactIndex, policy: Policy) -> Iterator[TextMessage]:
    """Yield the plan's rules that affect an entitlement in its present state."""
    plan = policy.of(entitlement.plan_id)
    if entitlement.reason in BY_GRACE:
        yield _rule(TextMessage("plan-grace-own", {"days": plan.grace.days}))
    source = index.newest.get(entitlement.stripe_id or "")
    charges = index.charges.get(entitlement.stripe_id or "", ())
    if isinstance(source, Subscription):
        charges = policy.concerning(charges, entitlement.plan_id, source)
        source = policy.parts(source).get(entitlement.plan_id, source)
    for period in by_period(charges):
        yield from _of_refund(period, source, plan)
        for charge in period:
            yield from _of_dispute(charge, plan)


def _of_refund(
    period: Sequence[Charge], source: Snapshot | None, plan: PlanPolicy
) -> Iterator[TextMessage]:
    back, paid = went_back(period)
    if not back:
        return
    earlier = isinstance(source, Subscription) and (period[0].period_end or 0) < source.period_end
    if earlier:
        yield TextMessage("grants-rule-earlier")
    elif back >= paid:
        yield _rule(TextMessage(policy_message(plan.terms, "on_refund")))
    else:
        yield _rule(TextMessage(policy_message(plan.terms, "on_partial_refund")))


def _of_dispute(charge: Charge, plan: PlanPolicy) -> Iterator[TextMessage]:
    if any(each.status in (*OPEN, "lost") for each in charge.all_disputes):
        yield _rule(TextMessage(policy_message(plan.terms, "on_dispute")))


def _rule(rule: TextMessage) -> TextMessage:
    return TextMessage("grants-rule", {"rule": rule})
