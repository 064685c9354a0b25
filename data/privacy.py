"""What members chose about erasing their taste."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import members, signals
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class ErasurePreference:
    """A member's choice. `erased_at`: nothing done before then is recorded again."""

    erase_on_leave: bool = False
    erased_at: datetime | None = None


async def choice(connection: AsyncConnection, guild_id: int, user_id: int) -> ErasurePreference:
    """Return a member's choice; the default is to keep everything."""
    query = select(members.c.erase_on_leave, members.c.erased_at).where(
        members.c.guild_id == guild_id, members.c.user_id == user_id
    )
    row = (await connection.execute(query)).first()
    return (
        ErasurePreference() if row is None else ErasurePreference(row.erase_on_leave, row.erased_at)
    )


async def set_erase_on_leave(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime, *, wanted: bool
) -> None:
    """Store whether a member's taste is erased when they leave."""
    values = {"erase_on_leave": wanted, "updated_at": now}
    await _put(connection, guild_id, user_id, values)


async def set_erased(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime
) -> None:
    """Store that a member's taste was erased, so that a backfill does not restore it."""
    await _put(connection, guild_id, user_id, {"erased_at": now, "updated_at": now})


async def erased(connection: AsyncConnection, guild_id: int) -> dict[int, datetime]:
    """Return the members who had their taste erased, and when."""
    query = select(members.c.user_id, members.c.erased_at).where(
        members.c.guild_id == guild_id, members.c.erased_at.is_not(None)
    )
    return {row.user_id: row.erased_at for row in await connection.execute(query)}


async def leavers(connection: AsyncConnection, guild_id: int) -> set[int]:
    """Return the members with signals that are to be erased when they leave."""
    something = exists().where(
        signals.c.guild_id == members.c.guild_id, signals.c.user_id == members.c.user_id
    )
    query = select(members.c.user_id).where(
        members.c.guild_id == guild_id, members.c.erase_on_leave, something
    )
    return set((await connection.scalars(query)).all())


async def delete_signals(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete all signals of a member; return how many there were."""
    found = await connection.execute(
        delete(signals).where(signals.c.guild_id == guild_id, signals.c.user_id == user_id)
    )
    return found.rowcount


async def _put(
    connection: AsyncConnection, guild_id: int, user_id: int, values: dict[str, bool | datetime]
) -> None:
    await connection.execute(
        insert(connection, members)
        .values(guild_id=guild_id, user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=values)
    )
