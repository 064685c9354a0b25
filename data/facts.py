"""Facts about money: append-only snapshots, and the entitlements last folded from them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import entitlements, facts


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A snapshot of one object at one time."""

    id: int
    guild_id: int
    user_id: int
    kind: str
    object_id: str
    source: str
    as_of: datetime
    body: dict[str, Any]
    event_id: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoredEntitlement:
    """What the fold said, kept so that questions about many members are one query."""

    guild_id: int
    user_id: int
    source: str
    stripe_id: str | None
    plan_id: int
    state: str
    starts_at: datetime
    ends_at: datetime | None
    renews: bool
    reason: str
    recheck_at: datetime | None
    to_cancel: bool


async def append(
    connection: AsyncConnection,
    *,
    guild_id: int,
    user_id: int,
    kind: str,
    object_id: str,
    source: str,
    as_of: datetime,
    body: Mapping[str, Any],
    event_id: str | None,
    recorded_at: datetime,
) -> None:
    """Record a snapshot; one that says what the newest says only confirms it for a later time."""
    found = await connection.execute(
        select(facts.c.id, facts.c.body)
        .where(facts.c.kind == kind, facts.c.object_id == object_id, facts.c.as_of <= as_of)
        .where(facts.c.guild_id == guild_id, facts.c.user_id == user_id)
        .order_by(facts.c.as_of.desc(), facts.c.id.desc())
        .limit(1)
    )
    newest = found.first()
    if newest is not None and newest.body == dict(body):
        await connection.execute(update(facts).where(facts.c.id == newest.id).values(as_of=as_of))
        return
    await connection.execute(
        plain_insert(facts).values(
            guild_id=guild_id,
            user_id=user_id,
            kind=kind,
            object_id=object_id,
            source=source,
            as_of=as_of,
            body=dict(body),
            event_id=event_id,
            recorded_at=recorded_at,
        )
    )


async def of_member(connection: AsyncConnection, guild_id: int, user_id: int) -> list[StoredFact]:
    """Return all that was recorded about one member, in the order of recording."""
    rows = await connection.execute(
        select(facts)
        .where(facts.c.guild_id == guild_id, facts.c.user_id == user_id)
        .order_by(facts.c.id)
    )
    return [StoredFact(**row) for row in rows.mappings()]


async def of_object(connection: AsyncConnection, kind: str, object_id: str) -> list[StoredFact]:
    """Return all that was recorded of one object, in the order of recording."""
    rows = await connection.execute(
        select(facts)
        .where(facts.c.kind == kind, facts.c.object_id == object_id)
        .order_by(facts.c.id)
    )
    return [StoredFact(**row) for row in rows.mappings()]


async def of_sources(connection: AsyncConnection, sources: Iterable[str]) -> list[StoredFact]:
    """Return all that was recorded about paid objects, in the order of recording."""
    rows = await connection.execute(
        select(facts).where(facts.c.source.in_(list(sources))).order_by(facts.c.id)
    )
    return [StoredFact(**row) for row in rows.mappings()]


async def holder(connection: AsyncConnection, guild_id: int, source: str) -> int | None:
    """Return the member to whom a paid object belongs; None while nothing is known of it."""
    return await connection.scalar(
        select(facts.c.user_id)
        .where(facts.c.guild_id == guild_id, facts.c.source == source, facts.c.object_id == source)
        .order_by(facts.c.as_of.desc(), facts.c.id.desc())
        .limit(1)
    )


async def concerned(connection: AsyncConnection, guild_id: int, source: str) -> list[int]:
    """Return whom a paid object concerns: who has or had it, and who redeemed a code for it."""
    rows = await connection.scalars(
        select(facts.c.user_id)
        .where(facts.c.guild_id == guild_id, facts.c.source == source)
        .distinct()
    )
    return sorted(rows)


async def claimants(connection: AsyncConnection, guild_id: int, source: str) -> list[int]:
    """Return who redeemed a code for what was paid."""
    rows = await connection.scalars(
        select(facts.c.user_id)
        .where(facts.c.kind == "claim", facts.c.guild_id == guild_id, facts.c.source == source)
        .distinct()
    )
    return sorted(rows)


async def replace_entitlements(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    folded: Iterable[StoredEntitlement],
) -> None:
    """Overwrite a member's entitlements with what the fold says now."""
    await connection.execute(
        delete(entitlements).where(
            entitlements.c.guild_id == guild_id, entitlements.c.user_id == user_id
        )
    )
    rows = [asdict(entitlement) for entitlement in folded]
    if rows:
        await connection.execute(plain_insert(entitlements), rows)


async def entitlements_of(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> list[StoredEntitlement]:
    """Return a member's entitlements, ended ones included, oldest first."""
    rows = await connection.execute(
        select(entitlements)
        .where(entitlements.c.guild_id == guild_id, entitlements.c.user_id == user_id)
        .order_by(entitlements.c.starts_at, entitlements.c.source)
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def entitlements_due(connection: AsyncConnection, now: datetime) -> list[StoredEntitlement]:
    """Return the entitlements whose time to be looked at again has come."""
    rows = await connection.execute(
        select(entitlements)
        .where(entitlements.c.recheck_at <= now)
        .order_by(entitlements.c.recheck_at)
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def recheck_plan(
    connection: AsyncConnection, guild_id: int, plan_id: int, now: datetime
) -> None:
    """Let every right to a plan be looked at again: what decides about it has changed."""
    await connection.execute(
        update(entitlements)
        .where(entitlements.c.guild_id == guild_id, entitlements.c.plan_id == plan_id)
        .values(recheck_at=now)
    )


async def members_due(
    connection: AsyncConnection, now: datetime, users: Collection[int]
) -> list[tuple[int, int]]:
    """Return who of these users has a right to be looked at again: guild and user, sorted."""
    rows = await connection.execute(
        select(entitlements.c.guild_id, entitlements.c.user_id)
        .where(entitlements.c.recheck_at <= now, entitlements.c.user_id.in_(users))
        .distinct()
    )
    return sorted((row.guild_id, row.user_id) for row in rows)


async def entitlements_to_cancel(connection: AsyncConnection) -> list[StoredEntitlement]:
    """Return the entitlements that are over, but not at Stripe."""
    rows = await connection.execute(
        select(entitlements).where(entitlements.c.to_cancel).order_by(entitlements.c.source)
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def entitled(
    connection: AsyncConnection, guild_id: int, states: tuple[str, ...]
) -> list[StoredEntitlement]:
    """Return a guild's entitlements in the given states."""
    rows = await connection.execute(
        select(entitlements).where(
            entitlements.c.guild_id == guild_id, entitlements.c.state.in_(states)
        )
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]
