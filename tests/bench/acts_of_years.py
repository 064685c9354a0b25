"""A community with years behind it, invented as columns and put into a database in one go.

Popularity and activity follow power laws, as in real communities; acts stand in the order of time.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from data.engine import Database

AT_A_TIME = 200_000  # rows turned into objects at a time
YEAR = 365 * 86_400_000  # milliseconds
ITEM = ("guild_id", "kind", "object_id", "channel_id", "author_id", "created_at")
SIGNAL = ("guild_id", "user_id", "item_id", "kind", "source_id", "key", "at")
LIKELY = {"react": 0.7, "reply": 0.25, "post": 0.03, "save": 0.02}

Array = NDArray[np.int64]
Columns = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Community:
    """How large it is, and where: members are numbered from 1, items from 1.

    Attributes:
        now: milliseconds since 1970; what happened lies in the two years before.
    """

    members: int
    items: int
    acts: int
    guild_id: int
    channels: Sequence[int]
    now: int

    async def fill(self, database: Database) -> None:
        """Put it into an empty database."""
        dice = np.random.default_rng(7)
        created = np.sort(self.now - dice.integers(0, 2 * YEAR, self.items))
        connection: Any
        if database.url.database and database.url.get_backend_name() == "sqlite":
            connection = sqlite3.connect(database.url.database, isolation_level=None)
            _fill_sqlite(connection, self._items(dice, created), self._acts(dice, created))
            connection.close()
            return
        async with database.write() as connection:
            await _copy(connection, "items", ITEM, self._items(dice, created))
            await _copy(connection, "signals", SIGNAL, self._acts(dice, created))
        async with database.write() as connection:
            await connection.exec_driver_sql("ANALYZE")

    def _items(self, dice: np.random.Generator, created: Array) -> Iterator[Columns]:
        for start in range(0, self.items, AT_A_TIME):
            count = min(AT_A_TIME, self.items - start)
            yield (
                [self.guild_id] * count,
                ["post"] * count,
                range(start + 1, start + count + 1),
                dice.choice(self.channels, count).tolist(),
                dice.integers(1, self.members + 1, count).tolist(),
                created[start : start + count].tolist(),
            )

    def _acts(self, dice: np.random.Generator, created: Array) -> Iterator[Columns]:
        item = dice.permutation(self.items)[drawn(dice, self.items, self.acts)]
        user = dice.permutation(self.members)[drawn(dice, self.members, self.acts)] + 1
        at = np.minimum(created[item] + dice.exponential(YEAR / 50, self.acts), self.now)
        order = np.argsort(at)
        kinds = dice.choice(list(LIKELY), self.acts, p=list(LIKELY.values()))
        for start in range(0, self.acts, AT_A_TIME):
            some = order[start : start + AT_A_TIME]
            yield (
                [self.guild_id] * len(some),
                user[some].tolist(),
                (item[some] + 1).tolist(),
                kinds[some].tolist(),
                range(start, start + len(some)),
                [0] * len(some),
                at[some].astype(np.int64).tolist(),
            )


def drawn(dice: np.random.Generator, count: int, times: int) -> Array:
    """Return places below `count`, the first ones likelier by a power law: shape (times,)."""
    share = np.cumsum(np.arange(1, count + 1) ** -0.8)
    return np.searchsorted(share / share[-1], dice.random(times))


def _fill_sqlite(
    connection: sqlite3.Connection, items: Iterator[Columns], acts: Iterator[Columns]
) -> None:
    """Insert rows first and make the indexes of acts afterwards, which is many times faster."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-1000000")
    connection.execute("BEGIN")
    table, *indexes = _without_constraint(connection)
    connection.execute("DROP TABLE signals")
    connection.execute(table)
    for name, columns, parts in (("items", ITEM, items), ("signals", SIGNAL, acts)):
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 our own names
        for part in parts:
            connection.executemany(statement, zip(*part, strict=True))
    for index in indexes:
        connection.execute(index)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _without_constraint(connection: sqlite3.Connection) -> list[str]:
    """Return the statements that make `signals` with its uniqueness as an index of its own."""
    found = connection.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'signals' AND sql IS NOT NULL"
        " ORDER BY type = 'table' DESC"
    )
    table, *indexes = (sql for (sql,) in found)
    lines = [line for line in table.splitlines() if "UNIQUE" not in line]
    closed = "\n".join(lines).rstrip().removesuffix(")").rstrip().removesuffix(",") + "\n)"
    unique = "guild_id, item_id, user_id, kind, source_id, key"
    return [closed, f"CREATE UNIQUE INDEX uq_signals ON signals ({unique})", *indexes]


async def _copy(
    connection: AsyncConnection, table: str, columns: Sequence[str], parts: Iterator[Columns]
) -> None:
    raw = await connection.get_raw_connection()
    driver = cast("Any", raw.driver_connection)
    for part in parts:
        records = zip(*part, strict=True)
        await driver.copy_records_to_table(table, columns=columns, records=records)
