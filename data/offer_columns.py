"""Asks something of all offers of a guild, without reading each of thousands."""

from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import plans as offers
from data.tables import entitlements, plans, prices
from data.text_search import containing

KINDS = ("plan", "product")

_PLAN_OF_EACH_PRICE = (
    select(prices.c.price_id, prices.c.plan_id)
    .join(plans, plans.c.id == prices.c.plan_id)
    .where(plans.c.guild_id == bindparam("guild_id"), prices.c.price_id.is_not(None))
)


async def names(
    connection: AsyncConnection, guild_id: int, typed: str, states: tuple[str, ...], most: int
) -> list[str]:
    """Return names that contain a text, the oldest offer's first; equal ones once.

    Each state and kind is read in the index's order and only as far as needed.
    """
    parts = [
        select(plans.c.id, plans.c.name)
        .where(
            plans.c.guild_id == guild_id,
            plans.c.state == state,
            plans.c.kind == kind,
            containing(plans.c.name, typed),
        )
        .order_by(plans.c.id)
        .limit(2 * most)  # some of them may have the same name
        .subquery()
        for state in states
        for kind in KINDS
    ]
    rows = await connection.execute(union_all(*(select(part.c.id, part.c.name) for part in parts)))
    return list(dict.fromkeys(row.name for row in sorted(rows, key=lambda row: row.id)))[:most]


async def currencies(
    connection: AsyncConnection, guild_id: int, states: tuple[str, ...]
) -> list[str]:
    """Return the currencies of all offers in some states, the newest offer's first."""
    newest = await connection.execute(
        select(prices.c.currency, func.max(plans.c.id))
        .join(plans, (plans.c.id == prices.c.plan_id) & prices.c.current)
        .where(plans.c.guild_id == guild_id, plans.c.state.in_(states))
        .group_by(prices.c.currency)
    )
    found = await offers.of_ids(connection, guild_id, {row[1] for row in newest})
    return list(dict.fromkeys(price.currency for offer in found[::-1] for price in offer.prices))


async def on_sale(connection: AsyncConnection, guild_id: int) -> list[tuple[str, str | None]]:
    """Return name and Stripe product of each offer on sale, the oldest first."""
    rows = await connection.execute(
        select(plans.c.name, plans.c.product_id)
        .where(plans.c.guild_id == guild_id, plans.c.state == "active")
        .order_by(plans.c.id)
    )
    return [(row[0], row[1]) for row in rows]


async def are_there(connection: AsyncConnection, guild_id: int, states: tuple[str, ...]) -> bool:
    """Return whether a guild has any offer in some states."""
    query = select(plans.c.id).where(plans.c.guild_id == guild_id, plans.c.state.in_(states))
    return await connection.scalar(query.limit(1)) is not None


async def give_role(
    connection: AsyncConnection, guild_id: int, role_id: int, states: tuple[str, ...]
) -> bool:
    """Return whether an offer in some states gives a role."""
    query = select(plans.c.id).where(
        plans.c.guild_id == guild_id, plans.c.role_id == role_id, plans.c.state.in_(states)
    )
    return await connection.scalar(query.limit(1)) is not None


async def plan_of_each_price(connection: AsyncConnection, guild_id: int) -> dict[str, int]:
    """Map each Stripe price that a guild ever sold to its plan's id."""
    rows = await connection.execute(_PLAN_OF_EACH_PRICE, {"guild_id": guild_id})
    return {row.price_id: row.plan_id for row in rows}


async def sold_elsewhere(connection: AsyncConnection, plan: offers.Plan) -> bool:
    """Return whether a plan's product is also that of another guild's plan."""
    found = await connection.scalar(
        select(plans.c.id).where(
            plans.c.product_id == plan.product_id, plans.c.guild_id != plan.guild_id
        )
    )
    return found is not None


async def recheck_default_grace(
    connection: AsyncConnection, guild_id: int, states: tuple[str, ...], now: datetime
) -> None:
    """Make every entitlement due whose offer has no grace period of its own."""
    concerned = exists(
        select(plans.c.id).where(
            plans.c.id == entitlements.c.plan_id,
            plans.c.guild_id == guild_id,
            plans.c.state.in_(states),
            plans.c.grace_days.is_(None),
        )
    )
    await connection.execute(
        update(entitlements)
        .where(entitlements.c.guild_id == guild_id, concerned)
        .values(recheck_at=now)
    )
