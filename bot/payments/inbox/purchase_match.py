"""Matches a purchase with a plan. Metadata doesn't prove what was sold. Pure.

It only names the owner. A price, a product or a checkout of ours is needed, because other sellers
on the same Stripe account may copy metadata, and a new database gives old plan numbers to other
plans.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.stripe.objects.validation import InvalidStripeObjectError
from data.plans import Listing, Plan


@dataclass(frozen=True, slots=True)
class SoldItem:
    """The Stripe ids of a price that was sold, and of its product."""

    price_id: str
    product_id: str


def sold_items(lines: Iterable[Mapping[str, Any]]) -> list[SoldItem]:
    """Parse a subscription's items or a session's lines; return what they sold."""
    found: list[SoldItem] = []
    for line in lines:
        match line:
            case {"price": {"id": str(price_id), "product": str(product_id)}}:
                found.append(SoldItem(price_id, product_id))
            case {"price": {"id": str(price_id), "product": {"id": str(product_id)}}}:
                found.append(SoldItem(price_id, product_id))
            case _:
                pass
    return found


def sold_in(body: Mapping[str, Any]) -> list[SoldItem] | None:
    """Return what a subscription or session sold; None if a session doesn't show it.

    The session of a subscription never counts, because the subscription itself shows more.

    Raises:
        InvalidStripeObjectError: If a subscription has no items.
    """
    match body:
        case {"object": "subscription", "items": {"data": [*lines]}}:
            return sold_items(lines)
        case {"object": "subscription"}:
            raise InvalidStripeObjectError("subscription.items")
        case {"mode": "payment", "line_items": {"data": [*lines]}}:
            return sold_items(lines)
        case _:
            return None


def plan_sold(
    owner: Owner, object_id: str, sold: Iterable[SoldItem], listing: Listing, *, opened_here: bool
) -> int | None:
    """Return the id of the plan that was sold; None if nothing of it is sold here.

    `opened_here` is whether it is a checkout of this database, which is trusted. A subscription's
    plan is decided by its price, in the fold.
    """
    named = named_plan(owner, listing.plans)
    found = [plan_id for each in sold if (plan_id := _plan_of(each, listing, named))]
    trusted = opened_here or named in found or is_subscription(object_id)
    if found and not (named is not None and trusted):
        return found[0]
    return named if found or opened_here else None


def named_plan(owner: Owner, known: Iterable[Plan]) -> int | None:
    """Return the plan id in the metadata, if it is one of this database.

    A plan key that is not ours rules that out. Metadata from before there were plan keys may be of
    another database: it counts only together with a price or product.
    """
    known = list(known)
    if owner.plan_key and not has_plan_key(owner, known):
        return None
    return next((plan.id for plan in known if plan.id == owner.plan_id), None)


def has_plan_key(owner: Owner, known: Iterable[Plan]) -> bool:
    """Return whether the metadata holds the key of a plan of ours."""
    return any(plan.key == owner.plan_key for plan in known)


def _plan_of(sold: SoldItem, listing: Listing, named: int | None) -> int | None:
    """Return the plan that was sold: by price, else by product, the named one first."""
    if sold.price_id in listing.plan_of_price:
        return listing.plan_of_price[sold.price_id]
    alike = [plan.id for plan in listing.plans if plan.product_id == sold.product_id]
    return named if named in alike else next(iter(alike), None)
