"""PostgreSQL looks up long lists of ids by index, however many rows a table has."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.recommend.signals.model import KINDS
from data import items, signals
from data.engine import Database, open_database
from tests.postgres import administer
from tests.query_plans import PlanGuard

ROWS = 20_000  # of items and of signals
# As pages with a tenth of the usual rows, and so many times the rows by the planner's figures:
# what is read is then as dear as in millions of rows, of which an insert takes a minute.
TIMES = {"items": 100, "signals": 10}
FILLING = """
ALTER TABLE items SET (fillfactor = 10);
ALTER TABLE signals SET (fillfactor = 10);
INSERT INTO items (id, guild_id, kind, object_id, channel_id, author_id, created_at)
    SELECT n, 1, 'post', n, n % 200, n % 5000, n FROM generate_series(1, :rows) n;
INSERT INTO signals (guild_id, user_id, item_id, kind, source_id, key, at)
    SELECT 1, n * 7919 % 5000, 1 + n * 104729 % :rows, 'reply', n, 0, n
    FROM generate_series(1, CAST(:rows AS BIGINT)) n;
ANALYZE items, signals
"""
ENLARGING = """
UPDATE pg_class SET reltuples = :times * reltuples
    WHERE oid = CAST(:name AS regclass)
    OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = CAST(:name AS regclass))
"""
NAME = "large_lists"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def large(postgres_template: str) -> AsyncGenerator[Database]:
    """Return a database with many rows, as the planner sees it."""
    await administer(postgres_template, f"CREATE DATABASE {NAME} TEMPLATE template_lyceum")
    database = open_database(postgres_template.format(name=NAME))
    async with database.write() as connection:
        for statement in FILLING.replace(":rows", str(ROWS)).split(";"):
            await connection.execute(text(statement))
        for name, times in TIMES.items():
            await connection.execute(text(ENLARGING), {"name": name, "times": times})
    yield database
    await database.close()
    await administer(postgres_template, f"DROP DATABASE {NAME}")


async def test_no_list_is_so_long_that_a_whole_table_is_read(large: Database) -> None:
    assert await _scans(large, 1_000) == []
    assert await _scans(large, 5_000) == []


async def _scans(database: Database, count: int) -> list[str]:
    """Run each statement with so many ids; return those that would read a whole table."""
    ids = list(range(1, count + 1))
    guard = PlanGuard(by_size=True)
    with guard.watching():
        async with database.read() as connection:
            await items.ids(connection, 1, ids)
            await items.authors(connection, 1, ids)
            await items.with_authors(connection, 1, ids)
            await items.by_number(connection, 1, ids)
            await items.columns_of(connection, 1, ids)
            await items.titles_of(connection, 1, ids)
            await signals.active(connection, 1, ids, KINDS)
            await signals.answerers(connection, 1, ids, KINDS, LONG_AGO)
            await signals.of_pairs(connection, 1, [(each, each) for each in ids], KINDS)
    return guard.take()
