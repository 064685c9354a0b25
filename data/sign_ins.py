"""Sign-ins on the join page. Secrets are stored as hashes, tokens encrypted."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import entitlements, sign_ins


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """A sign-in that begins: the visitor's choice, and hashes of its secrets."""

    state_hash: str
    browser_hash: str
    guild_id: int
    plan_id: int
    price_id: int | None
    coupon: str
    language: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in as stored; `data/tables/join.py` describes the fields."""

    state_hash: str
    browser_hash: str
    guild_id: int
    plan_id: int
    price_id: int | None
    coupon: str
    language: str
    created_at: datetime
    used_at: datetime | None
    user_id: int | None
    user_name: str
    token: str | None
    token_until: datetime | None
    entered_at: datetime | None
    refusal: str | None
    reference: str | None


async def begin(connection: AsyncConnection, new: NewSignIn) -> None:
    """Store a sign-in that begins."""
    await connection.execute(insert(sign_ins).values(**asdict(new)))


async def find(connection: AsyncConnection, state_hash: str) -> SignIn | None:
    """Return a sign-in by the hash of its state."""
    rows = await connection.execute(select(sign_ins).where(sign_ins.c.state_hash == state_hash))
    row = rows.mappings().first()
    return None if row is None else SignIn(**row)


async def use(connection: AsyncConnection, state_hash: str, at: datetime) -> bool:
    """Use up a state; return False if it was used before."""
    result = await connection.execute(
        update(sign_ins)
        .where(sign_ins.c.state_hash == state_hash, sign_ins.c.used_at.is_(None))
        .values(used_at=at)
    )
    return result.rowcount == 1


async def name(
    connection: AsyncConnection,
    state_hash: str,
    user_id: int,
    user_name: str,
    token: str | None,
    token_until: datetime | None,
) -> None:
    """Store who signed in; the member's earlier tokens are no longer needed."""
    await connection.execute(
        update(sign_ins)
        .where(
            sign_ins.c.guild_id
            == select(sign_ins.c.guild_id)
            .where(sign_ins.c.state_hash == state_hash)
            .scalar_subquery(),
            sign_ins.c.user_id == user_id,
        )
        .values(token=None)
    )
    await connection.execute(
        update(sign_ins)
        .where(sign_ins.c.state_hash == state_hash)
        .values(user_id=user_id, user_name=user_name[:80], token=token, token_until=token_until)
    )


async def newest_of_browser(connection: AsyncConnection, browser_hash: str) -> SignIn | None:
    """Return the last sign-in of a browser whose account is known."""
    rows = await connection.execute(
        select(sign_ins)
        .where(sign_ins.c.browser_hash == browser_hash, sign_ins.c.user_id.is_not(None))
        .order_by(sign_ins.c.created_at.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else SignIn(**row)


async def newest_of_member(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> SignIn | None:
    """Return a user's last sign-in for a server."""
    rows = await connection.execute(
        select(sign_ins)
        .where(sign_ins.c.guild_id == guild_id, sign_ins.c.user_id == user_id)
        .order_by(sign_ins.c.created_at.desc())
        .limit(1)
    )
    row = rows.mappings().first()
    return None if row is None else SignIn(**row)


async def mark_entered(
    connection: AsyncConnection, guild_id: int, user_id: int, at: datetime
) -> bool:
    """Store that a user is in the server; return whether that is new."""
    result = await connection.execute(
        update(sign_ins)
        .where(
            sign_ins.c.guild_id == guild_id,
            sign_ins.c.user_id == user_id,
            sign_ins.c.entered_at.is_(None),
        )
        .values(entered_at=at, token=None, refusal=None)
    )
    return result.rowcount > 0


async def mark_refused(
    connection: AsyncConnection, state_hash: str, refusal: str, reference: str
) -> None:
    """Store why Discord did not let a user in, and delete the token."""
    await connection.execute(
        update(sign_ins)
        .where(sign_ins.c.state_hash == state_hash)
        .values(refusal=refusal, reference=reference, token=None)
    )


async def forget_token(connection: AsyncConnection, state_hash: str) -> None:
    """Delete a token that Discord no longer accepts."""
    await connection.execute(
        update(sign_ins).where(sign_ins.c.state_hash == state_hash).values(token=None)
    )


async def outside(connection: AsyncConnection, guild_id: int) -> set[int]:
    """Return the users who signed in for a server and have not been seen in it."""
    rows = await connection.scalars(
        select(sign_ins.c.user_id).where(
            sign_ins.c.guild_id == guild_id,
            sign_ins.c.user_id.is_not(None),
            sign_ins.c.entered_at.is_(None),
        )
    )
    return {user_id for user_id in rows if user_id is not None}


async def outside_between(
    connection: AsyncConnection, since: datetime, until: datetime
) -> list[SignIn]:
    """Return the sign-ins of a period whose users have not been seen in the server."""
    rows = await connection.execute(
        select(sign_ins).where(
            sign_ins.c.created_at >= since,
            sign_ins.c.created_at < until,
            sign_ins.c.user_id.is_not(None),
            sign_ins.c.entered_at.is_(None),
        )
    )
    return [SignIn(**row) for row in rows.mappings()]


async def forget_tokens(connection: AsyncConnection, before: datetime) -> None:
    """Delete the tokens from before an instant of users who have paid nothing."""
    paid = exists().where(
        entitlements.c.guild_id == sign_ins.c.guild_id,
        entitlements.c.user_id == sign_ins.c.user_id,
    )
    await connection.execute(
        update(sign_ins)
        .where(sign_ins.c.created_at < before, sign_ins.c.token.is_not(None), ~paid)
        .values(token=None)
    )


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` sign-ins from before an instant; return how many."""
    some = select(sign_ins.c.state_hash).where(sign_ins.c.created_at < before).limit(limit)
    gone = await connection.execute(delete(sign_ins).where(sign_ins.c.state_hash.in_(some)))
    return gone.rowcount
