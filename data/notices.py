"""Notices to members and staff, stored in the transaction of their cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert

from data.due import due_at, first_due, instants
from data.tables import access_tasks, notices, role_holdings
from data.upsert import insert_for

AGAIN = timedelta(days=1)  # an unresolved or recurring cause is notified again after this time
SELDOM = timedelta(days=7)  # the same, if nobody is waiting for it

_WAITS = notices.c.state == "waiting"
FIRST_DUE = first_due(notices.c.next_try_at, _WAITS)
_HELD, _TASK = role_holdings.c, access_tasks.c
# Whether the role that a notice is about is still held, with its role sync queued.
_ROLE_IS_TO_GO = (
    notices.c.after_role.is_not(None)
    & exists().where(
        _HELD.guild_id == notices.c.guild_id,
        _HELD.user_id == notices.c.user_id,
        _HELD.role_id == notices.c.after_role,
    )
    & exists().where(_TASK.guild_id == notices.c.guild_id, _TASK.user_id == notices.c.user_id)
)
_CLAIM = (
    update(notices)
    .where(
        notices.c.id.in_(
            select(notices.c.id)
            .where(_WAITS, due_at(notices.c.next_try_at), ~_ROLE_IS_TO_GO)
            .order_by(notices.c.id)
            .limit(bindparam("limit"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(attempts=notices.c.attempts + 1, next_try_at=bindparam("until"))
    .returning(
        notices.c.id,
        notices.c.guild_id,
        notices.c.user_id,
        notices.c.key,
        notices.c.message,
        notices.c.arguments,
        notices.c.at,
        notices.c.attempts,
    )
)
_CLOSE = (
    update(notices).where(notices.c.id == bindparam("notice")).values(state=bindparam("outcome"))
)

LAST = "\U0010ffff"  # sorts after anything that may follow a prefix


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to deliver. `user_id` None: to the staff channel."""

    id: int
    guild_id: int
    user_id: int | None
    key: str
    message: str
    arguments: dict[str, str | float]
    at: datetime
    attempts: int


async def post(
    connection: AsyncConnection,
    *,
    guild_id: int,
    key: str,
    message: str,
    arguments: Mapping[str, str | float],
    at: datetime,
    user_id: int | None = None,
    again_after: timedelta | None = None,
    after_role: int | None = None,
) -> bool:
    """Store a notice, once for each key; return whether it is new.

    With `after_role` it waits as long as the member has that role from us and a sync is queued.

    With `again_after` the same key is sent again once its last notice is older: for causes that
    end unnoticed.
    """
    if again_after is not None:
        await _forget_sent(connection, guild_id, key, at - again_after)
    row = {
        "guild_id": guild_id,
        "user_id": user_id,
        "key": key,
        "message": message,
        "arguments": dict(arguments),
        "at": at,
        "next_try_at": at,
        "attempts": 0,
        "state": "waiting",
        "after_role": after_role,
    }
    result = await connection.execute(_posting(connection.dialect.name), row)
    return result.first() is not None


async def mark_sent(
    connection: AsyncConnection, guild_id: int, keys: Sequence[str], at: datetime
) -> None:
    """Record notices as sent without sending them, because their cause is not new."""
    row: dict[str, object] = {"guild_id": guild_id, "message": "", "arguments": {}}
    row |= {"attempts": 0, "state": "sent"}
    rows = [row | {"key": key, "at": at, "next_try_at": at} for key in keys]
    query = insert_for(connection.dialect.name, notices)
    await connection.execute(query.on_conflict_do_nothing(index_elements=["guild_id", "key"]), rows)


async def _forget_sent(
    connection: AsyncConnection, guild_id: int, key: str, before: datetime
) -> None:
    """Delete a key's notice that was sent before a time, to make room for the next."""
    await connection.execute(
        delete(notices).where(
            notices.c.guild_id == guild_id,
            notices.c.key == key,
            notices.c.state != "waiting",
            notices.c.at < before,
        )
    )


@cache
def _posting(dialect: str) -> ReturningInsert[int]:
    """Return the INSERT. It is cached, because building it costs more than running it."""
    query = insert_for(dialect, notices)
    return query.on_conflict_do_nothing(index_elements=["guild_id", "key"]).returning(notices.c.id)


async def waiting_since(connection: AsyncConnection, guild_id: int, key: str) -> datetime | None:
    """Return since when a notice waits; None if it was delivered or given up."""
    return await connection.scalar(
        select(notices.c.at).where(
            notices.c.guild_id == guild_id, notices.c.key == key, notices.c.state == "waiting"
        )
    )


