"""Figures about money: the history of subscriptions, and income."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, bindparam, case, delete, func, select, type_coerce
from sqlalchemy import cast as type_cast
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from data.bulk_read import of_guild
from data.tables import facts, income, plans, prices, subscription_history
from data.tables.base import EPOCH
from data.upsert import insert

STATES = ("trial", "paying", "cancelling", "past_due")
INTERVALS = ("day", "week", "month", "year")
NEVER = -1  # in a column of instants: none

_HISTORY, _INCOME = subscription_history.c, income.c
_FORGET_HISTORY = delete(subscription_history).where(
    _HISTORY.subscription_id == bindparam("subscription")
)
_FORGET_INCOME = delete(income).where(_INCOME.object_id == bindparam("object"))
_INSERT_HISTORY = plain_insert(subscription_history)
_INSERT_INCOME = plain_insert(income)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What one plan of a subscription was worth while that did not change."""

    part: int
    user_id: int
    plan_id: int
    state: str
    previous_state: str
    next_state: str
    currency: str
    interval: str
    interval_count: int
    unit_amount: int
    amount: int
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncomeRow:
    """Money that came in or went back, in the smallest unit of its currency."""

    guild_id: int
    kind: str
    object_id: str
    part: int
    user_id: int
    plan_id: int
    at: datetime
    currency: str
    amount: int
    tax: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class IncomeSum:
    """All income of a kind in one month; `tax` is part of the sum."""

    kind: str
    state: str
    currency: str
    month: int
    amount: int
    tax: int
    count: int


@dataclass(frozen=True, slots=True)
class StoredHistory:
    """A guild's history as columns of one length `n`, in any order.

    Instants are milliseconds since 1970.

    Attributes:
        part, user, plan, interval_count, unit_amount, amount: As stored.
        state, previous_state, next_state: Indexes into `STATES`; their number for none.
        currency: Indexes into the given currencies.
        interval: Indexes into `INTERVALS`.
        since: From when the row holds.
        until: Until when; `NEVER` if it still does.
    """

    part: NDArray[np.int64]
    user: NDArray[np.int64]
    plan: NDArray[np.int64]
    state: NDArray[np.int64]
    previous_state: NDArray[np.int64]
    next_state: NDArray[np.int64]
    currency: NDArray[np.int64]
    interval: NDArray[np.int64]
    interval_count: NDArray[np.int64]
    unit_amount: NDArray[np.int64]
    amount: NDArray[np.int64]
    since: NDArray[np.int64]
    until: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ListPrice:
    """What a price of ours costs, for facts from before that was recorded with them."""

    amount: int
    currency: str
    interval: str
    interval_count: int


async def replace_history(
    connection: AsyncConnection, guild_id: int, subscription_id: str, rows: Sequence[HistoryRow]
) -> None:
    """Replace the history of one subscription."""
    await connection.execute(_FORGET_HISTORY, {"subscription": subscription_id})
    await add_history(connection, guild_id, subscription_id, rows)


async def add_history(
    connection: AsyncConnection, guild_id: int, subscription_id: str, rows: Sequence[HistoryRow]
) -> None:
    """Store the history of a new subscription."""
    of = {"guild_id": guild_id, "subscription_id": subscription_id}
    if rows:
        await connection.execute(_INSERT_HISTORY, [asdict(row) | of for row in rows])


async def replace_income(
    connection: AsyncConnection, object_id: str, rows: Sequence[IncomeRow]
) -> None:
    """Replace the income of one object."""
    await connection.execute(_FORGET_INCOME, {"object": object_id})
    if rows:
        await connection.execute(_INSERT_INCOME, [asdict(row) for row in rows])


async def add_income(connection: AsyncConnection, rows: Sequence[IncomeRow]) -> None:
    """Store income that never changes; what is stored already stays as it is."""
    if rows:
        query = insert(connection, income).on_conflict_do_nothing(
            index_elements=["object_id", "kind", "part"]
        )
        await connection.execute(query, [asdict(row) for row in rows])


