"""Claim, conclude and look up many digest deliveries at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import bindparam, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.digests import DigestTarget
from data.tables import digest_deliveries
from data.upsert import insert

Claim: TypeAlias = Literal["new", "again"]

_ONE = (
    digest_deliveries.c.guild_id == bindparam("guild"),
    digest_deliveries.c.due_at == bindparam("due"),
    digest_deliveries.c.target_id == bindparam("target"),
)


@dataclass(slots=True)
class DeliveryHistory:
    """What one target received: when each digest was due, and all of their items."""

    due: list[datetime] = field(default_factory=list[datetime])
    items: set[int] = field(default_factory=set[int])


async def histories(
    connection: AsyncConnection, guild_id: int, target_ids: Collection[int], since: datetime
) -> dict[int, DeliveryHistory]:
    """Return what each target received since then."""
    at = digest_deliveries.c
    rows = await connection.execute(
        select(at.target_id, at.due_at, at.item_ids).where(
            at.guild_id == guild_id,
            at.target_id.in_(target_ids),
            at.state == "sent",
            at.at >= since,
        )
    )
    found: dict[int, DeliveryHistory] = {target_id: DeliveryHistory() for target_id in target_ids}
    for row in rows:
        found[row.target_id].due.append(row.due_at)
        found[row.target_id].items.update(row.item_ids)
    return found


async def claim(
    connection: AsyncConnection, items: Mapping[DigestTarget, Sequence[int]], now: datetime
) -> dict[DigestTarget, Claim]:
    """Mark deliveries as under way; those that are over are missing from the result.

    "again" means that an earlier attempt was interrupted and may or may not have arrived, so
    the items of both count as shown.
    """
    rows = [
        {
            "guild_id": target.guild_id,
            "due_at": target.due_at,
            "target_id": target.target_id,
            "state": "sending",
            "item_ids": list(item_ids),
            "at": now,
        }
        for target, item_ids in items.items()
    ]
    added = await connection.execute(
        insert(connection, digest_deliveries)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(*digest_deliveries.primary_key.columns)
    )
    claims: dict[DigestTarget, Claim] = {DigestTarget(*row): "new" for row in added}
    if len(claims) < len(items):
        left = {target: ids for target, ids in items.items() if target not in claims}
        claims |= await _resume(connection, left, now)
    return claims


async def _resume(
    connection: AsyncConnection, items: Mapping[DigestTarget, Sequence[int]], now: datetime
) -> dict[DigestTarget, Claim]:
    at = digest_deliveries.c
    rows = await connection.execute(
        select(at.guild_id, at.due_at, at.target_id, at.item_ids).where(
            at.guild_id.in_({target.guild_id for target in items}),
            at.due_at.in_({target.due_at for target in items}),
            at.target_id.in_({target.target_id for target in items}),
            at.state == "sending",
        )
    )
    earlier = {DigestTarget(row.guild_id, row.due_at, row.target_id): row.item_ids for row in rows}
    again = [target for target in items if target in earlier]
    values = [
        _key(target)
        | {"shown": list(dict.fromkeys([*earlier[target], *items[target]])), "now": now}
        for target in again
    ]
    if values:
        statement = update(digest_deliveries).where(*_ONE)
        statement = statement.values(item_ids=bindparam("shown"), at=bindparam("now"))
        await connection.execute(statement, values)
    return dict.fromkeys(again, "again")


async def conclude(
    connection: AsyncConnection, states: Mapping[DigestTarget, str], now: datetime
) -> None:
    """Store how claimed deliveries ended: sent, closed (DMs refused) or failed."""
    if states:
        statement = update(digest_deliveries).where(*_ONE)
        statement = statement.values(state=bindparam("end"), at=bindparam("now"))
        rows = [_key(target) | {"end": state, "now": now} for target, state in states.items()]
        await connection.execute(statement, rows)


async def release(connection: AsyncConnection, targets: Collection[DigestTarget]) -> None:
    """Release claims of which nothing was sent."""
    if targets:
        await connection.execute(
            delete(digest_deliveries).where(*_ONE), [_key(target) for target in targets]
        )


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` deliveries due before an instant; return how many."""
    key = digest_deliveries.primary_key.columns
    some = select(*key).where(digest_deliveries.c.due_at < before).limit(limit)
    gone = await connection.execute(delete(digest_deliveries).where(tuple_(*key).in_(some)))
    return gone.rowcount


def _key(target: DigestTarget) -> dict[str, object]:
    return {"guild": target.guild_id, "due": target.due_at, "target": target.target_id}
