"""The weights that rank each server's items, and the decisions that led to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import ranking_weights, weight_decisions
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class StoredWeights:
    """A server's weights.

    Attributes:
        guild_id: The server.
        version: Counts adoptions and resets from 1.
        weights: By term; empty if those of the settings are used.
        changed_at: When the version began; None for version 0.
        frozen_at: Since when staff have frozen them; None if they may change.
    """

    guild_id: int
    version: int
    weights: dict[str, float]
    changed_at: datetime | None
    frozen_at: datetime | None


@dataclass(frozen=True, slots=True)
class WeightDecision:
    """One decision about a server's weights.

    Attributes:
        guild_id: The server.
        at: When it was made.
        decision: adopted, refused or reset.
        reason: A code.
        version: The version of the weights in use after it.
        weights: The weights decided on, by term; empty for a reset.
        days, lists, members: How much data the fit used.
        figures: The quality before and after, as JSON.
    """

    guild_id: int
    at: datetime
    decision: str
    reason: str
    version: int
    weights: Mapping[str, float]
    days: int = 0
    lists: int = 0
    members: int = 0
    figures: Mapping[str, Any] | None = None


async def find(connection: AsyncConnection, guild_id: int) -> StoredWeights | None:
    """Return a server's weights; None if none were ever stored."""
    rows = await connection.execute(
        select(ranking_weights).where(ranking_weights.c.guild_id == guild_id)
    )
    row = rows.mappings().first()
    return None if row is None else StoredWeights(**row)


async def put(connection: AsyncConnection, weights: StoredWeights) -> None:
    """Store a server's weights, in place of earlier ones."""
    values = {name: getattr(weights, name) for name in StoredWeights.__slots__}
    await connection.execute(
        insert(connection, ranking_weights)
        .values(**values)
        .on_conflict_do_update(index_elements=["guild_id"], set_=values)
    )


async def record(connection: AsyncConnection, decision: WeightDecision) -> None:
    """Add a decision, in the transaction of its change."""
    values = {name: getattr(decision, name) for name in WeightDecision.__slots__}
    values["weights"] = dict(decision.weights)
    values["figures"] = dict(decision.figures or {})
    await connection.execute(weight_decisions.insert().values(**values))


async def decisions(connection: AsyncConnection, guild_id: int, limit: int) -> list[WeightDecision]:
    """Return a server's latest decisions, the newest first."""
    rows = await connection.execute(
        select(*(weight_decisions.c[name] for name in WeightDecision.__slots__))
        .where(weight_decisions.c.guild_id == guild_id)
        .order_by(weight_decisions.c.id.desc())
        .limit(limit)
    )
    return [WeightDecision(**row) for row in rows.mappings()]


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` decisions from before an instant; return how many.

    The weights in use are stored elsewhere, so none are lost.
    """
    some = select(weight_decisions.c.id).where(weight_decisions.c.at < before).limit(limit)
    gone = await connection.execute(delete(weight_decisions).where(weight_decisions.c.id.in_(some)))
    return gone.rowcount
