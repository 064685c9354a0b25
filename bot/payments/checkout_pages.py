"""Marks checkout pages that would be paid beside something else.

A member may have several pages open. As soon as one opens or is paid, a subscription is switched,
or a code or staff give the same, the others are marked in the same transaction, and then expired at
Stripe (`checkout_expiry.py`): at once, or by a worker if that fails.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from data import checkouts, contents, plans, role_sync
from data.checkouts import Checkout
from data.engine import Connection
from data.offer_mentions import OfferMentions
from data.plans import Listing, Plan
from data.prices import Price

Contents = Mapping[int, AbstractSet[int]]  # the ids of the contents that each offer holds


@dataclass(frozen=True, slots=True)
class Sale:
    """What is being sold to a member, or was.

    Attributes:
        guild_id: The server.
        user_id: The payer.
        recipient_id: The member who gets it.
        plan: The plan.
        price: Its price; None if it is not known.
        gift: As in `Checkout`.
        checkout_id: Its own page; None without one.
    """

    guild_id: int
    user_id: int
    recipient_id: int
    plan: Plan
    price: Price | None
    gift: str = ""
    checkout_id: int | None = None


def sells_same(plan: Plan, other: Plan, contents_of_offer: Contents) -> bool:
    """Return whether paying for both offers would pay twice for something.

    One then gives all that the other does. A plan gives more than its contents, so it is never
    contained in a product.
    """
    if plan.gives_same_as(other):
        return True
    one, two = (contents_of_offer.get(each.id, frozenset()) for each in (plan, other))
    within = other.kind == "product" and bool(two) and two <= one
    return within or (plan.kind == "product" and bool(one) and one <= two)


def is_alternative(sale: Sale, plan: Plan, price: Price | None, held: Contents) -> bool:
    """Return whether a member chooses between a sale and another plan. Pure.

    Two plans of one role give the same access, and of two subscriptions one is a switch of the
    other. Gift codes are for different people.
    """
    if sale.gift == "code":
        return sale.plan.id == plan.id
    if sells_same(sale.plan, plan, held):
        return True
    one, other = sale.price, price
    if one is None or other is None or not sale.plan.kind == plan.kind == "plan":
        return False
    return one.renews and other.renews and one.currency == other.currency


async def close_alternatives(connection: Connection, sale: Sale) -> list[Checkout]:
    """Mark the pages that a member leaves for a sale; return all that are marked.

    Two pages may open at once: with the lock the later transaction sees the earlier one's page.
    """
    await role_sync.lock_members(connection, sale.guild_id)
    others = await _others(connection, sale)
    if not others:
        return []
    listing, held = await _sold(connection, sale, others)
    found = [page for page in others if is_alternative(sale, *sold_on(page, listing), held)]
    await checkouts.close(connection, [page.id for page in found])
    return found


async def close_same(connection: Connection, sale: Sale) -> None:
    """Mark the pages that sell what was paid or given: the same plan or role.

    Those on which somebody else would pay it for the same member are closed too. Another plan
    stays, because it may have been chosen in addition since then.
    """
    others = await _beside(connection, sale)
    if not others:
        return
    listing, held = await _sold(connection, sale, others)
    found = [page for page in others if sells_same(sale.plan, sold_on(page, listing)[0], held)]
    await checkouts.close(connection, [page.id for page in found])


async def _others(connection: Connection, sale: Sale) -> list[Checkout]:
    return await checkouts.payable(
        connection,
        sale.guild_id,
        sale.user_id,
        sale.recipient_id,
        gift=sale.gift,
        besides=sale.checkout_id,
    )


async def _sold(
    connection: Connection, sale: Sale, pages: Iterable[Checkout]
) -> tuple[Listing, Contents]:
    """Return the offers of pages and a sale, and what they hold."""
    ids = frozenset((sale.plan.id, *(page.plan_id for page in pages)))
    listing = await plans.listing_of(connection, sale.guild_id, OfferMentions(ids))
    return listing, await contents.of_offers(connection, sale.guild_id, ids)


async def _beside(connection: Connection, sale: Sale) -> list[Checkout]:
    """Return the other pages for the same recipient, of all payers."""
    if sale.gift == "code":
        return await _others(connection, sale)
    return await checkouts.payable_for(
        connection, sale.guild_id, sale.recipient_id, besides=sale.checkout_id
    )


async def others_payable(connection: Connection, page: Checkout) -> bool:
    """Return whether there are others for its recipient; of codes, of its payer."""
    if page.gift != "code":
        of = (connection, page.guild_id, page.recipient_id)
        return bool(await checkouts.payable_for(*of, besides=page.id))
    others = await checkouts.payable(
        connection,
        page.guild_id,
        page.user_id,
        page.recipient_id,
        gift=page.gift,
        besides=page.id,
    )
    return bool(others)


async def close_same_as(connection: Connection, page: Checkout) -> None:
    """Mark the pages that sell what was paid on a page."""
    mentions = OfferMentions(frozenset((page.plan_id,)))
    plan, price = sold_on(page, await plans.listing_of(connection, page.guild_id, mentions))
    sale = Sale(
        guild_id=page.guild_id,
        user_id=page.user_id,
        recipient_id=page.recipient_id,
        plan=plan,
        price=price,
        gift=page.gift,
        checkout_id=page.id,
    )
    await close_same(connection, sale)


async def close_given(
    connection: Connection, guild_id: int, user_id: int, offers: Iterable[int]
) -> None:
    """Mark the pages that sell a member what they have from these offers."""
    for plan in await plans.of_ids(connection, guild_id, set(offers)):
        sale = Sale(guild_id, user_id=user_id, recipient_id=user_id, plan=plan, price=None)
        await close_same(connection, sale)


def reference_of(page: Checkout) -> str:
    """Return the reference by which a page is found at Stripe (`client_reference_id`)."""
    return f"{page.guild_id}:{page.user_id}:{page.id}"


def sold_on(page: Checkout, listing: Listing) -> tuple[Plan, Price | None]:
    """Return the plan and the price that a page sells; None if it is not known."""
    plan = next(plan for plan in listing.plans if plan.id == page.plan_id)
    prices = (price for price in listing.prices.values() if price.id == page.price_id)
    return plan, next(prices, None)
