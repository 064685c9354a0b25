"""What was paid for: marks say for whom, but only a price, a product or a checkout of ours counts.

Whoever else sells on the same Stripe account may copy marks, and a database that began anew gives
old plan numbers to other plans.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner
from data import checkouts, notices, plans
from data.engine import Connection, Database
from data.plans import Plan

KNOWN_STATES = ("pending", "active", "retired")


@dataclass(frozen=True, slots=True)
class SoldItem:
    """A price that something was sold at, and its product, by Stripe's ids."""

    price_id: str
    product_id: str


def sold_items(lines: Iterable[Mapping[str, Any]]) -> list[SoldItem]:
    """Read what a subscription's items or a session's lines sold."""
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
    """Where marks are compared with what was sold."""

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
        """Return whose something is, with the plan that was sold.

        What is known already stays whose it was, whatever it was switched to: the fold says what
        it gives. Staff are told of either.

        Raises:
            ForeignObjectError: when nothing of it is sold here.
        """
        async with self._database.read_fast() as connection:
            listing = await plans.listing(connection, owner.guild_id)
        known, by_price = listing.plans, listing.plan_of_price
        named = _named(owner, known)
        found = [plan_id for each in sold if (plan_id := _plan_of(each, by_price, known, named))]
        # Of a subscription the fold asks the price, and a checkout of ours is what it says.
        trusted = named in found or (bool(found) and object_id.startswith("sub_"))
        if named is not None and not trusted:
            async with self._database.read_fast() as connection:
                trusted = await checkouts.is_ours(connection, object_id)
        if found:
            return replace(owner, plan_id=named if named is not None and trusted else found[0])
        if trusted and named is not None:
            return owner
        if await is_known():
            await self._tell(owner, object_id, "staff-other-product", known)
            return owner
        if named is not None:
            await self._tell(owner, object_id, "staff-unproven", known)
        elif known:
            await self._tell_of_unknown_plan(owner, object_id)
        raise ForeignObjectError

    async def is_ours(self, owner: Owner, session_id: str) -> bool:
        """Tell whether a session that shows no lines is a checkout of ours, or bears our key."""
        async with self._database.read_fast() as connection:
            known = await plans.of_guild(connection, owner.guild_id, KNOWN_STATES)
            opened = await checkouts.is_ours(connection, session_id)
        return opened or any(plan.key == owner.plan_key for plan in known)

    async def report_unowned(self, object_id: str, sold: Iterable[SoldItem]) -> None:
        """Tell staff of what was sold at a price of theirs, but is marked as nobody's."""
        async with self._database.write_fast() as connection:
            for each in sold:
                plan = await plans.of_price(connection, each.price_id)
                if plan is not None:
                    await self._post(
                        connection, plan.guild_id, object_id, "staff-unowned", plan.name
                    )

    async def _tell_of_unknown_plan(self, owner: Owner, object_id: str) -> None:
        """Tell staff once of a plan of other records: another Lyceum may use the same account."""
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=owner.guild_id,
                key=f"unknown-plan:{owner.plan_id}",
                message="staff-unknown-plan",
                arguments={"plan": str(owner.plan_id), "object": object_id},
                at=self._clock.now(),
            )

    async def _tell(
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
    """Return the plan that marks name by its number, if that is one of these records' numbers.

    A key of ours says so; the owner may have written another number beside it. Marks from before
    there were keys may be of other records: they count with a price or product only.
    """
    known = list(known)
    if owner.plan_key and all(plan.key != owner.plan_key for plan in known):
        return None
    return next((plan.id for plan in known if plan.id == owner.plan_id), None)


def _plan_of(
    sold: SoldItem, by_price: Mapping[str, int], known: Iterable[Plan], named: int | None
) -> int | None:
    """Return the plan that something was sold as; of several with its product the one named."""
    if sold.price_id in by_price:
        return by_price[sold.price_id]
    alike = [plan.id for plan in known if plan.product_id == sold.product_id]
    return named if named in alike else next(iter(alike), None)
