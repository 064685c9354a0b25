"""Queries of the reconciler about many objects or members at once: one per page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.checkouts import UNFINISHED
from data.tables import access_tasks, checkouts, entitlements, facts, plans
from data.tables import prices as prices_table


@dataclass(frozen=True, slots=True)
class NewestFact:
    """The newest snapshot of an object. `id` tells whether another was recorded since."""

    id: int
    guild_id: int
    user_id: int
    body: dict[str, Any]


async def newest_facts(
    connection: AsyncConnection, kind: str, objects: Collection[str]
) -> dict[str, NewestFact]:
    """Map objects of one kind to their newest snapshot."""
    ranked = (
        select(
            facts.c.object_id,
            facts.c.id,
            facts.c.guild_id,
            facts.c.user_id,
            facts.c.body,
            func.row_number()
            .over(
                partition_by=facts.c.object_id, order_by=(facts.c.as_of.desc(), facts.c.id.desc())
            )
            .label("rank"),
        )
        .where(facts.c.kind == kind, facts.c.object_id.in_(objects))
        .subquery()
    )
    rows = await connection.execute(select(ranked).where(ranked.c.rank == 1))
    return {row.object_id: NewestFact(row.id, row.guild_id, row.user_id, row.body) for row in rows}


async def backed_by(
    connection: AsyncConnection, prefix: str, states: Collection[str]
) -> dict[str, int]:
    """Map Stripe ids (of a prefix) behind entitlements in these states to their guild."""
    rows = await connection.execute(
        select(entitlements.c.stripe_id, entitlements.c.guild_id)
        .where(
            entitlements.c.state.in_(states),
            entitlements.c.stripe_id.startswith(prefix, autoescape=True),
        )
        .distinct()
    )
    return {row.stripe_id: row.guild_id for row in rows}


async def unfinished_checkouts(connection: AsyncConnection, sessions: Collection[str]) -> list[str]:
    """Return which of these sessions are stored as open."""
    rows = await connection.scalars(
        select(checkouts.c.session_id).where(
            checkouts.c.session_id.in_(sessions), checkouts.c.state.in_(UNFINISHED)
        )
    )
    return sorted(row for row in rows if row is not None)


async def plan_guilds(connection: AsyncConnection) -> dict[int, int]:
    """Map each plan, retired ones included, to its guild."""
    rows = await connection.execute(select(plans.c.id, plans.c.guild_id))
    return {row.id: row.guild_id for row in rows}


async def prices(connection: AsyncConnection) -> set[str]:
    """Return Stripe's ids of all prices that were ever used, in any guild."""
    rows = await connection.scalars(
        select(prices_table.c.price_id).where(prices_table.c.price_id.is_not(None))
    )
    return {price_id for price_id in rows if price_id is not None}


async def busy(connection: AsyncConnection, guild_id: int) -> set[int]:
    """Return the members whose role sync is already queued."""
    rows = await connection.scalars(
        select(access_tasks.c.user_id).where(access_tasks.c.guild_id == guild_id)
    )
    return set(rows)