async def is_known(connection: AsyncConnection, guild_id: int, key: str) -> bool:
    """Return whether a guild has a notice under a key, sent or not."""
    query = select(notices.c.id).where(notices.c.guild_id == guild_id, notices.c.key == key)
    return await connection.scalar(query) is not None


async def keys(connection: AsyncConnection, guild_id: int, prefix: str) -> list[str]:
    """Return the keys of a guild's notices with a prefix, sent or not."""
    query = select(notices.c.key).where(
        notices.c.guild_id == guild_id,
        notices.c.key >= prefix,
        notices.c.key < f"{prefix}{LAST}",
    )
    return sorted(await connection.scalars(query))


async def withdraw(connection: AsyncConnection, prefix: str, guild_id: int | None = None) -> bool:
    """Delete notices whose cause is gone; return whether there were any.

    A new cause is then notified again. Without a guild, those of all guilds.
    """
    query = _withdrawing(of_guild=guild_id is not None)
    what = {"guild_id": guild_id, "prefix": prefix, "end": f"{prefix}{LAST}"}
    found = await connection.execute(query, what)
    return bool(found.all())


async def withdraw_each(
    connection: AsyncConnection, guild_id: int, prefixes: Sequence[str]
) -> bool:
    """Delete notices of several causes; return whether there were any, all unsent."""
    if not prefixes:
        return False
    what = {f"prefix_{place}": prefix for place, prefix in enumerate(prefixes)}
    ends = {f"end_{place}": f"{prefix}{LAST}" for place, prefix in enumerate(prefixes)}
    query = _withdrawing_each(len(prefixes))
    attempts = await connection.scalars(query, {"guild_id": guild_id} | what | ends)
    return set(attempts) == {0}


@cache
def _withdrawing_each(count: int) -> ReturningDelete[int]:
    # The guild is repeated in each part: SQLite looks up each part of an OR separately.
    parts = [
        and_(
            notices.c.guild_id == bindparam("guild_id"),
            notices.c.key >= bindparam(f"prefix_{place}"),
            notices.c.key < bindparam(f"end_{place}"),
        )
        for place in range(count)
    ]
    return delete(notices).where(or_(*parts)).returning(notices.c.attempts)


@cache
def _withdrawing(*, of_guild: bool) -> ReturningDelete[int]:
    of_prefix = (notices.c.key >= bindparam("prefix"), notices.c.key < bindparam("end"))
    query = delete(notices).where(*of_prefix).returning(notices.c.id)
    return query.where(notices.c.guild_id == bindparam("guild_id")) if of_guild else query


async def claim(
    connection: AsyncConnection, now: datetime, lease: timedelta, limit: int
) -> list[Notice]:
    """Claim the notices that are due, oldest first, for the time of a lease."""
    rows = await connection.execute(_CLAIM, {**instants(now), "until": now + lease, "limit": limit})
    return sorted((Notice(**row) for row in rows.mappings()), key=lambda notice: notice.id)


async def close(connection: AsyncConnection, notice: int, state: str) -> None:
    """Mark a notice as `sent` or `undeliverable`."""
    await connection.execute(_CLOSE, {"notice": notice, "outcome": state})


async def postpone(connection: AsyncConnection, notice: int, until: datetime) -> None:
    """Retry a notice later."""
    await connection.execute(
        update(notices).where(notices.c.id == notice).values(next_try_at=until)
    )


async def readdress(
    connection: AsyncConnection, guild_id: int, prefixes: Sequence[str], user_id: int, to_id: int
) -> None:
    """Deliver waiting notices of these causes to another account than planned."""
    found: list[int] = []
    for prefix in prefixes:
        rows = await connection.execute(
            select(notices.c.id, notices.c.user_id, notices.c.state).where(
                notices.c.guild_id == guild_id,
                notices.c.key >= prefix,
                notices.c.key < f"{prefix}{LAST}",
            )
        )
        found += [row.id for row in rows if (row.user_id, row.state) == (user_id, "waiting")]
    for id_ in found:
        await connection.execute(
            update(notices).where(notices.c.id == id_, _WAITS).values(user_id=to_id)
        )


async def retry_staff(connection: AsyncConnection, guild_id: int, now: datetime) -> None:
    """Make the waiting notices of a guild's staff due."""
    await connection.execute(
        update(notices)
        .where(
            notices.c.guild_id == guild_id,
            notices.c.user_id.is_(None),
            _WAITS,
            notices.c.next_try_at > now,
        )
        .values(next_try_at=now)
    )
