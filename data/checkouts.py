"""The checkout sessions created for members."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import checkouts
from data.upsert import insert

UNFINISHED = ("opening", "open")
# Stripe has a page that may be paid; of those that are opening, nobody knows the address yet.
AT_STRIPE = ("opening", "open", "closing")


# Built once, because building a statement costs more than running it.
_PAYABLE = select(checkouts).where(
    checkouts.c.guild_id == bindparam("guild_id"),
    checkouts.c.user_id == bindparam("user_id"),
    checkouts.c.recipient_id == bindparam("recipient_id"),
    checkouts.c.gift == bindparam("gift"),
    checkouts.c.state.in_(AT_STRIPE),
    checkouts.c.id != bindparam("besides"),
)
_PAYABLE_FOR = select(checkouts).where(
    checkouts.c.guild_id == bindparam("guild_id"),
    checkouts.c.recipient_id == bindparam("recipient_id"),
    checkouts.c.gift != "code",
    literal_column("checkouts.state IN ('open', 'closing')"),  # as the index has it
    checkouts.c.id != bindparam("besides"),
)
_FINISH = (
    update(checkouts)
    .where(checkouts.c.session_id == bindparam("session"))
    .values(state=bindparam("ended_as"))
    .returning(checkouts)
)
# A page that was closed while Stripe created it is kept by its id, so that it is expired there.
_OPENED = (
    update(checkouts)
    .where(
        checkouts.c.id == bindparam("checkout"),
        or_(checkouts.c.session_id.is_(None), checkouts.c.session_id == bindparam("session")),
    )
    .values(
        session_id=bindparam("session"),
        url=bindparam("page"),
        state=case(
            (checkouts.c.state.in_(UNFINISHED), "open"),
            (checkouts.c.session_id.is_(None), "closing"),
            else_=checkouts.c.state,
        ),
    )
    .returning(checkouts.c.state)
)
_REPLY_TOKEN = (
    select(checkouts.c.reply_token)
    .where(
        checkouts.c.guild_id == bindparam("guild_id"),
        checkouts.c.user_id == bindparam("user_id"),
        checkouts.c.reply_until > bindparam("now"),
    )
    .order_by(checkouts.c.reply_until.desc())
    .limit(1)
)
# The literal text of the partial index.
_CLOSING = (
    select(checkouts)
    .where(checkouts.c.state == literal_column("'closing'"))
    .order_by(checkouts.c.id)
)


@dataclass(frozen=True, slots=True)
class Checkout:
    """One checkout. `session_id` and `url` are None until Stripe has answered."""

    id: int
    guild_id: int
    user_id: int
    plan_id: int
    price_id: int
    recipient_id: int
    gift: str
    quantity: int
    session_id: str | None
    url: str | None
    language: str
    state: str
    reply_token: str | None
    reply_until: datetime | None
    created_at: datetime
    expires_at: datetime
    trial_days: int = 0
    trial_card: bool = True
    promotion_code: str = ""
    channel_id: int | None = None
    ask_terms: bool = False
    terms_accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewCheckout:
    """A checkout to begin. Stripe's page expires at `expires_at`.

    `gift` is empty, `member` (for another member) or `code` (for the member who redeems it).
    `channel_id` is the server's channel that the page leads back to, if it was asked for in one.
    """

    guild_id: int
    user_id: int
    plan_id: int
    price_id: int
    recipient_id: int
    gift: str
    quantity: int
    language: str
    created_at: datetime
    expires_at: datetime
    trial_days: int = 0
    trial_card: bool = True
    promotion_code: str = ""
    channel_id: int | None = None
    ask_terms: bool = False


async def gifted(connection: AsyncConnection, guild_id: int, user_id: int) -> list[int]:
    """Return the members for whom this member completed a payment."""
    rows = await connection.scalars(
        select(checkouts.c.recipient_id)
        .where(
            checkouts.c.guild_id == guild_id,
            checkouts.c.user_id == user_id,
            checkouts.c.recipient_id != user_id,
            checkouts.c.state == "completed",
        )
        .distinct()
    )
    return sorted(rows)


async def begin(connection: AsyncConnection, new: NewCheckout, valid_at: datetime) -> Checkout:
    """Return the member's unfinished checkout on the same terms, or a new one.

    It is stored before the request to Stripe, because its id is the idempotency key. Concurrent
    calls get the same one. One that expires before `valid_at` is closed, since it could be paid
    beside the new one until then.
    """
    mine = (
        checkouts.c.guild_id == new.guild_id,
        checkouts.c.user_id == new.user_id,
        checkouts.c.price_id == new.price_id,
        checkouts.c.recipient_id == new.recipient_id,
        checkouts.c.gift == new.gift,
        checkouts.c.quantity == new.quantity,
        checkouts.c.promotion_code == new.promotion_code,
        checkouts.c.state.in_(UNFINISHED),
    )
    await connection.execute(
        update(checkouts).where(*mine, checkouts.c.expires_at <= valid_at).values(state="closing")
    )
    other_trial = or_(
        checkouts.c.trial_days != new.trial_days, checkouts.c.trial_card != new.trial_card
    )
    await connection.execute(update(checkouts).where(*mine, other_trial).values(state="closing"))
    while True:
        await connection.execute(
            insert(connection, checkouts)
            .values(**asdict(new), state="opening")
            .on_conflict_do_nothing()
        )
        row = (await connection.execute(select(checkouts).where(*mine))).mappings().one_or_none()
        if row is not None:  # else what was in the way has just been ended by another transaction
            return Checkout(**row)


async def payable(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    recipient_id: int,
    *,
    gift: str,
    besides: int | None,
) -> list[Checkout]:
    """Return a payer's checkouts that Stripe may have, for one recipient, but for one."""
    of = {"guild_id": guild_id, "user_id": user_id, "recipient_id": recipient_id, "gift": gift}
    rows = await connection.execute(_PAYABLE, of | {"besides": besides or 0})
    return [Checkout(**row) for row in rows.mappings()]


