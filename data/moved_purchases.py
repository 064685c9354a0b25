"""What follows purchases to another account: customers, gifts, open pages."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import checkouts, customers


async def taken_currencies(connection: AsyncConnection, guild_id: int, user_id: int) -> set[str]:
    """Return the currencies of a member's customers, also of those not created yet."""
    rows = await connection.scalars(
        select(customers.c.currency).where(
            customers.c.guild_id == guild_id, customers.c.user_id == user_id
        )
    )
    return set(rows)


async def give_customer(
    connection: AsyncConnection, customer_id: str, user_id: int, currency: str
) -> None:
    """Give a customer at Stripe to another member, for one of their currencies."""
    await connection.execute(
        update(customers)
        .where(customers.c.customer_id == customer_id)
        .values(user_id=user_id, currency=currency)
    )


async def change_gifts(
    connection: AsyncConnection,
    guild_id: int,
    payer_id: int,
    recipient_id: int,
    *,
    now_from: int,
    now_to: int,
) -> None:
    """Store that what a member paid for another is now from and to these accounts."""
    await connection.execute(
        update(checkouts)
        .where(
            checkouts.c.guild_id == guild_id,
            checkouts.c.user_id == payer_id,
            checkouts.c.recipient_id == recipient_id,
            checkouts.c.state == "completed",
        )
        .values(user_id=now_from, recipient_id=now_to)
    )


async def open_pages(
    connection: AsyncConnection, guild_id: int, users: Collection[int], plans: Collection[int]
) -> list[int]:
    """Return the ids of open pages on which these members may pay for these plans."""
    rows = await connection.scalars(
        select(checkouts.c.id).where(
            checkouts.c.guild_id == guild_id,
            checkouts.c.user_id.in_(users),
            checkouts.c.recipient_id.in_(users),
            checkouts.c.plan_id.in_(plans),
            checkouts.c.gift != "code",
            checkouts.c.state == "open",
        )
    )
    return sorted(rows)
