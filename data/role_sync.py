"""Roles we gave, and the durable list of members whose roles must be looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, bindparam, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from data.due import due_at, first_due, instants
from data.tables import EPOCH, access_tasks, role_holdings
from data.upsert import Insert, insert_for

CHUNK = 500  # rows a statement

# Built once, as the INSERTs below: to build a statement costs more than to run it.
_TASK = (
    access_tasks.c.guild_id == bindparam("guild"),
    access_tasks.c.user_id == bindparam("user"),
)
FIRST_DUE = first_due(access_tasks.c.next_try_at)
_CLAIM = (
    update(access_tasks)
    .where(
        tuple_(access_tasks.c.guild_id, access_tasks.c.user_id).in_(
            select(access_tasks.c.guild_id, access_tasks.c.user_id)
            .where(due_at(access_tasks.c.next_try_at))
            .order_by(access_tasks.c.next_try_at)
            .limit(bindparam("limit"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(next_try_at=bindparam("until"), attempts=access_tasks.c.attempts + 1)
    .returning(
        access_tasks.c.guild_id,
        access_tasks.c.user_id,
        access_tasks.c.version,
        access_tasks.c.attempts,
        access_tasks.c.begun,
        access_tasks.c.kick_plan_id,
    )
)
_BEGIN = update(access_tasks).where(*_TASK).values(begun=bindparam("roles"))
_KICK = update(access_tasks).where(*_TASK).values(kick_plan_id=bindparam("plan"))
_FINISH = delete(access_tasks).where(*_TASK, access_tasks.c.version == bindparam("version"))
_LOCK = select(func.pg_advisory_xact_lock(bindparam("guild_id", type_=BigInteger)))
_HELD = select(role_holdings.c.role_id).where(
    role_holdings.c.guild_id == bindparam("guild_id"),
    role_holdings.c.user_id == bindparam("user_id"),
)


@dataclass(frozen=True, slots=True)
class RoleSyncTask:
    """A member to look at.

    Attributes:
        guild_id: The server.
        user_id: The member.
        version: Tells whether the need was renewed meanwhile.
        attempts: How often it was tried.
        begun: Roles that an earlier try may have given without living to note it.
        kick_plan_id: The plan by which the member is to leave the server; None: by none.
    """

    guild_id: int
    user_id: int
    version: int
    attempts: int
    granting: frozenset[int] = frozenset()
    kick_plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """An open task about a member's roles, as staff look at it. `error` None: not tried yet."""

    error: str | None
    next_try_at: datetime
    granting: frozenset[int] = frozenset()  # roles that were given, or are about to be


async def lock_members(connection: AsyncConnection, guild_id: int) -> None:
    """Make this transaction and others about a guild's members wait for each other.

    One about several members finds some of them on its way; were members alone to wait for, two
    could wait crosswise. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(_LOCK, {"guild_id": guild_id})


async def request(
    connection: AsyncConnection,
    guild_id: int,
    users: Iterable[int],
    now: datetime,
    *,
    locked: bool = False,
) -> None:
    """Ask for a look at members' roles; asking again while one is under way repeats it.

    The first statement of a transaction that changes a member's entitlements: it takes the turn,
    unless that was taken.
    """
    rows = [
        {
            "guild_id": guild_id,
            "user_id": user_id,
            # Never a number of an earlier task, which somebody may still hold.
            "version": (now - EPOCH) // timedelta(microseconds=1),
            "attempts": 0,
            "next_try_at": now,
        }
        for user_id in sorted(users)
    ]
    if rows and not locked:
        await lock_members(connection, guild_id)
    query = _requesting(connection.dialect.name)
    for start in range(0, len(rows), CHUNK):
        await connection.execute(query, rows[start : start + CHUNK])


@cache
def _requesting(dialect: str) -> Insert:
    query = insert_for(dialect, access_tasks)
    return query.on_conflict_do_update(
        index_elements=["guild_id", "user_id"],
        set_={
            "version": access_tasks.c.version + 1,
            "attempts": 0,
            "next_try_at": query.excluded.next_try_at,
        },
    )


async def claim(
    connection: AsyncConnection, now: datetime, lease: timedelta, limit: int
) -> list[RoleSyncTask]:
    """Take the tasks that are due for the time of a lease."""
    rows = await connection.execute(_CLAIM, {**instants(now), "until": now + lease, "limit": limit})
    return [
        RoleSyncTask(
            row.guild_id,
            row.user_id,
            row.version,
            row.attempts,
            frozenset(row.begun or ()),
            row.kick_plan_id,
        )
        for row in rows
    ]


async def begin(connection: AsyncConnection, task: RoleSyncTask, roles: Iterable[int]) -> None:
    """Note roles as about to be given; the note lasts as long as the task."""
    owner = {"guild": task.guild_id, "user": task.user_id}
    await connection.execute(_BEGIN, owner | {"roles": sorted(roles)})


async def owe_kick(connection: AsyncConnection, task: RoleSyncTask, plan_id: int | None) -> None:
    """Note by which plan a member is to leave, or that they may stay; as long as the task."""
    owner = {"guild": task.guild_id, "user": task.user_id}
    await connection.execute(_KICK, owner | {"plan": plan_id})


async def finish(connection: AsyncConnection, task: RoleSyncTask) -> None:
    """Close a task, unless it was asked for again meanwhile."""
    owner = {"guild": task.guild_id, "user": task.user_id}
    await connection.execute(_FINISH, owner | {"version": task.version})


async def postpone(
    connection: AsyncConnection, task: RoleSyncTask, until: datetime, error: str
) -> None:
    """Put a task back, with the reason; one asked for again meanwhile keeps its own time."""
    await connection.execute(
        update(access_tasks)
        .where(
            access_tasks.c.guild_id == task.guild_id,
            access_tasks.c.user_id == task.user_id,
            access_tasks.c.version == task.version,
        )
        .values(next_try_at=until, last_error=error)
    )


async def guilds(connection: AsyncConnection) -> list[int]:
    """Return the guilds that have tasks."""
    return sorted(await connection.scalars(select(access_tasks.c.guild_id).distinct()))


async def release(connection: AsyncConnection, now: datetime, guild_id: int) -> None:
    """Make a guild's tasks due at once: at start, or when it changed what stood in the way."""
    await lock_members(connection, guild_id)
    await connection.execute(
        update(access_tasks).where(access_tasks.c.guild_id == guild_id).values(next_try_at=now)
    )


