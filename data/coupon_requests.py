"""Coupons that are being made at Stripe, until they are in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import coupon_requests
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A coupon that staff asked for; `terms` are all that it was asked for with."""

    id: int
    guild_id: int
    actor_id: int
    code: str
    terms: Mapping[str, Any]
    created_at: datetime


async def find(connection: AsyncConnection, guild_id: int, code: str) -> StoredRequest | None:
    """Return a guild's unfinished request of a code."""
    row = await connection.execute(
        select(coupon_requests).where(
            coupon_requests.c.guild_id == guild_id, coupon_requests.c.code == code
        )
    )
    found = row.mappings().one_or_none()
    return None if found is None else StoredRequest(**found)


async def begin(
    connection: AsyncConnection,
    guild_id: int,
    actor_id: int,
    code: str,
    terms: Mapping[str, Any],
    at: datetime,
) -> StoredRequest:
    """Store a request; return it, or the one that was stored concurrently."""
    await connection.execute(
        insert(connection, coupon_requests)
        .values(guild_id=guild_id, actor_id=actor_id, code=code, terms=dict(terms), created_at=at)
        .on_conflict_do_nothing()
    )
    stored = await find(connection, guild_id, code)
    assert stored is not None  # noqa: S101 inserted above, or present before
    return stored


async def unfinished(connection: AsyncConnection, before: datetime) -> list[StoredRequest]:
    """Return the requests from before an instant."""
    rows = await connection.execute(
        select(coupon_requests)
        .where(coupon_requests.c.created_at < before)
        .order_by(coupon_requests.c.id)
    )
    return [StoredRequest(**row) for row in rows.mappings()]


async def end(connection: AsyncConnection, request_id: int) -> bool:
    """Delete a request; return whether it was still there."""
    ended = await connection.execute(
        delete(coupon_requests)
        .where(coupon_requests.c.id == request_id)
        .returning(coupon_requests.c.id)
    )
    return ended.first() is not None