async def payable_for(
    connection: AsyncConnection, guild_id: int, recipient_id: int, *, besides: int | None
) -> list[Checkout]:
    """Return the checkouts that anyone can pay for a member, but for one.

    Codes are left out, because nobody knows who will redeem them.
    """
    of = {"guild_id": guild_id, "recipient_id": recipient_id, "besides": besides or 0}
    rows = await connection.execute(_PAYABLE_FOR, of)
    return [Checkout(**row) for row in rows.mappings()]


async def close(connection: AsyncConnection, ids: Collection[int]) -> None:
    """Mark unfinished checkouts as to be expired at Stripe."""
    await connection.execute(
        update(checkouts)
        .where(checkouts.c.id.in_(ids), checkouts.c.state.in_(UNFINISHED))
        .values(state="closing")
    )


async def closing(connection: AsyncConnection, limit: int) -> list[Checkout]:
    """Return checkouts that are to be expired at Stripe, the oldest first."""
    rows = await connection.execute(_CLOSING.limit(limit))
    return [Checkout(**row) for row in rows.mappings()]


async def is_ours(connection: AsyncConnection, session_id: str) -> bool:
    """Return whether we created a session."""
    found = await connection.scalar(
        select(checkouts.c.id).where(checkouts.c.session_id == session_id)
    )
    return found is not None


async def opened(connection: AsyncConnection, checkout_id: int, session_id: str, url: str) -> bool:
    """Store the session that Stripe created; return False if it is closed."""
    of = {"checkout": checkout_id, "session": session_id, "page": url}
    return await connection.scalar(_OPENED, of) == "open"


async def abandon(connection: AsyncConnection, checkout_id: int, *, created: bool) -> None:
    """End a checkout that Stripe rejected permanently, so that a new one can begin.

    `created` is whether an earlier request may have created a page, which is then to be expired.
    One that has a page is left as it is.
    """
    await connection.execute(
        update(checkouts)
        .where(
            checkouts.c.id == checkout_id,
            checkouts.c.session_id.is_(None),
            checkouts.c.state.in_(("opening", "closing")),
        )
        .values(state="closing" if created else "expired")
    )


async def remember_reply(
    connection: AsyncConnection, checkout_id: int, token: str, until: datetime
) -> None:
    """Store the interaction's token for as long as Discord accepts replies with it."""
    await connection.execute(
        update(checkouts)
        .where(checkouts.c.id == checkout_id)
        .values(reply_token=token, reply_until=until)
    )


async def finish(connection: AsyncConnection, session_id: str, state: str) -> Checkout | None:
    """Store how a session ended: `completed` or `expired`. Return it, if it is ours."""
    row = await connection.execute(_FINISH, {"session": session_id, "ended_as": state})
    found = row.mappings().one_or_none()
    return None if found is None else Checkout(**found)


async def accept_terms(connection: AsyncConnection, session_id: str, at: datetime) -> None:
    """Store when a payer accepted the terms of service; the first time stays."""
    await connection.execute(
        update(checkouts)
        .where(checkouts.c.session_id == session_id, checkouts.c.terms_accepted_at.is_(None))
        .values(terms_accepted_at=at)
    )


async def terms_accepted(
    connection: AsyncConnection, guild_id: int, user_id: int, plan_id: int, source: str
) -> datetime | None:
    """Return when a payer accepted the terms for a purchase; None: never.

    `source` is the session, or a subscription: its session is then the newest that was paid.
    """
    return await connection.scalar(
        select(checkouts.c.terms_accepted_at)
        .where(
            checkouts.c.guild_id == guild_id,
            checkouts.c.user_id == user_id,
            checkouts.c.plan_id == plan_id,
            checkouts.c.state == "completed",
        )
        .order_by(case((checkouts.c.session_id == source, 0), else_=1), checkouts.c.id.desc())
        .limit(1)
    )


async def reply_token(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime
) -> str | None:
    """Return a member's newest reply token that is still valid."""
    of = {"guild_id": guild_id, "user_id": user_id, "now": now}
    return await connection.scalar(_REPLY_TOKEN, of)


async def newest_of(
    connection: AsyncConnection, guild_id: int, user_id: int, limit: int
) -> list[Checkout]:
    """Return the checkouts that a member began last, newest first."""
    rows = await connection.execute(
        select(checkouts)
        .where(checkouts.c.guild_id == guild_id, checkouts.c.user_id == user_id)
        .order_by(checkouts.c.id.desc())
        .limit(limit)
    )
    return [Checkout(**row) for row in rows.mappings()]
