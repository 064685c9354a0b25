"""Finds the switch that Stripe will make at a subscription's renewal."""

from dataclasses import dataclass
from datetime import datetime

from bot.payments.ledger.facts import at
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.subscription_changes import SWITCH
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


async def planned_switch(api: StripeClient, body: Answer, listing: Listing) -> PlannedSwitch | None:
    """Return the switch that a subscription's schedule plans, if any.

    Raises what `StripeClient` raises.
    """
    if not body["schedule"]:
        return None
    schedule = await api.schedule(body["schedule"])
    later = schedule["phases"][1:]
    if not later:
        return None
    (item,) = later[0]["items"]
    if item["price"] not in listing.prices:
        return None
    plan_id = listing.plan_of_price[item["price"]]
    plan = next(plan for plan in listing.plans if plan.id == plan_id)
    price = listing.prices[item["price"]]
    return PlannedSwitch(plan, price, item["quantity"], at(later[0]["start_date"]))


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
