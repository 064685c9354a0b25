"""Write many rows to a migrated database at once, and finish it as the product does.

Nothing is measured for the query planner here but what the product measures by itself: a bench
that helps the planner hides what owners would see.
"""

import sqlite3
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import orjson
from sqlalchemy import Table, text

from data.engine import Database
from data.planner_statistics import write_statistics

Row = tuple[Any, ...]  # instants as milliseconds since 1970, JSON as text: what is stored
Say = Callable[[str], None]


def in_json(value: object) -> str:
    """Write a value as the product's engines do."""
    return orjson.dumps(value).decode()


class Filling:
    """Fills tables; those of many rows get their indexes afterwards, which is many times faster."""

    def __init__(self, database: Database, say: Say = lambda _: None) -> None:
        self._database = database
        self._say = say
        self._sqlite = database.url.get_backend_name() == "sqlite"

    async def put(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
        """Add rows to a table; return how many, and say how fast that went."""
        began = time.perf_counter()
        counted = _Counted(rows)
        if self._sqlite:
            self._insert(table, columns, counted)
        else:
            await self._copy(table, columns, counted)
        seconds = time.perf_counter() - began
        rate = counted.count / max(seconds, 1e-9)
        speed = f"{seconds:7.1f} s {rate:>9,.0f} rows/s"
        self._say(f"{table.name:18} {counted.count:>11,} rows {speed}")
        return counted.count

    async def finish(self) -> None:
        """Write the planner's statistics as a migration does; recreated indexes lose theirs."""
        async with self._database.write() as connection:
            await connection.run_sync(write_statistics)

    def _insert(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        placeholders = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({placeholders})"  # noqa: S608 our own names
        with _quick_sqlite(str(self._database.url.database)) as connection:
            found = connection.execute(
                "SELECT name, sql FROM sqlite_schema"
                " WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                (table.name,),
            )
            indexes = found.fetchall()
            for name, _ in indexes:
                connection.execute(f"DROP INDEX {name}")
            connection.executemany(statement, rows)
            for _, again in indexes:
                connection.execute(again)

    async def _copy(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        names = [str(index.name) for index in table.indexes]
        async with self._database.write() as connection:
            found = await connection.execute(
                text("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(:names)"),
                {"names": names},
            )
            indexes = found.all()
            for name, _ in indexes:
                await connection.exec_driver_sql(f'DROP INDEX "{name}"')
            raw = await connection.get_raw_connection()
            driver = cast("Any", raw.driver_connection)
            await driver.copy_records_to_table(table.name, columns=list(columns), records=rows)
            for _, again in indexes:
                await connection.exec_driver_sql(again)


class _Counted(Iterable[Row]):
    """Rows, counted as they go by."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


@contextmanager
def _quick_sqlite(path: str) -> Generator[sqlite3.Connection]:
    """Open a transaction that need not survive a power cut."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-1500000")  # KiB: the indexes fit
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
