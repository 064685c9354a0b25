"""Gift and seat codes: only their hashes are stored, never the codes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import upsert
from data.tables import code_tries, codes


@dataclass(frozen=True, slots=True)
class Code:
    """One code.

    Attributes:
        id: Our number; the claim's fact is called `code:<id>`.
        guild_id: The server.
        owner_id: The payer, who passes the code on.
        source: The payment or subscription behind it.
        state: open, redeemed, or void (replaced by newer ones).
        redeemed_by: The member who redeemed it.
        seat: Its place in the order of redemption, from 1.
    """

    id: int
    guild_id: int
    owner_id: int
    source: str
    state: str
    redeemed_by: int | None
    seat: int | None


FIELDS = [codes.c[field.name] for field in fields(Code)]


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a member entered a wrong code, and since when."""

    since: datetime
    count: int


async def find(connection: AsyncConnection, guild_id: int, seal: str) -> Code | None:
    """Return the code that has this hash."""
    rows = await connection.execute(
        select(*FIELDS).where(codes.c.seal == seal, codes.c.guild_id == guild_id)
    )
    row = rows.mappings().first()
    return None if row is None else Code(**row)


async def redeemed(connection: AsyncConnection, source: str) -> list[Code]:
    """Return a source's redeemed codes, in the order of redemption."""
    rows = await connection.execute(
        select(*FIELDS)
        .where(codes.c.source == source, codes.c.state == "redeemed")
        .order_by(codes.c.seat)
    )
    return [Code(**row) for row in rows.mappings()]


async def replace(
    connection: AsyncConnection,
    *,
    guild_id: int,
    owner_id: int,
    source: str,
    seals: Iterable[str],
    at: datetime,
) -> None:
    """Replace the codes that nobody redeemed by new ones.

    The last replaced generation is kept as `void`, so that a member who enters one of those
    learns why it no longer works.
    """
    mine = codes.c.source == source
    await connection.execute(delete(codes).where(mine, codes.c.state == "void"))
    await connection.execute(
        update(codes).where(mine, codes.c.state == "open").values(state="void")
    )
    rows = [
        {
            "guild_id": guild_id,
            "owner_id": owner_id,
            "source": source,
            "seal": seal,
            "state": "open",
            "created_at": at,
        }
        for seal in seals
    ]
    if rows:
        await connection.execute(insert(codes), rows)


async def redeem(
    connection: AsyncConnection, code_id: int, *, user_id: int, seat: int, at: datetime
) -> bool:
    """Redeem an open code; return whether it was still open.

    Raises:
        IntegrityError: Another member took that seat at the same moment.
    """
    closed = await connection.execute(
        update(codes)
        .where(codes.c.id == code_id, codes.c.state == "open")
        .values(state="redeemed", redeemed_by=user_id, redeemed_at=at, seat=seat)
        .returning(codes.c.id)
    )
    return closed.first() is not None


async def give_to(connection: AsyncConnection, sources: Collection[str], owner_id: int) -> None:
    """Give the codes for what was paid to another payer, who passes them on."""
    await connection.execute(
        update(codes).where(codes.c.source.in_(sources)).values(owner_id=owner_id)
    )


async def set_redeemer(connection: AsyncConnection, code_id: int, user_id: int) -> None:
    """Store that a code counts as redeemed by another member."""
    await connection.execute(update(codes).where(codes.c.id == code_id).values(redeemed_by=user_id))


async def count_try(
    connection: AsyncConnection, guild_id: int, user_id: int, *, at: datetime, fresh: datetime
) -> Tries:
    """Count a member's try; tries that began at or before `fresh` no longer count."""
    old = code_tries.c.since <= fresh
    query = upsert.insert(connection, code_tries).values(
        guild_id=guild_id, user_id=user_id, since=at, count=1
    )
    now = query.excluded
    row = await connection.execute(
        query.on_conflict_do_update(
            index_elements=["guild_id", "user_id"],
            set_={
                "since": case((old, now.since), else_=code_tries.c.since),
                "count": case((old, now.count), else_=code_tries.c.count + 1),
            },
        ).returning(code_tries.c.since, code_tries.c.count)
    )
    return Tries(**row.mappings().one())


async def forget_tries(connection: AsyncConnection, guild_id: int, user_id: int) -> None:
    """Delete a member's tries, because one was right."""
    await connection.execute(
        delete(code_tries).where(code_tries.c.guild_id == guild_id, code_tries.c.user_id == user_id)
    )
