"""Signals: who did what on which item, and when. Never any text of a message."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from data import bulk_read
from data.chunks import chunked
from data.tables import items, signals
from data.upsert import insert as insert_into

KEY_COLUMNS = ("guild_id", "user_id", "item_id", "kind", "source_id", "key")
KIND_BITS = 4  # bits for the kind in an integer that holds time and kind

Pair = tuple[int, int]  # our id of an item, and a member's id


@dataclass(frozen=True, slots=True)
class StoredSignalKey:
    """The identity of a signal: the same one recorded twice is one row."""

    guild_id: int
    user_id: int
    item_id: int
    kind: str
    source_id: int
    key: int


@dataclass(frozen=True, slots=True)
class StoredSignal(StoredSignalKey):
    """A signal and its time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class StoredSignalColumns:
    """All signals of a guild as columns of one length, in any order.

    Attributes:
        user: The members' ids.
        item: Our item ids.
        kind: Indexes into the given list of kinds; -1 for any other kind.
        at: Milliseconds since 1970.
    """

    user: NDArray[np.int64]
    item: NDArray[np.int64]
    kind: NDArray[np.int8]
    at: NDArray[np.int64]


async def insert(connection: AsyncConnection, rows: Sequence[StoredSignal]) -> None:
    """Add signals; existing ones stay as they are."""
    if rows:
        statement = insert_into(connection, signals).on_conflict_do_nothing()
        await connection.execute(statement, [_values(row, (*KEY_COLUMNS, "at")) for row in rows])


async def delete_by_key(connection: AsyncConnection, keys: Sequence[StoredSignalKey]) -> None:
    """Delete exactly these signals; missing ones are ignored."""
    if not keys:
        return
    statement = delete(signals).where(*(signals.c[name] == bindparam(name) for name in KEY_COLUMNS))
    await connection.execute(statement, [_values(key, KEY_COLUMNS) for key in keys])


async def delete_by_source(
    connection: AsyncConnection,
    guild_id: int,
    source_ids: Collection[int],
    *,
    kinds: Collection[str],
    key: int | None = None,
) -> None:
    """Delete the signals of some kinds, or with one emoji, that these messages carry."""
    await connection.execute(delete(signals).where(_carried(guild_id, source_ids, kinds, key)))


async def of_sources(
    connection: AsyncConnection,
    guild_id: int,
    source_ids: Collection[int],
    *,
    kinds: Collection[str],
    key: int | None = None,
) -> set[Pair]:
    """Return the pairs that these messages carry signals of; filters as for deletion."""
    query = select(signals.c.item_id, signals.c.user_id).where(
        _carried(guild_id, source_ids, kinds, key)
    )
    return {(row.item_id, row.user_id) for row in await connection.execute(query)}


async def has_many(connection: AsyncConnection, guild_id: int, count: int) -> bool:
    """Return whether a guild has at least `count` signals; read only these."""
    some = select(signals.c.id).where(signals.c.guild_id == guild_id).limit(count).subquery()
    return await connection.scalar(select(func.count()).select_from(some)) == count


async def of_pairs(
    connection: AsyncConnection, guild_id: int, pairs: Collection[Pair], kinds: Sequence[str]
) -> StoredSignalColumns:
    """Read every signal of some pairs."""
    parts = [_EMPTY]
    for some in chunked(pairs):
        # Joined to a list, each pair is found by the index; `IN (pairs)` uses none in SQLite.
        asked, item_id, user_id = _paired(connection, some)
        query = select(*_packed(kinds)).join(
            asked,
            and_(
                signals.c.guild_id == guild_id,
                signals.c.item_id == item_id,
                signals.c.user_id == user_id,
            ),
        )
        parts.append(_columns((await connection.execute(query)).all()))
    return _joined(parts)


async def of_guild(
    connection: AsyncConnection,
    guild_id: int,
    kinds: Sequence[str],
    since: datetime | None = None,
) -> StoredSignalColumns:
    """Read every signal of a guild; only those since an instant, if given."""
    parts = [_EMPTY]
    await parts_of_guild(connection, guild_id, kinds, parts.append, since=since)
    return await asyncio.to_thread(_joined, parts)


async def parts_of_guild(
    connection: AsyncConnection,
    guild_id: int,
    kinds: Sequence[str],
    take: Callable[[StoredSignalColumns], None],
    *,
    since: datetime | None = None,
    beside: AsyncConnection | None = None,
) -> None:
    """Like `of_guild`, but in parts: ten million signals take seconds.

    `take` and `beside` are as in `data.bulk_read.parts_of_guild`.
    """
    packed = _packed(kinds)

    def unpack(part: bulk_read.Columns) -> None:
        take(_unpacked(*part))

    # As an integer, because it is written into the statement.
    at = type_coerce(signals.c.at, BigInteger)
    which = None if since is None else at >= int(since.timestamp() * 1000)
    await bulk_read.parts_of_guild(
        connection, guild_id, packed, signals.c.id, unpack, which=which, beside=beside
    )


async def active(
    connection: AsyncConnection, guild_id: int, item_ids: Collection[int], kinds: Collection[str]
) -> dict[int, int]:
    """Return each item's latest signal of these kinds by anyone but its author.

    In milliseconds since 1970.
    """
    found: dict[int, int] = {}
    for some in chunked(item_ids):
        latest = func.max(type_coerce(signals.c.at, BigInteger))
        query = (
            select(signals.c.item_id, latest)
            .join(items, items.c.id == signals.c.item_id)
            .where(
                signals.c.guild_id == guild_id,
                signals.c.item_id.in_(_listed(connection, some)),
                signals.c.kind.in_(kinds),
                signals.c.user_id.is_distinct_from(items.c.author_id),
            )
            .group_by(signals.c.item_id)
        )
        found.update((item_id, at) for item_id, at in await connection.execute(query))
    return found


