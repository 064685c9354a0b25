"""Signals: who did what on which item, and when. Never a word of what was said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, bindparam, delete, func, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import items, signals
from data.upsert import insert as insert_into

ACT = ("guild_id", "user_id", "item_id", "kind", "source_id", "key")
PARTITION = 10_000  # rows turned into arrays at a time: no long stop of the event loop


@dataclass(frozen=True, slots=True)
class StoredAct:
    """What makes an act itself: the same one recorded twice is one row."""

    guild_id: int
    user_id: int
    item_id: int
    kind: str
    source_id: int
    key: int


@dataclass(frozen=True, slots=True)
class StoredSignal(StoredAct):
    """An act at its time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SignalColumns:
    """All signals of a guild as columns of one length, in no order.

    Attributes:
        user: the members' ids.
        item: our numbers of the items.
        kind: positions in the list of kinds that was asked for; -1 for any other kind.
        at: milliseconds since 1970.
    """

    user: NDArray[np.int64]
    item: NDArray[np.int64]
    kind: NDArray[np.int8]
    at: NDArray[np.int64]


async def insert(connection: AsyncConnection, rows: Sequence[StoredSignal]) -> None:
    """Add signals; those already there stay as they are."""
    if rows:
        statement = insert_into(connection, signals).on_conflict_do_nothing()
        await connection.execute(statement, [_values(row, (*ACT, "at")) for row in rows])


async def delete_acts(connection: AsyncConnection, acts: Sequence[StoredAct]) -> None:
    """Take exactly these acts back; those not there are no matter."""
    if not acts:
        return
    statement = delete(signals).where(*(signals.c[name] == bindparam(name) for name in ACT))
    await connection.execute(statement, [_values(act, ACT) for act in acts])


async def delete_by_source(
    connection: AsyncConnection,
    guild_id: int,
    source_ids: Collection[int],
    *,
    kind: str | None = None,
    key: int | None = None,
) -> None:
    """Take back what these messages carried: all of it, or one kind, or one emoji."""
    statement = delete(signals).where(
        signals.c.guild_id == guild_id, signals.c.source_id.in_(source_ids)
    )
    if kind is not None:
        statement = statement.where(signals.c.kind == kind)
    if key is not None:
        statement = statement.where(signals.c.key == key)
    await connection.execute(statement)


async def columns(
    connection: AsyncConnection, guild_id: int, kinds: Sequence[str]
) -> SignalColumns:
    """Read every signal of a guild."""
    codes = {kind: code for code, kind in enumerate(kinds)}
    query = select(
        signals.c.user_id, signals.c.item_id, signals.c.kind, type_coerce(signals.c.at, BigInteger)
    ).where(signals.c.guild_id == guild_id)
    result = await connection.stream(query)
    parts = [_columns(rows, codes) async for rows in result.partitions(PARTITION)]
    parts.append(_EMPTY)
    return SignalColumns(
        user=np.concatenate([part.user for part in parts]),
        item=np.concatenate([part.item for part in parts]),
        kind=np.concatenate([part.kind for part in parts]),
        at=np.concatenate([part.at for part in parts]),
    )


async def out_of_question(
    connection: AsyncConnection, guild_id: int, user_id: int, since: datetime
) -> set[int]:
    """Return the items that a member has dealt with, and all that were deleted after `since`."""
    mine = select(signals.c.item_id).where(
        signals.c.guild_id == guild_id, signals.c.user_id == user_id
    )
    gone = select(items.c.id).where(items.c.guild_id == guild_id, items.c.deleted_at >= since)
    return set((await connection.scalars(union_all(mine, gone))).all())


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a member acted in one way, and on how many items."""

    kind: str
    acts: int
    items: int


async def tally(
    connection: AsyncConnection, guild_id: int, user_id: int, since: datetime
) -> list[Tally]:
    """Count a member's acts since an instant, by kind."""
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
    return [Tally(**row) for row in rows.mappings()]


def _values(row: StoredAct, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}  # asdict() copies, ten times slower


def _columns(rows: Sequence[Any], codes: dict[str, int]) -> SignalColumns:
    user, item, kind, at = zip(*rows, strict=True)
    return SignalColumns(
        user=np.array(user, dtype=np.int64),
        item=np.array(item, dtype=np.int64),
        kind=np.array([codes.get(name, -1) for name in kind], dtype=np.int8),
        at=np.array(at, dtype=np.int64),
    )


_EMPTY = SignalColumns(
    user=np.empty(0, np.int64),
    item=np.empty(0, np.int64),
    kind=np.empty(0, np.int8),
    at=np.empty(0, np.int64),
)
