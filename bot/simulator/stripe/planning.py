"""The owner's plans for running subscriptions: schedules and coupons."""

from bot.simulator.stripe.api import discounts, schedules, subscriptions
from bot.simulator.stripe.api.routing import ApiCall
from bot.simulator.stripe.selling import Selling
from bot.simulator.stripe.store import Json, Value


class Planning(Selling):
    """Actions on schedules and coupons; each returns the changed object."""

    async def schedule(
        self, subscription_id: str, *price_ids: str, end_behavior: str = "release"
    ) -> Json:
        """Plan other prices for a subscription of one item, as for an introductory price.

        Args:
            subscription_id: The subscription, which the schedule manages from now on.
            *price_ids: The prices of the phases after the current one, each a period long.
            end_behavior: Afterwards: release, or cancel the subscription.
        """
        subscription = self._account.require("subscription", subscription_id)
        (item,) = subscription["items"]["data"]
        made = schedules.create(self._account, self._plan(from_subscription=subscription_id))
        current = made["phases"][0]
        prices = [item["price"]["id"], *price_ids]
        kept = [{"discount": id_} for id_ in subscription["discounts"]]
        phases: list[Json] = [
            {"items": [{"price": price, "quantity": item["quantity"]}], "discounts": kept}
            for price in prices
        ]
        phases[0] |= {name: current[name] for name in ("start_date", "end_date")}
        call = self._plan(made["id"], phases=phases, end_behavior=end_behavior)
        return schedules.update(self._account, call)

    async def release_schedule(self, schedule_id: str) -> Json:
        """Release a scheduled subscription, which continues by itself."""
        return schedules.release(self._account, self._plan(schedule_id))

    def _plan(self, id_: str = "", **params: Value) -> ApiCall:
        return ApiCall("/v1/subscription_schedules", params, id_)

    async def create_coupon(self, **params: Value) -> Json:
        """Create a coupon, such as with `percent_off=50, duration="forever"`."""
        return discounts.create_coupon(self._account, ApiCall("/v1/coupons", params))

    async def discount(self, subscription_id: str, *coupon_ids: str) -> Json:
        """Set a running subscription's coupons; none removes all."""
        wanted = [{"coupon": id_} for id_ in coupon_ids]
        call = ApiCall("/v1/subscriptions", {"discounts": wanted}, subscription_id)
        return subscriptions.update(self._account, call)
