"""Decides what a member can buy, in view of what they have. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError
from bot.payments.billing_portal import MAX_SEATS
from bot.payments.checkout_pages import Contents
from bot.payments.entitlements.service import MemberEntitlements
from bot.payments.ledger.entitlement import GRANTING, Entitlement, State, is_subscription
from bot.payments.ledger.facts import Subscription
from bot.payments.notifications.entitlement_changes import blocks_purchase, is_pending
from bot.payments.prices import price_of
from data.plans import Plan
from data.prices import Price


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a member wants to pay for.

    Attributes:
        guild_id: The server.
        user_id: The payer.
        plan: The plan's name.
        language: The language of the page that the payer returns to.
        recipient_id: The member who gets it, if not the payer.
        as_code: Whether it is a gift as a code.
        seats: The number of people, including the payer.
        price: The id of one of the plan's prices; None: its first that can be sold so.
        coupon: The code of a coupon to apply; "" for none, which can then be typed on the page.
        channel_id: The server's channel that the page leads back to; None: the server.
    """

    guild_id: int
    user_id: int
    plan: str
    language: str
    recipient_id: int | None = None
    as_code: bool = False
    seats: int = 1
    price: int | None = None
    coupon: str = ""
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan at one of its prices."""

    plan: Plan
    price: Price


def chosen_price(purchase: Purchase, plan: Plan) -> Price:
    """Return the price to sell: by default the first, for a code the first paid once."""
    if purchase.price is None and purchase.as_code:
        return next((price for price in plan.prices if not price.renews), plan.price)
    return price_of(plan, purchase.price)


def of_role(plan: Plan, entitlements: MemberEntitlements) -> list[Entitlement]:
    """Return the entitlements to a plan, and to others that give the same role."""
    same = {plan.id} | {each.id for each in entitlements.plans.values() if plan.gives_same_as(each)}
    return [entitlement for entitlement in entitlements.entitlements if entitlement.plan_id in same]


def including(
    plan: Plan, entitlements: MemberEntitlements, contents_of_offer: Contents
) -> list[Entitlement]:
    """Return the entitlements to other offers that together hold a whole product.

    Empty if a content is missing; also for a plan, because it gives its role. What is paid and
    begins later counts.
    """
    wanted = contents_of_offer.get(plan.id, frozenset())
    if plan.kind != "product" or not wanted:
        return []
    found = [
        each
        for each in entitlements.entitlements
        if each.plan_id != plan.id
        and (each.state in (*GRANTING, State.UPCOMING) or is_pending(each))
        and contents_of_offer.get(each.plan_id, frozenset()) & wanted
    ]
    held = frozenset[int]().union(*(contents_of_offer[each.plan_id] for each in found))
    return found if held >= wanted else []


def is_in_the_way(entitlement: Entitlement, offer: Offer) -> bool:
    """Return whether an entitlement prevents a purchase.

    A pass may bridge a failed renewal.
    """
    bridges = (
        offer.price.days is not None
        and entitlement.plan_id != offer.plan.id
        and entitlement.state is State.GRACE
    )
    return blocks_purchase(entitlement) and not bridges


def had_already(
    purchase: Purchase, offer: Offer, entitlements: MemberEntitlements, entitlement: Entitlement
) -> UserError:
    """Return the error that names what the member has, and how to change it.

    A subscription is switched, but not to what is paid once: that is bought when it has ended.
    """
    plan = offer.plan
    if purchase.recipient_id is not None:
        return UserError("payments-gift-already", plan=plan.name)
    if plan.kind == "product":
        return UserError("payments-already-owned", plan=plan.name)
    snapshot = entitlements.snapshots.get(entitlement.source)
    paid = isinstance(snapshot, Subscription) and snapshot.payer_id is None
    if paid and not offer.price.renews and entitlement.plan_id in entitlements.plans:
        held = entitlements.plans[entitlement.plan_id].name
        return UserError("payments-once-instead", plan=plan.name, held=held)
    if entitlement.plan_id != plan.id and entitlement.plan_id in entitlements.plans:
        held = entitlements.plans[entitlement.plan_id].name
        message = "payments-same-paid" if paid else "payments-same-held"
        return UserError(message, plan=plan.name, held=held)
    if isinstance(snapshot, Subscription) and paid and purchase.seats > 1:
        return UserError("payments-seats-change", plan=plan.name, seats=snapshot.quantity)
    return UserError("payments-already-member", plan=plan.name)


def held_until(mine: Iterable[Entitlement]) -> datetime | None:
    """Return when the last of a member's passes to a role ends."""
    ends = [
        entitlement.ends_at
        for entitlement in mine
        if entitlement.state in (State.ACTIVE, State.UPCOMING)
        and entitlement.ends_at is not None
        and not is_subscription(entitlement.stripe_id)
    ]
    return max(ends, default=None)


def paid_beside(entitlements: MemberEntitlements) -> tuple[str, ...]:
    """Return the names of other plans that the member still pays for."""
    paid = {
        entitlement.plan_id
        for entitlement in entitlements.entitlements
        if entitlement.renews
        and isinstance(snapshot := entitlements.snapshots.get(entitlement.source), Subscription)
        and snapshot.payer_id is None
    }
    plans = entitlements.plans
    return tuple(
        plans[id_].name for id_ in sorted(paid) if id_ in plans and plans[id_].kind == "plan"
    )


def subscriptions_paid(entitlements: MemberEntitlements) -> list[str]:
    """Return the ids of the subscriptions that the member pays for and that renew."""
    return sorted(
        {
            snapshot.id
            for entitlement in entitlements.entitlements
            if entitlement.renews
            and isinstance(snapshot := entitlements.snapshots.get(entitlement.source), Subscription)
            and snapshot.payer_id is None
        }
    )


def check_manner(purchase: Purchase, offer: Offer) -> None:
    """Refuse a purchase in a form that the price does not allow."""
    if purchase.as_code and offer.price.renews:
        raise UserError("payments-code-needs-once", plan=offer.plan.name)
    if purchase.seats > 1 and not offer.price.renews:
        raise UserError("payments-seats-need-renewal", plan=offer.plan.name)
    if not 1 <= purchase.seats <= MAX_SEATS:
        raise UserError("payments-seats-range", most=MAX_SEATS)
