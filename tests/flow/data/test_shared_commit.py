"""Test that transactions sharing a commit are stored, or each learns why not."""

import asyncio
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from data import inbox
from data.engine import Database
from data.offer_columns import plan_of_each_price
from data.plans import listing, of_guild
from tests.flow.conftest import GUILD, Billing

NOW = datetime(2026, 11, 26, tzinfo=UTC)
WRITERS = 20
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def _commits() -> Generator[list[object]]:
    """Note the commits of every engine meanwhile."""
    found: list[object] = []

    def note(connection: object) -> None:
        found.append(connection)

    event.listen(Engine, "commit", note)
    try:
        yield found
    finally:
        event.remove(Engine, "commit", note)


async def _write(database: Database, name: str, *, fail: bool = False) -> None:
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, name, NOW)
        if fail:
            raise ZeroDivisionError


def _stored(database: Database) -> set[str]:
    """Return what another process would find."""
    with sqlite3.connect(str(database.url.database)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM cursors")}


async def test_who_writes_at_once_shares_a_commit_and_is_stored_when_told(
    database: Database,
) -> None:
    async def write(name: str) -> bool:
        await _write(database, name)
        return name in _stored(database)

    with _commits() as commits:
        on_step = await asyncio.gather(*(write(f"{number}") for number in range(WRITERS)))
    assert all(on_step)
    assert len(commits) < WRITERS / 2


async def test_one_that_fails_undoes_nobody_else(database: Database) -> None:
    results = await asyncio.gather(
        *(_write(database, f"{number}", fail=number % 3 == 0) for number in range(WRITERS)),
        return_exceptions=True,
    )
    failed = {f"{number}" for number, result in enumerate(results) if result is not None}
    assert failed == {f"{number}" for number in range(0, WRITERS, 3)}
    assert _stored(database) == {f"{number}" for number in range(WRITERS)} - failed


@pytest.mark.parametrize("count", range(0, 12, 2))
async def test_one_that_is_cancelled_keeps_nobody_waiting(database: Database, count: int) -> None:
    tasks = [asyncio.create_task(_write(database, f"{number}")) for number in range(4)]
    for _ in range(count):
        await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)
    assert {"1", "3"} <= _stored(database)


async def test_whoever_writes_otherwise_comes_after_what_is_open(database: Database) -> None:
    async def slowly() -> datetime | None:
        async with database.write() as connection:
            return await inbox.cursor(connection, "0")

    first = asyncio.create_task(_write(database, "0"))
    results = await asyncio.gather(first, slowly(), _write(database, "1"))
    assert results[1] == NOW
    assert _stored(database) == {"0", "1"}


@pytest.mark.parametrize("count", range(12))
async def test_whoever_commits_for_others_may_be_cancelled(database: Database, count: int) -> None:
    async def slowly() -> None:
        async with database.write():
            pass

    first = asyncio.create_task(_write(database, "0"))
    await asyncio.sleep(0)
    other = asyncio.create_task(slowly())
    for _ in range(count):
        await asyncio.sleep(0)
    other.cancel()
    await asyncio.wait_for(first, 20)
    assert _stored(database) == {"0"}
    await _write(database, "1")
    assert _stored(database) == {"0", "1"}


async def test_on_a_full_disk_what_is_told_to_be_stored_is_stored(database: Database) -> None:
    """SQLite may undo the whole transaction then, also what others wrote in it."""
    async with database.write_fast() as connection:
        pages = await connection.scalar(text("PRAGMA page_count"))
        await connection.execute(text(f"PRAGMA max_page_count={pages + 6}"))

    async def write(number: int) -> None:
        async with database.write_fast() as connection:
            await inbox.move_cursor(connection, f"{number}-" + "x" * 3000, NOW)

    results = await asyncio.gather(*map(write, range(WRITERS)), return_exceptions=True)
    stored = {int(name.partition("-")[0]) for name in _stored(database)}
    on_step = {number for number, result in enumerate(results) if result is None}
    assert on_step == stored
    assert len(on_step) < WRITERS


async def test_a_commit_that_fails_is_told_to_all(database: Database) -> None:
    path = Path(str(database.url.database))
    await _write(database, "before")
    path.rename(path.with_name("put-aside.db"))
    results = await asyncio.gather(
        *(_write(database, f"{number}") for number in range(4)), return_exceptions=True
    )
    assert all(isinstance(result, Exception) for result in results)


async def test_one_listing_says_what_two_questions_said(billing: Billing) -> None:
    plan = await billing.sell()
    async with billing.database.write() as connection:
        found = await listing(connection, GUILD)
        known = await of_guild(connection, GUILD, ("pending", "active", "retired"))
        assert found.plans == known
        assert [each.id for each in known] == [plan.id]
        assert found.plan_of_price == await plan_of_each_price(connection, GUILD)
        assert found.plan_of_price
