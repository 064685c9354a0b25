"""Finds the switch that Stripe will make at a subscription's renewal."""

from dataclasses import dataclass
from datetime import datetime

from bot.payments.ledger.facts import at
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.subscription_changes import SWITCH
from data.offer_mentions import OfferMentions
from data.plans import Listing, Plan
from data.prices import Price

PORTAL_PHASES = 2  # the present price, and the one that it changes to


@dataclass(frozen=True, slots=True)
class PlannedSwitch:
    """What a subscription will be for, and from when."""

    plan: Plan
    price: Price
    seats: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LaterPhase:
    """What a subscription's schedule plans next, as Stripe has it."""

    price_id: str
    seats: int
    at: datetime

    @property
    def mentions(self) -> OfferMentions:
        """What names its offer."""
        return OfferMentions(sold=frozenset(((self.price_id, ""),)))

    def switch(self, listing: Listing) -> PlannedSwitch | None:
        """Return it as a switch; None if the price is none of ours."""
        price = listing.prices.get(self.price_id)
        if price is None:
            return None
        plan_id = listing.plan_of_price[self.price_id]
        plan = next(plan for plan in listing.plans if plan.id == plan_id)
        return PlannedSwitch(plan, price, self.seats, self.at)


async def later_phase(api: StripeClient, body: Answer) -> LaterPhase | None:
    """Return what a subscription's schedule plans next, if anything.

    Raises what `StripeClient` raises.
    """
    if not body["schedule"]:
        return None
    schedule = await api.schedule(body["schedule"])
    later = schedule["phases"][1:]
    if not later:
        return None
    (item,) = later[0]["items"]
    return LaterPhase(item["price"], item["quantity"], at(later[0]["start_date"]))


async def planned_switch(api: StripeClient, body: Answer, listing: Listing) -> PlannedSwitch | None:
    """Return the planned switch of a subscription, if it is to a listed offer.

    Raises what `StripeClient` raises.
    """
    phase = await later_phase(api, body)
    return None if phase is None else phase.switch(listing)


async def release_idle(api: StripeClient, body: Answer) -> None:
    """Release a schedule that an interruption left, because it is in the way."""
    if not body["schedule"]:
        return
    schedule = await api.schedule(body["schedule"])
    if len(schedule["phases"]) == 1 and is_members(schedule):
        await api.release_schedule(schedule["id"])


def is_members(schedule: Answer) -> bool:
    """Return whether a member planned it, here or in Stripe's portal."""
    if SWITCH in schedule["metadata"]:
        return True
    return schedule["end_behavior"] == "release" and len(schedule["phases"]) <= PORTAL_PHASES