async def held(connection: AsyncConnection, guild_id: int, user_id: int) -> set[int]:
    """Return the roles that a member has from us."""
    return set(await connection.scalars(_HELD, {"guild_id": guild_id, "user_id": user_id}))


async def held_since(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> dict[int, datetime]:
    """Map the roles that a member has from us to since when."""
    rows = await connection.execute(
        select(role_holdings.c.role_id, role_holdings.c.since).where(
            role_holdings.c.guild_id == guild_id, role_holdings.c.user_id == user_id
        )
    )
    return {row.role_id: row.since for row in rows}


async def waiting(connection: AsyncConnection, guild_id: int, user_id: int) -> WaitingTask | None:
    """Return what is still to be done about a member's roles; None: nothing."""
    rows = await connection.execute(
        select(access_tasks.c.last_error, access_tasks.c.next_try_at, access_tasks.c.begun).where(
            access_tasks.c.guild_id == guild_id, access_tasks.c.user_id == user_id
        )
    )
    row = rows.first()
    if row is None:
        return None
    return WaitingTask(row.last_error, row.next_try_at, frozenset(row.begun or ()))


async def holders(connection: AsyncConnection, guild_id: int) -> dict[int, set[int]]:
    """Map each member with roles from us to those roles."""
    rows = await connection.execute(
        select(role_holdings.c.user_id, role_holdings.c.role_id).where(
            role_holdings.c.guild_id == guild_id
        )
    )
    found: dict[int, set[int]] = {}
    for user_id, role_id in rows:
        found.setdefault(user_id, set()).add(role_id)
    return found


async def add_role(
    connection: AsyncConnection, guild_id: int, user_id: int, role_id: int, at: datetime
) -> bool:
    """Note a role as given by us; return whether that is news."""
    row = {"guild_id": guild_id, "user_id": user_id, "role_id": role_id, "since": at}
    result = await connection.execute(_holding(connection.dialect.name), row)
    return result.first() is not None


@cache
def _holding(dialect: str) -> ReturningInsert[int]:
    query = insert_for(dialect, role_holdings).on_conflict_do_nothing()
    return query.returning(role_holdings.c.role_id)


async def remove_role(
    connection: AsyncConnection, guild_id: int, user_id: int, role_id: int
) -> bool:
    """Note a role as no longer given by us; return whether that is news."""
    result = await connection.execute(
        delete(role_holdings)
        .where(
            role_holdings.c.guild_id == guild_id,
            role_holdings.c.user_id == user_id,
            role_holdings.c.role_id == role_id,
        )
        .returning(role_holdings.c.role_id)
    )
    return result.first() is not None
