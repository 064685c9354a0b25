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
    if not body.get("schedule"):
        return None
    for phase in _later(await api.schedule(body["schedule"])):
        match phase:
            case {"items": [{"price": str(price), "quantity": int(quantity)}]}:
                return LaterPhase(price, quantity, at(phase["start_date"]))
            case _:  # several items, or usage: planned by staff
                return None
    return None


def _later(schedule: Answer) -> list[Answer]:
    """Return the phases of a schedule that have not begun."""
    running = schedule.get("current_phase")
    if running is None:
        return []
    return [each for each in schedule["phases"] if each["start_date"] >= running["end_date"]]


async def planned_switch(api: StripeClient, body: Answer, listing: Listing) -> PlannedSwitch | None:
    """Return the planned switch of a subscription, if it is to a listed offer.

    Raises what `StripeClient` raises.
    """
    phase = await later_phase(api, body)
    return None if phase is None else phase.switch(listing)


async def release_idle(api: StripeClient, body: Answer) -> None:
    """Release a schedule that plans nothing any more, because it is in the way.

    An interruption left it, or its switch was made: Stripe keeps it until the new period ends.
    """
    if not body.get("schedule"):
        return
    schedule = await api.schedule(body["schedule"])
    if not _later(schedule) and is_members(schedule):
        await api.release_schedule(schedule["id"])


def is_members(schedule: Answer) -> bool:
    """Return whether a member planned it, here or in Stripe's portal."""
    if SWITCH in schedule["metadata"]:
        return True
    return schedule["end_behavior"] == "release" and len(schedule["phases"]) <= PORTAL_PHASES
