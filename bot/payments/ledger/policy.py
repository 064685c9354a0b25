"""What the owner decided about money, as far as the fold needs it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.payments.ledger.facts import Charge, Subscription, SubscriptionItem
from data.plan_terms import Terms


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """What one plan does at each turn that money can take: its grace, and its other terms."""

    grace: timedelta
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Policy:
    """All plans of a guild.

    Attributes:
        plan_of_price: The plan of each price that was ever sold.
        plan_of_product: The plan of each product of a single plan, whatever its price.
        plans: What was decided for each plan.
        default: What holds for a plan of which nothing was decided.
        shared_products: The plans of each product of several: there only a known price tells.
    """

    plan_of_price: Mapping[str, int]
    plan_of_product: Mapping[str, int]
    plans: Mapping[int, PlanPolicy]
    default: PlanPolicy
    roles: Mapping[int, int] = field(default_factory=dict[int, int])  # what each plan grants
    shared_products: Mapping[str, AbstractSet[int]] = field(
        default_factory=dict[str, AbstractSet[int]]
    )

    def plan(self, subscription: Subscription) -> int:
        """Return the plan that is paid for, of several the first."""
        return next(iter(self.parts(subscription)))

    def parts(self, subscription: Subscription) -> dict[int, Subscription]:
        """Return each plan that a subscription pays for, with the subscription as if for it alone.

        A change made at Stripe shows in the items only. Items that are no plan of ours are left
        out; where none is, the plan that it was sold as stands. That plan comes first, so that
        the order of the items means nothing.
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
        """Return those of a subscription's charges that paid for a plan, with its period.

        What was paid for a plan that it was switched from stays paid for what is served now. A
        plan that was added since, and not billed yet, rests on what was paid for the others.
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
        """Tell whether a subscription pays for a plan of ours; of old records it is believed."""
        return not subscription.product_id or any(
            item.price_id in self.plan_of_price
            or item.product_id in self.plan_of_product
            or item.product_id in self.shared_products
            for item in subscription.items or (subscription,)
        )

    def of(self, plan_id: int) -> PlanPolicy:
        """Return what was decided for a plan."""
        return self.plans.get(plan_id, self.default)

    def _plan_of(self, item: SubscriptionItem | Subscription, sold_as: int) -> int | None:
        """Return the plan of an item, or of an only one; None for what is no plan of ours."""
        if item.price_id in self.plan_of_price:
            return self.plan_of_price[item.price_id]
        if sold_as in self.shared_products.get(item.product_id, ()):
            return sold_as
        return self.plan_of_product.get(item.product_id)

    def _is_known(self, subscription: Subscription) -> bool:
        """Tell whether any item says by itself which plan it pays for."""
        items = subscription.items or (subscription,)
        return any(self._plan_of(item, subscription.plan_id) is not None for item in items)


def policy_message(terms: Terms, policy: str) -> str:
    """Return the message that tells staff what was chosen for a policy, such as `on_refund`."""
    name = policy.removeprefix("on_").replace("_", "-")
    return f"plan-on-{name}-{getattr(terms, policy)}"


def _for_time_of(charge: Charge, lines: Sequence[SubscriptionItem]) -> Charge:
    """Return a charge as if it had been for the time of these lines."""
    return replace(
        charge,
        period_start=min(line.period_start for line in lines),
        period_end=max(line.period_end for line in lines),
    )


def _view(subscription: Subscription, items: Sequence[SubscriptionItem]) -> Subscription:
    """Return a subscription as if it had these items only: one period, the latest of theirs."""
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
