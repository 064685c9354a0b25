"""Test that short transactions are all or nothing, one writer after another."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import PendingRollbackError

from data import engine, inbox, sqlite_setup
from data.engine import Connection, Database, DatabaseGoneError, DatabaseUnreachableError

NOW = datetime(2026, 11, 26, tzinfo=UTC)
WRITERS = 20
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_what_was_written_is_seen_by_every_way_to_read(database: Database) -> None:
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, "events", NOW)
    async with database.read_fast() as briefly, database.read() as connection:
        assert await inbox.cursor(briefly, "events") == NOW
        assert await inbox.cursor(connection, "events") == NOW


async def test_a_failure_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _write_and_fail(database)
    assert await _cursor(database) is None
    async with database.write() as connection:  # the turn was given back
        await inbox.move_cursor(connection, "events", NOW)
    assert await _cursor(database) == NOW


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_connections_that_the_server_closed_meanwhile_are_made_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid")
    async with contextlib.AsyncExitStack() as stack:  # several, side by side
        connections = [await stack.enter_async_context(database.read()) for _ in range(3)]
        pid = text("SELECT pg_backend_pid()")
        pids = [await connection.scalar(pid) for connection in connections]
    async with database.write() as connection:
        mine = await connection.scalar(pid)
        for other in pids:
            if other != mine:
                await connection.execute(kill, {"pid": other})
    monkeypatch.setattr(engine, "RESTED", 0)
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(4):
            await inbox.cursor(await stack.enter_async_context(database.read()), "events")
    async with database.write() as connection:
        await inbox.move_cursor(connection, "events", NOW)
    assert await _cursor(database) == NOW


async def test_writers_of_both_kinds_take_turns(database: Database) -> None:
    async def count(*, briefly: bool) -> None:
        async with database.write_fast() if briefly else database.write() as connection:
            seen = await inbox.cursor(connection, "events") or datetime.fromtimestamp(0, UTC)
            await asyncio.sleep(0)
            later = datetime.fromtimestamp(seen.timestamp() + 1, UTC)
            await inbox.move_cursor(connection, f"{seen.timestamp():.0f}", later)
            await inbox.move_cursor(connection, "events", later)

    if database.url.get_backend_name() != "sqlite":
        pytest.skip("PostgreSQL's writers work side by side")
    await asyncio.gather(*(count(briefly=step % 2 == 0) for step in range(WRITERS)))
    last = await _cursor(database)
    assert last is not None
    assert last.timestamp() == WRITERS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_connection_cut_off_leaves_no_lock(database: Database) -> None:
    """A cursor outlives it, and with it, in SQLite, whatever the closed connection had locked."""
    held: list[object] = []
    with pytest.raises(PendingRollbackError):
        await _write_and_lose_touch(database, held)
    async with database.write() as connection:
        await inbox.move_cursor(connection, "others", NOW)
    assert await _cursor(database) is None
    assert held


@pytest.mark.parametrize("count", range(8))
@pytest.mark.parametrize("when", ["at its begin", "at its commit"])
async def test_a_writer_cancelled_anywhere_blocks_nobody(
    database: Database, when: str, count: int
) -> None:
    """Its transaction is there or not; the next writer can write."""
    written = asyncio.Event()
    task = asyncio.create_task(_write(database, written))
    if when == "at its commit":
        await written.wait()
    for _ in range(count):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await _cursor(database) in (None, NOW)
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, "others", NOW)
    async with database.read_fast() as connection:
        assert await inbox.cursor(connection, "others") == NOW


async def test_whoever_is_cancelled_twice_still_waits_for_the_thread(database: Database) -> None:
    task = asyncio.create_task(_write(database, asyncio.Event()))
    for _ in range(4):
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with database.write() as connection:  # would wait ten seconds for a lock left behind
        await inbox.move_cursor(connection, "others", NOW)
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, "events", NOW)
    assert await _cursor(database) == NOW


async def test_a_commit_does_not_queue_behind_computing(database: Database) -> None:
    busy, release = asyncio.get_running_loop(), threading.Event()
    computing = [busy.run_in_executor(None, release.wait) for _ in range(64)]
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, "events", NOW)
    assert await _cursor(database) == NOW
    release.set()
    await asyncio.gather(*computing)


async def _write_and_lose_touch(database: Database, held: list[object]) -> None:
    async with database.write() as connection:
        await inbox.move_cursor(connection, "events", NOW)
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        held.append(await driver.execute("SELECT name FROM cursors"))
        await connection.invalidate()  # as SQLAlchemy does where a statement is cancelled


async def _write_and_fail(database: Database) -> None:
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, "events", NOW)
        raise ZeroDivisionError


async def _write(database: Database, written: asyncio.Event) -> None:
    async with database.write_fast() as connection:
        await inbox.move_cursor(connection, "events", NOW)
        written.set()


async def _cursor(database: Database) -> datetime | None:
    async with database.read() as connection:
        return await inbox.cursor(connection, "events")


async def test_a_check_writes(database: Database) -> None:
    await database.check_writing()
    async with database.read() as connection:
        query = text("SELECT count(*) FROM cursors WHERE name = 'written'")
        assert await connection.scalar(query) == 1


@only_sqlite
async def test_a_full_disk_takes_no_writes_though_one_row_would_fit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_setup, "MIN_FREE_BYTES", 1 << 62)
    monkeypatch.setattr(engine, "ASKED_OFTEN", 0)
    with pytest.raises(DatabaseUnreachableError, match="bytes free"):
        await database.check_writing()


@only_sqlite
async def test_a_file_that_was_deleted_or_replaced_is_not_written_to_in_silence(
    database: Database,
) -> None:
    path = Path(str(database.url.database))
    writes = (database.write, database.write_fast)
    for write in writes:  # who writes keeps the file open
        async with write() as connection:
            await connection.execute(text("SELECT 1"))
    path.rename(path.with_name("put-aside.db"))
    for replaced in (False, True):
        if replaced:
            path.touch()
        for write in writes:
            with pytest.raises(DatabaseGoneError):
                async with write() as connection:
                    await connection.execute(text("SELECT 1"))
        with pytest.raises(DatabaseGoneError):
            await database.check_writing()


@only_sqlite
async def test_a_log_that_was_put_aside_is_not_written_to_in_silence(database: Database) -> None:
    """What stands in it alone would be gone with the next start."""
    path = Path(str(database.url.database))
    log, aside = path.with_name(f"{path.name}-wal"), path.with_name("put-aside")
    writes = (database.write, database.write_fast)
    for write in writes:
        await _move_cursor(write)
    log.rename(aside)
    for replaced in (False, True):
        if replaced:
            log.touch()
        for write in writes:
            with pytest.raises(DatabaseGoneError, match="-wal"):
                await _move_cursor(write)
    aside.replace(log)
    for write in writes:
        await _move_cursor(write)


async def _move_cursor(write: Callable[[], AbstractAsyncContextManager[Connection]]) -> None:
    async with write() as connection:
        await inbox.move_cursor(connection, "events", NOW)


@only_sqlite
async def test_a_database_that_another_holds_takes_no_writes(database: Database) -> None:
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnreachableError):
        await database.check_writing(seconds=0.01)
    other.execute("ROLLBACK")
    other.close()
    await database.check_writing()
