"""Decides which member and which plan another service's purchase belongs to. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.payments.adoption.foreign_purchase import ForeignPurchase
from bot.payments.adoption.members_file import MemberPairs, member_id
from data.plans import Plan

# Metadata of other services names the member under keys such as discord_id or discordUserId.
DISCORD_KEY = re.compile(r"discord", re.IGNORECASE)
OTHER_ID = re.compile(
    r"guild|server|role|channel|message|invite|client|app|bot|refer|affiliate|owner|admin",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SoldHere:
    """What a server sells and sold.

    Attributes:
        plans: Its plans.
        plan_of_price: The plan id of each Stripe price, including earlier ones.
        days: The days of the pass that each price buys; None: no pass.
    """

    plans: Sequence[Plan]
    plan_of_price: Mapping[str, int]
    days: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Match:
    """A purchase, and the member and plan that it belongs to; `days` of a pass."""

    purchase: ForeignPurchase
    user_id: int
    plan_id: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A purchase that can't be taken over.

    Attributes:
        purchase: The purchase.
        reason: no-plan | no-member | two-members | other-lyceum.
        detail: The prices without a plan, the customer, the members, or the other server.
    """

    purchase: ForeignPurchase
    reason: str
    detail: str


def match(purchase: ForeignPurchase, pairs: MemberPairs, here: SoldHere) -> Match | Unmatched:
    """Match a purchase: its plan by price, its member by the file or metadata."""
    sold = _plan_of(purchase, here)
    if sold is None:
        return Unmatched(purchase, "no-plan", ", ".join(each.price_id for each in purchase.sold))
    members = _paired(purchase, pairs) or _named(purchase)
    if len(members) > 1:
        return Unmatched(purchase, "two-members", ", ".join(map(str, sorted(members))))
    if not members:
        return Unmatched(purchase, "no-member", purchase.customer_id)
    return Match(purchase, members.pop(), *sold)


def _plan_of(purchase: ForeignPurchase, here: SoldHere) -> tuple[int, int | None] | None:
    """Return the plan that was sold and the days of a pass; None if none of ours was.

    A subscription may be at another price of a plan's product. A one-time payment may not, because
    only its price tells whether it bought a pass or lifetime access.
    """
    for each in purchase.sold:
        if each.price_id in here.plan_of_price:
            days = here.days[each.price_id] if purchase.kind == "session" else None
            return here.plan_of_price[each.price_id], days
    if purchase.kind == "session":
        return None
    of_product = {plan.product_id: plan.id for plan in reversed(here.plans) if plan.product_id}
    products = (each.product_id for each in purchase.sold)
    plan_id = next((of_product[product] for product in products if product in of_product), None)
    return None if plan_id is None else (plan_id, None)


def discord_ids(metadata: Mapping[str, str]) -> set[int]:
    """Return the member ids in another service's metadata, whatever it calls the key."""
    found = (
        member_id(value.strip())
        for key, value in metadata.items()
        if DISCORD_KEY.search(key) and not OTHER_ID.search(key)
    )
    return {each for each in found if each is not None}


def _paired(purchase: ForeignPurchase, pairs: MemberPairs) -> set[int]:
    """Return the member in the owner's file, the most exact pair first."""
    for found in (
        pairs.by_subscription.get(purchase.id),
        pairs.by_customer.get(purchase.customer_id),
        pairs.by_email.get(purchase.email),
    ):
        if found is not None:
            return {found}
    return set()


def _named(purchase: ForeignPurchase) -> set[int]:
    """Return the members that the purchase names, else those that its customer names."""
    for metadata in purchase.metadata:
        if found := discord_ids(metadata):
            return found
    reference = member_id(purchase.reference)
    return set() if reference is None else {reference}
