"""Test how many connections to PostgreSQL there are, and what each keeps prepared."""

import asyncio

import pytest
from sqlalchemy import text

from data.engine import open_database

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


async def test_no_more_connections_than_allowed_are_open_at_once(database_url: str) -> None:
    database = open_database(database_url, connections=2)
    pids = text("SELECT pg_backend_pid() FROM pg_sleep(0.01)")

    async def ask() -> int:
        async with database.read() as connection:
            return await connection.scalar(pids) or 0

    assert len(set(await asyncio.gather(*(ask() for _ in range(8))))) == 2
    await database.close()


@pytest.mark.parametrize(("prepared", "kept"), [(100, True), (0, False)])
async def test_statements_are_kept_prepared_unless_told_otherwise(
    database_url: str,
    prepared: int,
    kept: bool,  # noqa: FBT001 a parameter of the test
) -> None:
    database = open_database(database_url, connections=1, prepared_statements=prepared)
    async with database.read() as connection:
        assert await connection.scalar(text("SELECT 40 + 2")) == 42
        found = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%40 + 2%'"
        count = await connection.scalar(text(f"{found} AND statement NOT LIKE '%count%'"))
    assert bool(count) is kept
    await database.close()
