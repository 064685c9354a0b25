"""What the owner decided about money, as far as the fold needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.payments.facts import Subscription


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """What one plan does at each turn that money can take."""

    grace: timedelta
    revoke_on_refund: bool = True
    revoke_on_partial_refund: bool = False
    suspend_on_dispute: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """All plans of a guild.

    `plan_of_price` and `plan_of_product` map whatever was ever sold to its plan.
    """

    plan_of_price: Mapping[str, int]
    plan_of_product: Mapping[str, int]
    plans: Mapping[int, PlanPolicy]
    default: PlanPolicy
    roles: Mapping[int, int] = field(default_factory=dict[int, int])  # what each plan grants

    def plan(self, subscription: Subscription) -> int:
        """Return the plan that is paid for: a switch made at Stripe shows in the price only."""
        by_product = self.plan_of_product.get(subscription.product_id, subscription.plan_id)
        return self.plan_of_price.get(subscription.price_id, by_product)

    def of(self, plan_id: int) -> PlanPolicy:
        """Return what was decided for a plan."""
        return self.plans.get(plan_id, self.default)