async def list_prices(connection: AsyncConnection, guild_id: int) -> dict[str, ListPrice]:
    """Return what each of a guild's prices costs, earlier prices too, by Stripe's id."""
    rows = await connection.execute(
        select(
            prices.c.price_id,
            prices.c.amount,
            prices.c.currency,
            prices.c.interval,
            prices.c.interval_count,
        )
        .join(plans, plans.c.id == prices.c.plan_id)
        .where(plans.c.guild_id == guild_id, prices.c.price_id.is_not(None))
    )
    return {row.price_id: ListPrice(*row[1:]) for row in rows}


async def plan_names(connection: AsyncConnection, guild_id: int) -> dict[int, str]:
    """Return the names of a guild's plans, in any state, by id."""
    rows = await connection.execute(
        select(plans.c.id, plans.c.name).where(plans.c.guild_id == guild_id)
    )
    return {row.id: row.name for row in rows}


async def currencies(connection: AsyncConnection, guild_id: int) -> list[str]:
    """Return the currencies of a guild's subscriptions, sorted."""
    query = select(_HISTORY.currency).where(_HISTORY.guild_id == guild_id).distinct()
    return sorted(await connection.scalars(query))


async def history(
    connection: AsyncConnection, guild_id: int, known: Sequence[str]
) -> StoredHistory:
    """Return a guild's whole history; `known` are its currencies."""
    columns = await of_guild(
        connection,
        guild_id,
        (
            _HISTORY.part,
            _HISTORY.user_id,
            _HISTORY.plan_id,
            _place(_HISTORY.state, STATES),
            _place(_HISTORY.previous_state, STATES),
            _place(_HISTORY.next_state, STATES),
            _place(_HISTORY.currency, known),
            _place(_HISTORY.interval, INTERVALS),
            _HISTORY.interval_count,
            _HISTORY.unit_amount,
            _HISTORY.amount,
            type_coerce(_HISTORY.from_at, BigInteger),
            func.coalesce(type_coerce(_HISTORY.until_at, BigInteger), NEVER),
        ),
        _HISTORY.id,
    )
    return StoredHistory(*columns)


async def income_by_month(
    connection: AsyncConnection, guild_id: int, edges: Sequence[datetime]
) -> list[IncomeSum]:
    """Return the sums between each two of these instants, by kind and currency."""
    month = case(
        *((_INCOME.at < edge, place) for place, edge in enumerate(edges[1:])), else_=len(edges)
    ).label("month")
    keys = (_INCOME.kind, _INCOME.state, _INCOME.currency, month)
    rows = await connection.execute(
        select(
            *keys,
            type_cast(func.sum(_INCOME.amount), BigInteger).label("amount"),
            type_cast(func.sum(_INCOME.tax), BigInteger).label("tax"),
            func.count().label("count"),
        )
        .where(_INCOME.guild_id == guild_id, _INCOME.at >= edges[0], _INCOME.at < edges[-1])
        .group_by(*keys)
    )
    return [IncomeSum(**row) for row in rows.mappings()]


async def objects_after(connection: AsyncConnection, kind: str, after: str, most: int) -> list[str]:
    """Return the ids of objects with facts of a kind, in order, those above `after`."""
    query = (
        select(facts.c.object_id)
        .where(facts.c.kind == kind, facts.c.object_id > after)
        .distinct()
        .order_by(facts.c.object_id)
        .limit(most)
    )
    return list(await connection.scalars(query))


def milliseconds(instant: datetime) -> int:
    """Return an instant as the columns hold it."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def _place(column: ColumnElement[str], of: Sequence[str]) -> ColumnElement[int]:
    """Return a column's index in `of`, or their number."""
    places: Mapping[str, int] = {name: place for place, name in enumerate(of)}
    return case(places, value=column, else_=len(of)) if places else type_coerce(0, BigInteger)
