"""Facts about payments (append-only), and the entitlements folded from them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, RowMapping, bindparam, delete, literal, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from data.chunks import chunked
from data.tables import entitlements, facts

# Built once, because building a statement costs more than running it.
_MEMBER = (facts.c.guild_id == bindparam("guild_id"), facts.c.user_id == bindparam("user_id"))
_OBJECT = (facts.c.kind == bindparam("kind"), facts.c.object_id == bindparam("object_id"))
_SOURCE = (facts.c.guild_id == bindparam("guild_id"), facts.c.source == bindparam("source"))
_ENTITLEMENTS = (
    entitlements.c.guild_id == bindparam("guild_id"),
    entitlements.c.user_id == bindparam("user_id"),
)
_LATEST = (facts.c.as_of.desc(), facts.c.id.desc())
_NEWEST = (
    select(facts.c.id, facts.c.body)
    .where(*_OBJECT, *_MEMBER, facts.c.as_of <= bindparam("as_of"))
    .order_by(*_LATEST)
    .limit(1)
)
_LAST = (
    select(facts.c.id, facts.c.guild_id, facts.c.user_id, facts.c.as_of, facts.c.body)
    .where(*_OBJECT)
    .order_by(*_LATEST)
    .limit(1)
)
_ADD = plain_insert(facts)
_REPAIRED = (
    update(facts)
    .where(
        facts.c.kind == bindparam("of_kind"),
        facts.c.object_id == bindparam("of_object"),
        facts.c.as_of > bindparam("latest"),
    )
    .values(as_of=bindparam("before"))
)
_OF_MEMBER = select(facts).where(*_MEMBER).order_by(facts.c.id)
_OF_OBJECT = select(facts).where(*_OBJECT).order_by(facts.c.id)
_CONCERNED = select(facts.c.user_id).where(*_SOURCE).distinct()
_DELETE_ENTITLEMENTS = delete(entitlements).where(*_ENTITLEMENTS)
# Two working clocks differ by no more: a time further ahead comes from a wrong clock.
CLOCKS_APART = timedelta(minutes=5)
BEFORE = timedelta(milliseconds=1)
_INSERT_ENTITLEMENTS = plain_insert(entitlements)
_TO_CANCEL = select(entitlements).where(entitlements.c.to_cancel).order_by(entitlements.c.source)
_ENTITLEMENTS_OF = (
    select(entitlements)
    .where(*_ENTITLEMENTS)
    .order_by(entitlements.c.starts_at, entitlements.c.source)
)


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
    """An entitlement as last folded, stored for queries about many members."""

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
) -> Mapping[str, Any] | None:
    """Record a snapshot; one equal to the newest only confirms it for a later time.

    Returns the object's newest snapshot until now; None if it is the first.

    Snapshots dated in the future by a clock that was ahead are redated to just before this one,
    because they would otherwise outrank everything recorded until then.
    """
    owner = {"guild_id": guild_id, "user_id": user_id}
    what = {"kind": kind, "object_id": object_id}
    newest = (await connection.execute(_LAST, what)).first()
    before = None if newest is None else newest.body
    latest = max(as_of, recorded_at) + CLOCKS_APART
    if newest is not None and newest.as_of > latest:
        impossible = {"of_kind": kind, "of_object": object_id, "latest": latest}
        await connection.execute(_REPAIRED, impossible | {"before": as_of - BEFORE})
    if newest is not None and (
        newest.as_of > as_of or (newest.guild_id, newest.user_id) != (guild_id, user_id)
    ):
        newest = (await connection.execute(_NEWEST, {**owner, **what, "as_of": as_of})).first()
    if newest is not None and newest.body == dict(body):
        await connection.execute(update(facts).where(facts.c.id == newest.id).values(as_of=as_of))
        return before
    row = {"source": source, "as_of": as_of, "body": dict(body), "event_id": event_id}
    await connection.execute(_ADD, {**owner, **what, **row, "recorded_at": recorded_at})
    return before


async def copy(connection: AsyncConnection, rows: Collection[int], user_id: int) -> None:
    """Copy facts to another member of the same server, in the order of recording."""
    names = [column.name for column in facts.c if column.name not in ("id", "user_id")]
    columns = [facts.c[name] for name in names]
    for some in chunked(rows):
        copied = select(literal(user_id, BigInteger), *columns).where(facts.c.id.in_(some))
        query = plain_insert(facts).from_select(["user_id", *names], copied.order_by(facts.c.id))
        await connection.execute(query)


async def of_member(connection: AsyncConnection, guild_id: int, user_id: int) -> list[StoredFact]:
    """Return all facts about one member, in the order of recording."""
    rows = await connection.execute(_OF_MEMBER, {"guild_id": guild_id, "user_id": user_id})
    return [StoredFact(**row) for row in rows.mappings()]


async def of_object(connection: AsyncConnection, kind: str, object_id: str) -> list[StoredFact]:
    """Return all facts about one object, in the order of recording."""
    rows = await connection.execute(_OF_OBJECT, {"kind": kind, "object_id": object_id})
    return [StoredFact(**row) for row in rows.mappings()]


async def of_objects(
    connection: AsyncConnection, kind: str, objects: Collection[str]
) -> list[StoredFact]:
    """Return all facts about some objects of one kind, in the order of recording."""
    rows = await connection.execute(
        select(facts)
        .where(facts.c.kind == kind, facts.c.object_id.in_(objects))
        .order_by(facts.c.id)
    )
    return [StoredFact(**row) for row in rows.mappings()]


async def of_sources(connection: AsyncConnection, sources: Iterable[str]) -> list[StoredFact]:
    """Return all facts about paid objects, in the order of recording."""
    rows = await connection.execute(
        select(facts).where(facts.c.source.in_(list(sources))).order_by(facts.c.id)
    )
    return [StoredFact(**row) for row in rows.mappings()]


async def members_of_source(connection: AsyncConnection, guild_id: int, source: str) -> list[int]:
    """Return the members a paid object concerns: owners, past ones too, and redeemers."""
    return sorted(await connection.scalars(_CONCERNED, {"guild_id": guild_id, "source": source}))


async def redeemers(connection: AsyncConnection, guild_id: int, source: str) -> list[int]:
    """Return the members who have what codes for a paid object gave."""
    rows = await connection.execute(
        select(facts.c.user_id, facts.c.object_id, facts.c.body)
        .where(facts.c.kind == "claim", facts.c.guild_id == guild_id, facts.c.source == source)
        .order_by(facts.c.as_of, facts.c.id)
    )
    left = {(row.user_id, row.object_id): bool(row.body.get("left")) for row in rows}
    return sorted({user_id for (user_id, _), gone in left.items() if not gone})


async def replace_entitlements(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    folded: Iterable[StoredEntitlement],
    *,
    had_none: bool = False,
) -> None:
    """Replace a member's entitlements by what the fold returns now."""
    if not had_none:
        await connection.execute(_DELETE_ENTITLEMENTS, {"guild_id": guild_id, "user_id": user_id})
    rows = [asdict(entitlement) for entitlement in folded]
    if rows:
        await connection.execute(_INSERT_ENTITLEMENTS, rows)