async def answerers(
    connection: AsyncConnection,
    guild_id: int,
    item_ids: Collection[int],
    kinds: Collection[str],
    since: datetime,
) -> dict[int, int]:
    """Count members other than the author with such signals on each item since then."""
    found: dict[int, int] = {}
    for some in chunked(item_ids):
        query = (
            select(signals.c.item_id, func.count(signals.c.user_id.distinct()))
            .join(items, items.c.id == signals.c.item_id)
            .where(
                signals.c.guild_id == guild_id,
                signals.c.item_id.in_(_listed(connection, some)),
                signals.c.kind.in_(kinds),
                signals.c.at >= since,
                signals.c.user_id.is_distinct_from(items.c.author_id),
            )
            .group_by(signals.c.item_id)
        )
        found.update((item_id, count) for item_id, count in await connection.execute(query))
    return found


def _paired(
    connection: AsyncConnection, pairs: Sequence[Pair]
) -> tuple[FromClause, ColumnElement[int], ColumnElement[int]]:
    """Return pairs to join with, and their two columns, as one or two parameters.

    Writing thousands of them into a statement takes longer than running it, on the event loop.
    """
    if connection.dialect.name == "postgresql":
        lists = [literal(each, ARRAY(BigInteger)) for each in map(list, zip(*pairs, strict=True))]
        asked = func.unnest(*lists).table_valued("item_id", "user_id", name="asked")
        asked = asked.render_derived()
        return asked, asked.c.item_id, asked.c.user_id
    listed = func.json_each(orjson.dumps(pairs).decode()).table_valued("value", name="asked")
    first, second = (func.json_extract(listed.c.value, f"$[{place}]") for place in (0, 1))
    return listed, first, second


def _listed(connection: AsyncConnection, item_ids: Sequence[int]) -> Select[tuple[int]]:
    """Return items for an `IN`, as one parameter.

    With a long list of parameters PostgreSQL would read all signals.
    """
    if connection.dialect.name == "postgresql":
        return select(func.unnest(literal(item_ids, ARRAY(BigInteger))))
    listed = func.json_each(orjson.dumps(item_ids).decode())
    return select(listed.table_valued("value").c.value)


@dataclass(frozen=True, slots=True)
class SignalCount:
    """How many signals of a kind a member has, and on how many items."""

    kind: str
    signals: int
    items: int


async def counts_by_kind(
    connection: AsyncConnection, guild_id: int, user_id: int, since: datetime
) -> list[SignalCount]:
    """Count a member's signals since an instant, by kind."""
    rows = await connection.execute(
        select(
            signals.c.kind,
            func.count().label("acts"),
            func.count(signals.c.item_id.distinct()).label("items"),
        )
        .where(signals.c.guild_id == guild_id, signals.c.user_id == user_id, signals.c.at >= since)
        .group_by(signals.c.kind)
        .order_by(signals.c.kind)
    )
    return [SignalCount(**row) for row in rows.mappings()]


def _values(row: StoredSignalKey, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}  # asdict() copies and is ten times slower


def _carried(
    guild_id: int, source_ids: Collection[int], kinds: Collection[str], key: int | None
) -> ColumnElement[bool]:
    which = [
        signals.c.guild_id == guild_id,
        signals.c.source_id.in_(source_ids),
        signals.c.kind.in_(kinds),
    ]
    if key is not None:
        which.append(signals.c.key == key)
    return and_(*which)


def _packed(kinds: Sequence[str]) -> tuple[ColumnElement[int], ...]:
    """Return member, item, and time with kind in one integer, as each costs time."""
    codes = {kind: code for code, kind in enumerate(kinds, start=1)}
    code = case(codes, value=signals.c.kind, else_=0)
    stamp = type_coerce(signals.c.at, BigInteger) * (1 << KIND_BITS) + code
    return signals.c.user_id, signals.c.item_id, stamp


def _columns(rows: Sequence[Any]) -> StoredSignalColumns:
    flat = np.fromiter(chain.from_iterable(rows), np.int64, 3 * len(rows))
    return _unpacked(*flat.reshape(-1, 3).T)


def _unpacked(
    user: NDArray[np.int64], item: NDArray[np.int64], stamp: NDArray[np.int64]
) -> StoredSignalColumns:
    """Separate time and kind; the arrays are reused."""
    kind = stamp.astype(np.int8)
    kind &= (1 << KIND_BITS) - 1
    kind -= 1
    stamp >>= KIND_BITS
    return StoredSignalColumns(user, item, kind, stamp)


def _joined(parts: Sequence[StoredSignalColumns]) -> StoredSignalColumns:
    return StoredSignalColumns(
        user=np.concatenate([part.user for part in parts]),
        item=np.concatenate([part.item for part in parts]),
        kind=np.concatenate([part.kind for part in parts]),
        at=np.concatenate([part.at for part in parts]),
    )


_EMPTY = StoredSignalColumns(
    user=np.empty(0, np.int64),
    item=np.empty(0, np.int64),
    kind=np.empty(0, np.int8),
    at=np.empty(0, np.int64),
)
