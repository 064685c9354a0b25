"""The Stripe customers of members: one, and another for each further currency."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import customers
from data.upsert import insert


async def customer_of(
    connection: AsyncConnection, guild_id: int, user_id: int, currency: str = ""
) -> str | None:
    """Return the member's Stripe customer: the first one, or the one for a currency."""
    return await connection.scalar(
        select(customers.c.customer_id).where(*_owner_of(guild_id, user_id, currency))
    )


async def customers_of(connection: AsyncConnection, guild_id: int, user_id: int) -> dict[str, str]:
    """Return all Stripe customers of a member, by currency; the first one's is ""."""
    rows = await connection.execute(
        select(customers.c.currency, customers.c.customer_id)
        .where(
            customers.c.guild_id == guild_id,
            customers.c.user_id == user_id,
            customers.c.customer_id.is_not(None),
        )
        .order_by(customers.c.currency)
    )
    return {row.currency: row.customer_id for row in rows}


def _owner_of(guild_id: int, user_id: int, currency: str) -> tuple[ColumnElement[bool], ...]:
    return (
        customers.c.guild_id == guild_id,
        customers.c.user_id == user_id,
        customers.c.currency == currency,
    )


async def member_of_customer(
    connection: AsyncConnection, customer_id: str
) -> tuple[int, int, str] | None:
    """Return the guild, member and currency that a Stripe customer is stored for."""
    query = select(customers.c.guild_id, customers.c.user_id, customers.c.currency)
    row = (await connection.execute(query.where(customers.c.customer_id == customer_id))).first()
    return None if row is None else (row.guild_id, row.user_id, row.currency)


async def forget_customer(connection: AsyncConnection, customer_id: str) -> None:
    """Delete a customer that Stripe no longer has."""
    await connection.execute(delete(customers).where(customers.c.customer_id == customer_id))


async def doubt_customer(
    connection: AsyncConnection, guild_id: int, user_id: int, since: datetime, currency: str = ""
) -> None:
    """Mark the pending customer as uncertain by dating the request back to `since`."""
    await connection.execute(
        update(customers)
        .where(*_owner_of(guild_id, user_id, currency), customers.c.customer_id.is_(None))
        .values(created_at=since)
    )


async def want_customer(
    connection: AsyncConnection, guild_id: int, user_id: int, at: datetime, currency: str = ""
) -> datetime:
    """Store that the member needs a customer; return since when, as its identity."""
    wanted = {"guild_id": guild_id, "user_id": user_id, "currency": currency, "created_at": at}
    while True:
        await connection.execute(
            insert(connection, customers).values(**wanted).on_conflict_do_nothing()
        )
        since = await connection.scalar(
            select(customers.c.created_at).where(*_owner_of(guild_id, user_id, currency))
        )
        if since is not None:  # else what was in the way has just been forgotten
            return since


async def want_again(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    before: datetime,
    at: datetime,
    currency: str = "",
) -> datetime:
    """Renew a request for a customer, once among concurrent calls; return since when."""
    await connection.execute(
        update(customers)
        .where(*_owner_of(guild_id, user_id, currency), customers.c.created_at == before)
        .values(created_at=at)
    )
    return await want_customer(connection, guild_id, user_id, at, currency)


async def set_customer(
    connection: AsyncConnection, guild_id: int, user_id: int, customer_id: str, currency: str = ""
) -> None:
    """Store the member's Stripe customer."""
    await connection.execute(
        update(customers)
        .where(*_owner_of(guild_id, user_id, currency))
        .values(customer_id=customer_id)
    )
