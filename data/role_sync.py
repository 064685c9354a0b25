"""Roles we gave, and the durable queue of members whose roles must be synced."""

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

CHUNK = 500  # rows per statement

# Built once, like the INSERTs below, because building a statement costs more than running it.
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
    """A member whose roles to sync.

    Attributes:
        guild_id: The server.
        user_id: The member.
        version: Changes when the sync is requested again.
        attempts: How often it was tried.
        begun: Roles that an interrupted attempt may have given without recording it.
        kick_plan_id: The plan that removes the member from the server; None: no plan does.
    """

    guild_id: int
    user_id: int
    version: int
    attempts: int
    granting: frozenset[int] = frozenset()
    kick_plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A queued role sync as shown to staff. `error` None: not tried yet."""

    error: str | None
    next_try_at: datetime
    granting: frozenset[int] = frozenset()  # roles given, or about to be


async def lock_members(connection: AsyncConnection, guild_id: int) -> None:
    """Lock the guild against other transactions about its members' entitlements.

    Per-member locks could deadlock, because a transaction may lock several members and finds some
    of them only on its way. SQLite has one writer anyway.
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
    """Queue a role sync for these members; a request during a sync repeats it.

    Must be the first statement of a transaction that changes entitlements, because it also takes
    the guild's lock, unless `locked` says that it is held already.
    """
    rows = [
        {
            "guild_id": guild_id,
            "user_id": user_id,
            # Never the version of an earlier task, which another worker may still hold.
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
    """Claim the tasks that are due for the time of a lease."""
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
    """Store roles as about to be given; the note lasts as long as the task."""
    owner = {"guild": task.guild_id, "user": task.user_id}
    await connection.execute(_BEGIN, owner | {"roles": sorted(roles)})


async def owe_kick(connection: AsyncConnection, task: RoleSyncTask, plan_id: int | None) -> None:
    """Store with the task which plan removes the member; None if they may stay."""
    owner = {"guild": task.guild_id, "user": task.user_id}
    await connection.execute(_KICK, owner | {"plan": plan_id})


async def finish(connection: AsyncConnection, task: RoleSyncTask) -> None:
    """Delete a task, unless it was requested again since."""
    owner = {"guild": task.guild_id, "user": task.user_id}
    await connection.execute(_FINISH, owner | {"version": task.version})


async def postpone(
    connection: AsyncConnection, task: RoleSyncTask, until: datetime, error: str
) -> None:
    """Retry a task later, and store the error; one requested again keeps its own time."""
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
    """Make a guild's tasks due at once: at start, or when an obstacle may be gone."""
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
    """Return a member's queued role sync; None if there is none."""
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
    """Record a role as given by us; return whether that is new."""
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
    """Record a role as no longer given by us; return whether that is new."""
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
