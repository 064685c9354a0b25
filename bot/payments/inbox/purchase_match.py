"""Matches a purchase with a plan. Metadata doesn't prove what was sold.

It only names the owner. A price, a product or a checkout of ours is needed, because other sellers
on the same Stripe account may copy metadata, and a new database gives old plan numbers to other
plans.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner
from data import checkouts, notices, plans
from data.engine import Connection, Database
from data.plans import Plan

KNOWN_STATES = ("pending", "active", "retired")


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


class PurchaseMatcher:
    """Compares the metadata of an object with what was sold."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def match(
        self,
        owner: Owner,
        object_id: str,
        sold: Iterable[SoldItem],
        *,
        is_known: Callable[[], Awaitable[bool]],
    ) -> Owner:
        """Return the owner of an object, with the plan that was sold.

        A known object keeps its owner, whatever it was switched to: the fold decides what it
        gives. Staff are notified of this and of foreign objects.

        Raises:
            ForeignObjectError: If nothing of it is sold here.
        """
        async with self._database.read_fast() as connection:
            listing = await plans.listing(connection, owner.guild_id)
        known, by_price = listing.plans, listing.plan_of_price
        named = _named(owner, known)
        found = [plan_id for each in sold if (plan_id := _plan_of(each, by_price, known, named))]
        # A subscription's plan is decided by its price, in the fold; our checkouts are trusted.
        trusted = named in found or (bool(found) and is_subscription(object_id))
        if named is not None and not trusted:
            trusted = await self.is_checkout(object_id)
        if found:
            return replace(owner, plan_id=named if named is not None and trusted else found[0])
        if trusted and named is not None:
            return owner
        if await is_known():
            await self._notify(owner, object_id, "staff-other-product", known)
            return owner
        if named is not None:
            await self._notify(owner, object_id, "staff-unproven", known)
        elif known:
            await self._notify_of_unknown_plan(owner, object_id)
        raise ForeignObjectError

    async def is_checkout(self, session_id: str) -> bool:
        """Return whether a session is a checkout that this database opened."""
        async with self._database.read_fast() as connection:
            return await checkouts.is_ours(connection, session_id)

    async def has_plan_key(self, owner: Owner) -> bool:
        """Return whether the metadata holds the key of a plan of ours."""
        async with self._database.read_fast() as connection:
            known = await plans.of_guild(connection, owner.guild_id, KNOWN_STATES)
        return any(plan.key == owner.plan_key for plan in known)

    async def report_unowned(self, object_id: str, sold: Iterable[SoldItem]) -> None:
        """Notify staff of an object sold at one of their prices that names no owner."""
        async with self._database.write_fast() as connection:
            for each in sold:
                plan = await plans.of_price(connection, each.price_id)
                if plan is not None:
                    await self._post(
                        connection, plan.guild_id, object_id, "staff-unowned", plan.name
                    )

    async def _notify_of_unknown_plan(self, owner: Owner, object_id: str) -> None:
        """Notify staff once of an unknown plan: another Lyceum may use the same account."""
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=owner.guild_id,
                key=f"unknown-plan:{owner.plan_id}",
                message="staff-unknown-plan",
                arguments={"plan": str(owner.plan_id), "object": object_id},
                at=self._clock.now(),
            )

    async def _notify(
        self, owner: Owner, object_id: str, message: str, known: Iterable[Plan]
    ) -> None:
        name = next((plan.name for plan in known if plan.id == owner.plan_id), str(owner.plan_id))
        async with self._database.write_fast() as connection:
            await self._post(
                connection, owner.guild_id, object_id, message, name, f"<@{owner.user_id}>"
            )

    async def _post(
        self,
        connection: Connection,
        guild_id: int,
        object_id: str,
        message: str,
        plan: str,
        member: str = "",
    ) -> None:
        await notices.post(
            connection,
            guild_id=guild_id,
            key=f"{message}:{object_id}",
            message=message,
            arguments={"object": object_id, "plan": plan, "member": member},
            at=self._clock.now(),
        )


def _named(owner: Owner, known: Iterable[Plan]) -> int | None:
    """Return the plan id in the metadata, if it is one of this database.

    A plan key that is not ours rules that out. Metadata from before there were plan keys may be of
    another database: it counts only together with a price or product.
    """
    known = list(known)
    if owner.plan_key and all(plan.key != owner.plan_key for plan in known):
        return None
    return next((plan.id for plan in known if plan.id == owner.plan_id), None)


def _plan_of(
    sold: SoldItem, by_price: Mapping[str, int], known: Iterable[Plan], named: int | None
) -> int | None:
    """Return the plan that was sold: by price, else by product, the named one first."""
    if sold.price_id in by_price:
        return by_price[sold.price_id]
    alike = [plan.id for plan in known if plan.product_id == sold.product_id]
    return named if named in alike else next(iter(alike), None)
