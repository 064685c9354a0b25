"""Defines the fold's plan policies, and finds the plan of a price or product."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.payments.ledger.facts import Charge, Subscription, SubscriptionItem
from data.plan_terms import Terms


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """The grace period of a plan, and its terms, such as for refunds and disputes."""

    grace: timedelta
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Policy:
    """The policies of all plans of a guild.

    Attributes:
        plan_of_price: The plan of each price that was ever sold.
        plan_of_product: The plan of each product that has a single plan, at any price.
        plans: The policy of each plan.
        default: The policy of a plan without its own.
        roles: The role that each plan grants.
        shared_products: The plans of each product that has several; only a known price decides.
    """

    plan_of_price: Mapping[str, int]
    plan_of_product: Mapping[str, int]
    plans: Mapping[int, PlanPolicy]
    default: PlanPolicy
    roles: Mapping[int, int] = field(default_factory=dict[int, int])
    shared_products: Mapping[str, AbstractSet[int]] = field(
        default_factory=dict[str, AbstractSet[int]]
    )

    def plan(self, subscription: Subscription) -> int:
        """Return the plan that a subscription pays for, the first of several."""
        return next(iter(self.parts(subscription)))

    def parts(self, subscription: Subscription) -> dict[int, Subscription]:
        """Return each plan of a subscription, with the subscription for that plan alone.

        The items decide, because a change made at Stripe shows only there. Items of no plan of ours
        are left out; if none is ours, the plan that was sold stays. That plan comes first, so that
        the order of the items does not matter.
        """
        sold_as = subscription.plan_id
        if not subscription.items:
            plan_id = self._plan_of(subscription, sold_as)
            return {sold_as if plan_id is None else plan_id: subscription}
        of_plan: dict[int, list[SubscriptionItem]] = {}
        for item in subscription.items:
            plan_id = self._plan_of(item, sold_as)
            if plan_id is not None and item.quantity:
                of_plan.setdefault(plan_id, []).append(item)
        if not of_plan:
            seats = min(item.quantity for item in subscription.items)
            return {sold_as: replace(subscription, quantity=seats)}
        order = sorted(of_plan, key=lambda plan_id: (plan_id != sold_as, plan_id))
        return {plan_id: _view(subscription, of_plan[plan_id]) for plan_id in order}

    def concerning(
        self, charges: Sequence[Charge], plan_id: int, subscription: Subscription
    ) -> list[Charge]:
        """Return the charges of a subscription that paid for a plan, with its period.

        After a switch, what was paid for the old plan counts for the current one. A plan that was
        added since, and is not billed yet, counts what was paid for the others.
        """
        served = self.parts(subscription) if charges else {}
        own: list[Charge] = []
        others: list[Charge] = []
        for charge in charges:
            plans = [self._plan_of(line, subscription.plan_id) for line in charge.lines]
            paid = [pair for pair in zip(charge.lines, plans, strict=True) if pair[1] is not None]
            mine = [line for line, plan in paid if plan == plan_id or plan not in served]
            if mine:
                own.append(_for_time_of(charge, mine))
            elif not charge.lines or not self._is_known(subscription):
                own.append(charge)
            elif paid:
                others.append(_for_time_of(charge, [line for line, _ in paid]))
        return own or others

    def knows(self, subscription: Subscription) -> bool:
        """Return whether a subscription pays for a plan of ours; old facts are assumed to."""
        return not subscription.product_id or any(
            item.price_id in self.plan_of_price
            or item.product_id in self.plan_of_product
            or item.product_id in self.shared_products
            for item in subscription.items or (subscription,)
        )

    def of(self, plan_id: int) -> PlanPolicy:
        """Return the policy of a plan."""
        return self.plans.get(plan_id, self.default)

    def _plan_of(self, item: SubscriptionItem | Subscription, sold_as: int) -> int | None:
        """Return the plan of an item or of a subscription without items; None if foreign."""
        if item.price_id in self.plan_of_price:
            return self.plan_of_price[item.price_id]
        if sold_as in self.shared_products.get(item.product_id, ()):
            return sold_as
        return self.plan_of_product.get(item.product_id)

    def _is_known(self, subscription: Subscription) -> bool:
        """Return whether any item's price or product belongs to a plan."""
        items = subscription.items or (subscription,)
        return any(self._plan_of(item, subscription.plan_id) is not None for item in items)


def policy_message(terms: Terms, policy: str) -> str:
    """Return the id of the message that names a policy's value (of `on_refund` etc.)."""
    name = policy.removeprefix("on_").replace("_", "-")
    return f"plan-on-{name}-{getattr(terms, policy)}"


def _for_time_of(charge: Charge, lines: Sequence[SubscriptionItem]) -> Charge:
    """Return a charge with the period of these lines."""
    return replace(
        charge,
        period_start=min(line.period_start for line in lines),
        period_end=max(line.period_end for line in lines),
    )


def _view(subscription: Subscription, items: Sequence[SubscriptionItem]) -> Subscription:
    """Return a subscription for these items only, with the latest of their periods."""
    latest = max(items, key=lambda item: (item.period_end, item.period_start))
    return replace(
        subscription,
        price_id=latest.price_id,
        product_id=latest.product_id,
        quantity=sum(item.quantity for item in items),
        period_start=latest.period_start,
        period_end=latest.period_end,
        items=(),
    )
