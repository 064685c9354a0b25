"""Defines what can be switched, and what a switch costs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.errors import UserError
from bot.payments.entitlements.service import MemberEntitlements
from bot.payments.ledger.entitlement import GRANTING, carrier
from bot.payments.ledger.facts import Subscription
from bot.payments.notifications.entitlement_changes import blocks_purchase
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.subscription_changes import ItemChange
from bot.payments.switching.rules import targets
from data.offer_mentions import OfferMentions
from data.plans import Listing, Plan, roles_of
from data.prices import Price


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member wants: None leaves the price or the seats as they are.

    `price` is the id of a price of ours.
    """

    subscription_id: str
    price: int | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """What a subscription is for."""

    plan: Plan
    price: Price
    seats: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A subscription of a member, and what it can be switched to."""

    subscription_id: str
    sold: Sold
    targets: Sequence[tuple[Plan, Price]]


@dataclass(frozen=True, slots=True)
class Costs:
    """What a switch costs, in the smallest unit.

    Attributes:
        recurring: What each later period costs, with tax.
        tax: How much of that is tax, as far as Stripe works it out.
        starts_at: When it takes effect.
        next_at: When the first later period is charged.
        due: What is charged now; less than 0 is credit for later invoices.
    """

    recurring: int
    starts_at: datetime
    next_at: datetime
    due: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """A switch and what it costs.

    Attributes:
        change: The change at Stripe.
        before: What the subscription is for now.
        after: What it will be for.
        costs: What it costs now and later.
        waits: Whether it takes effect at the renewal.
        moment: What the rest of the period is counted from, in unix seconds.
        seats_lost: How many people lose the seat that they use.
    """

    change: ItemChange
    before: Sold
    after: Sold
    costs: Costs
    waits: bool
    moment: int
    seats_lost: int = 0


@dataclass(frozen=True, slots=True)
class SwitchResult:
    """How a switch ended. `url` is where an unpaid one can be paid."""

    outcome: Literal["done", "unpaid", "planned"]
    url: str = ""


def check_switchable(body: Answer) -> None:
    """Refuse a subscription that can't be switched, or not now.

    Raises:
        UserError: With the reason.
    """
    if body["status"] == "trialing":
        raise UserError("switch-in-trial")
    if body["status"] != "active":
        raise UserError("switch-unpaid")
    if body.get("schedule"):
        raise UserError("switch-planned")
    if body.get("cancel_at") is not None or body.get("cancel_at_period_end"):
        raise UserError("switch-ending")
    simple = len(body["items"]["data"]) == 1 and not body.get("pause_collection")
    if not simple or body["collection_method"] != "charge_automatically":
        raise UserError("switch-by-staff")


def sold_of(body: Answer, listing: Listing) -> Sold:
    """Return what a subscription of one item is for.

    Raises:
        UserError: Its price was not made here.
    """
    (item,) = body["items"]["data"]
    price_id = item["price"]["id"]
    if price_id not in listing.prices:
        raise UserError("switch-by-staff")
    plan = plan_of(listing, listing.plan_of_price[price_id])
    return Sold(plan, listing.prices[price_id], item["quantity"])


def plan_of(listing: Listing, plan_id: int) -> Plan:
    """Return a plan by its id."""
    return next(plan for plan in listing.plans if plan.id == plan_id)


def on_sale(listing: Listing) -> list[Plan]:
    """Return the plans that are sold now."""
    return [plan for plan in listing.plans if plan.state == "active"]


def offers_held(member: MemberEntitlements) -> OfferMentions:
    """Return what names the offers that a member pays for by subscription."""
    paid = [each for each in member.snapshots.values() if isinstance(each, Subscription)]
    return OfferMentions(sold=frozenset((each.price_id, "") for each in paid))


def holdings_in(member: MemberEntitlements, listing: Listing) -> list[Holding]:
    """Return the subscriptions that a member has and pays, and their targets."""
    found: list[Holding] = []
    for entitlement in member.entitlements:
        snapshot = member.snapshots.get(entitlement.source)
        if (
            isinstance(snapshot, Subscription)
            and snapshot.payer_id is None
            and entitlement.source == entitlement.stripe_id
            and entitlement.state in GRANTING
            and (price := listing.prices.get(snapshot.price_id)) is not None
        ):
            plan = plan_of(listing, listing.plan_of_price[snapshot.price_id])
            sold = Sold(plan, price, snapshot.quantity)
            taken = roles_besides(member, snapshot.id)
            found.append(Holding(snapshot.id, sold, targets(on_sale(listing), price, plan, taken)))
    return found


def tax_of(invoice: Answer) -> int:
    """Return how much of an invoice is tax, included in its prices or added."""
    return sum(each["amount"] for each in invoice.get("total_taxes") or ())


def roles_besides(member: MemberEntitlements, subscription_id: str) -> set[int]:
    """Return the roles that a member keeps without a subscription."""
    roles = roles_of(member.plans.values())
    return {
        roles[entitlement.plan_id]
        for entitlement in member.entitlements
        if carrier(entitlement.source) != subscription_id
        and blocks_purchase(entitlement)
        and entitlement.plan_id in roles
    }
