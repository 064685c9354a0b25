"""Moves of memberships to another account, stored until they are finished."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import moves


@dataclass(frozen=True, slots=True)
class NewMove:
    """A move to begin.

    Attributes:
        guild_id: The server.
        from_id: The account that has the memberships.
        to_id: The account that gets them.
        actor_id: The staff member who moves them.
        sources: The ids of the payments, subscriptions, grants and claims that move.
        plans: The ids of their plans.
        with_customer: Whether the customers at Stripe go along.
        at: The time of the decision.
    """

    guild_id: int
    from_id: int
    to_id: int
    actor_id: int
    sources: Sequence[str]
    plans: Sequence[int]
    with_customer: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredMove(NewMove):
    """A move as stored; its state is `open` or `done`."""

    id: int
    state: str


async def begin(connection: AsyncConnection, new: NewMove) -> StoredMove:
    """Store a move that begins.

    Raises:
        IntegrityError: Another move of the same account is not finished.
    """
    row = await connection.execute(
        insert(moves).values(**asdict(new), state="open").returning(moves)
    )
    return StoredMove(**row.mappings().one())


async def of_accounts(
    connection: AsyncConnection, guild_id: int, users: Sequence[int]
) -> list[StoredMove]:
    """Return the unfinished moves from or to some accounts."""
    rows = await connection.execute(
        select(moves)
        .where(
            moves.c.guild_id == guild_id,
            moves.c.state == "open",
            or_(moves.c.from_id.in_(users), moves.c.to_id.in_(users)),
        )
        .order_by(moves.c.id)
    )
    return [StoredMove(**row) for row in rows.mappings()]


async def unfinished(connection: AsyncConnection) -> list[StoredMove]:
    """Return the unfinished moves of all servers, oldest first."""
    rows = await connection.execute(
        select(moves).where(moves.c.state == "open").order_by(moves.c.id)
    )
    return [StoredMove(**row) for row in rows.mappings()]


async def is_open(connection: AsyncConnection, move_id: int) -> bool:
    """Return whether a move is not finished."""
    query = select(moves.c.id).where(moves.c.id == move_id, moves.c.state == "open")
    return await connection.scalar(query) is not None


async def finish(connection: AsyncConnection, move_id: int) -> bool:
    """Mark a move as done; return False if it was done before."""
    done = await connection.execute(
        update(moves).where(moves.c.id == move_id, moves.c.state == "open").values(state="done")
    )
    return done.rowcount == 1


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` finished moves from before an instant; return how many.

    Facts and the audit log keep the decisions. The newest row stays, because SQLite would give its
    id again, and keys of notices contain it.
    """
    newest = select(func.max(moves.c.id)).scalar_subquery()
    some = (
        select(moves.c.id)
        .where(moves.c.at < before, moves.c.state == "done", moves.c.id < newest)
        .limit(limit)
    )
    gone = await connection.execute(delete(moves).where(moves.c.id.in_(some)))
    return gone.rowcount
