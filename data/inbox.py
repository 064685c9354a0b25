"""The inbox: events from other services, stored before they are acknowledged."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from data.due import due_at, first_due, instants
from data.tables import cursors, inbox
from data.upsert import insert, insert_for

OTHER_MODE = "other mode"  # closed unprocessed: a test event under a live key, or reversed
_FINISH = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("letters", expanding=True)))
    .values(state=bindparam("outcome"), done_at=bindparam("now"), last_error=None)
)
_IS_OPEN = inbox.c.state == "new"
FIRST_DUE = first_due(inbox.c.next_try_at, _IS_OPEN)
_CLAIM = (
    update(inbox)
    .where(
        inbox.c.id.in_(
            select(inbox.c.id)
            .where(_IS_OPEN, due_at(inbox.c.next_try_at))
            .order_by(inbox.c.created_at, inbox.c.id)
            .limit(bindparam("limit"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(attempts=inbox.c.attempts + 1, next_try_at=bindparam("until"))
    .returning(
        inbox.c.id,
        inbox.c.external_id,
        inbox.c.type,
        inbox.c.api_version,
        inbox.c.payload,
        inbox.c.created_at,
        inbox.c.received_at,
        inbox.c.attempts,
    )
)


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """One stored event. `attempts` includes the current one."""

    id: int
    external_id: str
    type: str
    api_version: str | None
    payload: dict[str, Any]
    created_at: datetime
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class NewInboxEvent:
    """An event to store. `created_at` is the sender's time, `received_at` ours."""

    source: str
    external_id: str
    type: str
    api_version: str | None
    payload: Mapping[str, Any]
    created_at: datetime
    received_at: datetime


async def put(connection: AsyncConnection, events: Iterable[NewInboxEvent]) -> set[str]:
    """Store events, each once; return the ids of those that were new."""
    rows = [
        {
            "source": event.source,
            "external_id": event.external_id,
            "type": event.type,
            "api_version": event.api_version,
            "payload": event.payload,
            "created_at": event.created_at,
            "received_at": event.received_at,
            "state": "new",
            "attempts": 0,
            "next_try_at": event.received_at,
        }
        for event in events
    ]
    return set(await connection.scalars(_putting(connection.dialect.name), rows))


@cache
def _putting(dialect: str) -> ReturningInsert[str]:
    """Return the INSERT; cached, because building it costs more than running it."""
    return (
        insert_for(dialect, inbox)
        .on_conflict_do_nothing(index_elements=["source", "external_id"])
        .returning(inbox.c.external_id)
    )


async def claim(
    connection: AsyncConnection, now: datetime, lease: timedelta, limit: int
) -> list[InboxEvent]:
    """Claim the events that are due, oldest first, for the time of a lease.

    The attempt is counted here, in a transaction of its own, so that an event that crashes the
    process is retried after growing delays instead of at once.
    """
    rows = await connection.execute(_CLAIM, {**instants(now), "until": now + lease, "limit": limit})
    events = [InboxEvent(**row) for row in rows.mappings()]
    return sorted(events, key=lambda event: (event.created_at, event.id))


async def finish(
    connection: AsyncConnection, events: Collection[int], state: str, now: datetime
) -> None:
    """Close events as `done`, `ignored` or `OTHER_MODE`."""
    done = {"letters": events, "outcome": state, "now": now}
    await connection.execute(_FINISH, done)


async def postpone(connection: AsyncConnection, event: int, until: datetime, error: str) -> None:
    """Retry an event later, and store the error."""
    await connection.execute(
        update(inbox).where(inbox.c.id == event).values(next_try_at=until, last_error=error)
    )


async def release(connection: AsyncConnection, now: datetime) -> None:
    """Make every open event due. Called at start, when no lease can be valid."""
    await connection.execute(update(inbox).where(inbox.c.state == "new").values(next_try_at=now))


async def backlog(
    connection: AsyncConnection,
    before: datetime | None = None,
    *,
    below_attempts: int | None = None,
) -> int:
    """Count open events received before an instant, with fewer attempts than given."""
    query = select(func.count()).where(inbox.c.state == "new")
    if before is not None:
        query = query.where(inbox.c.received_at < before)
    if below_attempts is not None:
        query = query.where(inbox.c.attempts < below_attempts)
    return await connection.scalar(query) or 0


async def of_other_mode(connection: AsyncConnection, since: datetime) -> int:
    """Count the events of the other mode that were received since an instant."""
    query = select(func.count()).where(inbox.c.state == OTHER_MODE, inbox.c.received_at >= since)
    return await connection.scalar(query) or 0


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` events closed before an instant; return how many.

    By then Stripe no longer lists them either.
    """
    some = select(inbox.c.id).where(inbox.c.done_at < before, inbox.c.state != "new").limit(limit)
    gone = await connection.execute(delete(inbox).where(inbox.c.id.in_(some)))
    return gone.rowcount


async def cursor(connection: AsyncConnection, name: str) -> datetime | None:
    """Return the instant up to which a list was read completely."""
    return await connection.scalar(select(cursors.c.at).where(cursors.c.name == name))


async def move_cursor(connection: AsyncConnection, name: str, at: datetime) -> None:
    """Store that a list was read completely up to an instant."""
    await connection.execute(
        insert(connection, cursors)
        .values(name=name, at=at)
        .on_conflict_do_update(index_elements=["name"], set_={"at": at})
    )


async def arrived_objects(connection: AsyncConnection, type_: str, since: datetime) -> set[str]:
    """Return the ids of the objects of a type's events that arrived since an instant."""
    payloads = await connection.scalars(
        select(inbox.c.payload).where(inbox.c.type == type_, inbox.c.received_at >= since)
    )
    return {str(payload["data"]["object"].get("id")) for payload in payloads}


async def newest_arrival(connection: AsyncConnection) -> datetime | None:
    """Return when the last event arrived."""
    return await connection.scalar(select(func.max(inbox.c.received_at)))
