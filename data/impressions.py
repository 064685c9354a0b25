"""What was recommended to whom, when and why; which buttons were pressed; fatigue."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, delete, func, select, tuple_, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from data.chunks import chunked
from data.tables import impressions, presses, signals
from data.upsert import insert as insert_into

# An item shown on two occasions without a reaction rests. Asking again within this time is no
# new occasion: the answer was dismissed by mistake, or is read on another device.
OCCASION = timedelta(hours=6)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class StoredImpression:
    """One item in one list.

    Attributes:
        guild_id: The server.
        user_id: The member; None for the channel digest, which is shown to everybody.
        item_id: Our id of the item.
        at: When it was sent.
        surface: recommend, digest (by DM) or channel.
        position: Its place in the list, from 1.
        arm: taste or control.
        score: The score it was ranked by.
        terms: The score's terms, by name.
        model: The version of the ranking.
        weights_version: The version of the server's weights; None if none, or unknown.
    """

    guild_id: int
    user_id: int | None
    item_id: int
    at: datetime
    surface: str
    position: int
    arm: str
    score: float
    terms: dict[str, float]
    model: str
    weights_version: int | None = None


@dataclass(frozen=True, slots=True)
class StoredPress:
    """A member's first press of a kind of button below an item."""

    guild_id: int
    user_id: int
    item_id: int
    kind: str
    at: datetime


async def insert(connection: AsyncConnection, rows: Sequence[StoredImpression]) -> None:
    """Add impressions."""
    if rows:
        await connection.execute(
            impressions.insert(),
            [{name: getattr(row, name) for name in StoredImpression.__slots__} for row in rows],
        )


async def insert_presses(connection: AsyncConnection, rows: Sequence[StoredPress]) -> None:
    """Add presses; of each kind the first on an item is kept."""
    if rows:
        await connection.execute(
            insert_into(connection, presses).on_conflict_do_nothing(),
            [{name: getattr(row, name) for name in StoredPress.__slots__} for row in rows],
        )


async def shown_to(
    connection: AsyncConnection,
    guild_id: int,
    user_ids: Collection[int],
    item_ids: Collection[int],
) -> set[tuple[int, int]]:
    """Return which members were shown which of these items: (user_id, item_id)."""
    rows = await connection.execute(
        select(impressions.c.user_id, impressions.c.item_id)
        .where(
            impressions.c.guild_id == guild_id,
            impressions.c.user_id.in_(user_ids),
            impressions.c.item_id.in_(item_ids),
        )
        .distinct()
    )
    return {(row.user_id, row.item_id) for row in rows}


async def fatigued(
    connection: AsyncConnection, guild_id: int, user_ids: Collection[int], since: datetime
) -> dict[int, set[int]]:
    """Return by member the items shown on two occasions since then without a reaction."""
    found: dict[int, set[int]] = {}
    answered = (
        select(table.c.item_id)
        .where(
            table.c.guild_id == guild_id,
            table.c.user_id == impressions.c.user_id,
            table.c.item_id == impressions.c.item_id,
        )
        .exists()
        for table in (presses, signals)
    )
    unanswered = [~each for each in answered]

    def shown_at(which: Callable[..., ColumnElement[int]]) -> ColumnElement[int]:
        return which(type_coerce(impressions.c.at, BigInteger))

    for some in chunked(user_ids):
        rows = await connection.execute(
            select(impressions.c.user_id, impressions.c.item_id)
            .where(
                impressions.c.guild_id == guild_id,
                impressions.c.user_id.in_(some),
                impressions.c.at >= since,
                *unanswered,
            )
            .group_by(impressions.c.user_id, impressions.c.item_id)
            .having(shown_at(func.max) - shown_at(func.min) >= OCCASION // _MILLISECOND)
        )
        for user_id, item_id in rows:
            found.setdefault(user_id, set()).add(item_id)
    return found


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` impressions from before an instant; return how many."""
    some = select(impressions.c.id).where(impressions.c.at < before).limit(limit)
    gone = await connection.execute(delete(impressions).where(impressions.c.id.in_(some)))
    return gone.rowcount


async def prune_presses(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` presses from before an instant; return how many."""
    key = tuple_(*presses.primary_key.columns)
    some = select(*presses.primary_key.columns).where(presses.c.at < before).limit(limit)
    gone = await connection.execute(delete(presses).where(key.in_(some)))
    return gone.rowcount


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's impressions and presses; return how many rows there were."""
    gone = 0
    for table in (impressions, presses):
        result = await connection.execute(
            delete(table).where(table.c.guild_id == guild_id, table.c.user_id == user_id)
        )
        gone += result.rowcount
    return gone


async def of_member(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> list[StoredImpression]:
    """Return all that was shown to a member, oldest first."""
    rows = await connection.execute(
        select(*(impressions.c[name] for name in StoredImpression.__slots__))
        .where(impressions.c.guild_id == guild_id, impressions.c.user_id == user_id)
        .order_by(impressions.c.id)
    )
    return [StoredImpression(**row) for row in rows.mappings()]