async def entitlements_of(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> list[StoredEntitlement]:
    """Return a member's entitlements, ended ones included, oldest first."""
    rows = await connection.execute(_ENTITLEMENTS_OF, {"guild_id": guild_id, "user_id": user_id})
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def entitlements_due(connection: AsyncConnection, now: datetime) -> list[StoredEntitlement]:
    """Return the entitlements that are due to be folded again."""
    rows = await connection.execute(
        select(entitlements)
        .where(entitlements.c.recheck_at <= now)
        .order_by(entitlements.c.recheck_at)
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def entitlements_over(
    connection: AsyncConnection, now: datetime, due_by: datetime, reason: str
) -> list[StoredEntitlement]:
    """Return entitlements due by an instant that a reason keeps beyond their end.

    Args:
        connection: The transaction.
        now: The present instant.
        due_by: The latest instant at which they are due to be folded again.
        reason: The reason stored with them.
    """
    rows = await connection.execute(
        select(entitlements)
        .where(
            entitlements.c.recheck_at <= due_by,
            entitlements.c.ends_at <= now,
            entitlements.c.reason == reason,
        )
        .order_by(entitlements.c.recheck_at)
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def recheck_plan(
    connection: AsyncConnection, guild_id: int, plan_id: int, now: datetime
) -> None:
    """Make every entitlement to a plan due, because the plan's terms have changed."""
    await connection.execute(
        update(entitlements)
        .where(entitlements.c.guild_id == guild_id, entitlements.c.plan_id == plan_id)
        .values(recheck_at=now)
    )


async def recheck_reason(
    connection: AsyncConnection, guild_id: int, reason: str, now: datetime
) -> None:
    """Make every entitlement with this reason due."""
    await connection.execute(
        update(entitlements)
        .where(entitlements.c.guild_id == guild_id, entitlements.c.reason == reason)
        .values(recheck_at=now)
    )


async def members_due(
    connection: AsyncConnection, now: datetime, users: Collection[int]
) -> list[tuple[int, int]]:
    """Return which of these users have a due entitlement: (guild, user), sorted."""
    rows = await connection.execute(
        select(entitlements.c.guild_id, entitlements.c.user_id)
        .where(entitlements.c.recheck_at <= now, entitlements.c.user_id.in_(users))
        .distinct()
    )
    return sorted((row.guild_id, row.user_id) for row in rows)


async def entitlements_to_cancel(connection: AsyncConnection) -> list[StoredEntitlement]:
    """Return the entitlements that have ended here but not at Stripe."""
    rows = await connection.execute(_TO_CANCEL)
    return [StoredEntitlement(**row) for row in rows.mappings()]


async def plans_held(
    connection: AsyncConnection, guild_id: int, states: tuple[str, ...]
) -> list[tuple[int, int]]:
    """Return each entitlement in the given states in a guild: (user, plan)."""
    rows = await connection.execute(
        select(entitlements.c.user_id, entitlements.c.plan_id).where(
            entitlements.c.guild_id == guild_id, entitlements.c.state.in_(states)
        )
    )
    return [(user_id, plan_id) for user_id, plan_id in rows]


async def entitled(
    connection: AsyncConnection,
    guild_id: int,
    states: tuple[str, ...],
    users: Collection[int] | None = None,
    *,
    plan_id: int | None = None,
) -> list[StoredEntitlement]:
    """Return a guild's entitlements in some states, of `users`, or to one plan."""
    query = select(entitlements).where(
        entitlements.c.guild_id == guild_id, entitlements.c.state.in_(states)
    )
    if plan_id is not None:
        query = query.where(entitlements.c.plan_id == plan_id)
    found: list[StoredEntitlement] = []
    for some in [None] if users is None else chunked(users):
        only = query if some is None else query.where(entitlements.c.user_id.in_(some))
        rows = (await connection.execute(only)).mappings()
        # In a thread, because there may be tens of thousands.
        found += await asyncio.to_thread(_stored, rows)
    return found


def _stored(rows: Iterable[RowMapping]) -> list[StoredEntitlement]:
    return [StoredEntitlement(**row) for row in rows]
