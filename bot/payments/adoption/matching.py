"""Decides which member and which plan another service's purchase belongs to. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.payments.adoption.foreign_purchase import ForeignPurchase
from bot.payments.adoption.members_file import MemberPairs, member_id
from bot.payments.inbox.purchase_match import SoldItem
from data.plans import Listing

# Metadata of other services names the member under keys such as discord_id or discordUserId.
DISCORD_KEY = re.compile(r"discord", re.IGNORECASE)
OTHER_ID = re.compile(r"guild|server|role|channel|message|invite", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A purchase, and the member and plan that it belongs to."""

    purchase: ForeignPurchase
    user_id: int
    plan_id: int


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


def match(purchase: ForeignPurchase, pairs: MemberPairs, listing: Listing) -> Match | Unmatched:
    """Match a purchase: its plan by price, its member by the file or metadata."""
    plan_id = plan_of(purchase.sold, listing)
    if plan_id is None:
        return Unmatched(purchase, "no-plan", ", ".join(each.price_id for each in purchase.sold))
    members = _paired(purchase, pairs) or _named(purchase)
    if len(members) > 1:
        return Unmatched(purchase, "two-members", ", ".join(map(str, sorted(members))))
    if not members:
        return Unmatched(purchase, "no-member", purchase.customer_id)
    return Match(purchase, members.pop(), plan_id)


def plan_of(sold: Iterable[SoldItem], listing: Listing) -> int | None:
    """Return the plan of the first item sold here, by its price or its product."""
    sold = list(sold)
    for each in sold:
        if each.price_id in listing.plan_of_price:
            return listing.plan_of_price[each.price_id]
    of_product = {plan.product_id: plan.id for plan in reversed(listing.plans) if plan.product_id}
    products = (each.product_id for each in sold)
    return next((of_product[product] for product in products if product in of_product), None)


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
