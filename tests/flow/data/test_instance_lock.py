"""Test that one process owns a database, and others are refused until it ends."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from data import instance_lock
from data.engine import Database
from data.instance_lock import DatabaseInUseError, owned

HOLDER = """
import asyncio, sys
from sqlalchemy import make_url
from data.instance_lock import owned

async def main():
    async with owned(make_url(sys.argv[1])):
        print("owned", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance_lock, "WAIT_SECONDS", 0.3)
    monkeypatch.setattr(instance_lock, "CHECK_SECONDS", 0.05)


async def holder(database: Database) -> asyncio.subprocess.Process:
    """Start a process that owns the database until it is killed."""
    url = database.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, url),
        cwd=Path(__file__).parents[3],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"owned\n"
    return process


async def test_a_second_owner_is_refused_until_the_first_lets_go(database: Database) -> None:
    async with owned(database.url):
        with pytest.raises(DatabaseInUseError, match="Another Lyceum"):
            async with owned(database.url):
                pass
    async with owned(database.url):
        pass


async def test_a_killed_process_owns_nothing(database: Database) -> None:
    process = await holder(database)
    with pytest.raises(DatabaseInUseError):
        async with owned(database.url):
            pass
    process.kill()
    await process.wait()
    async with owned(database.url) as lost:
        assert not lost.done()


async def test_reading_and_backups_go_on_beside_an_owner(database: Database) -> None:
    async with owned(database.url), database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM plans")) == 0


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_broken_session_is_made_anew_and_a_quicker_process_is_noticed(
    database: Database,
) -> None:
    kill = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    async with owned(database.url) as lost:
        async with database.write() as connection:
            await connection.execute(kill)
        async with database.read() as connection, asyncio.timeout(10):
            while not await connection.scalar(  # noqa: ASYNC110 a session of the server's
                text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            ):
                await asyncio.sleep(0.05)
        assert not lost.done()
        async with database.write() as connection:
            await connection.execute(kill)
            key = {"key": instance_lock.KEY}  # in the same session: before our watch checks again
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
            with pytest.raises(DatabaseInUseError):
                await asyncio.wait_for(lost, 10)
            await connection.execute(text("SELECT pg_advisory_unlock_all()"))
