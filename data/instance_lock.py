"""Let one process own a database: two would answer twice, or lose writes.

On SQLite the lock is an operating system lock on a file beside the database, on PostgreSQL an
advisory lock of a session. Both end with the process, however it ends.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from filelock import AsyncFileLock, Timeout
from sqlalchemy import NullPool, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from data.engine import DatabaseUnreachableError, text_of

KEY = 0x4C79636575  # of the advisory lock; PostgreSQL keeps them for each database
WAIT_SECONDS = 3.0  # seconds to wait for a process that is just ending
CHECK_SECONDS = 10.0


class DatabaseInUseError(Exception):
    """Another process owns the database."""

    def __init__(self) -> None:
        super().__init__("Another Lyceum is using this database. Stop it first.")


@asynccontextmanager
async def owned(url: URL) -> AsyncGenerator[asyncio.Future[None]]:
    """Own a database during a `with` block.

    Yields:
        A future that fails with `DatabaseInUseError` if another process took the database over,
        which PostgreSQL allows after it was restarted or unreachable.

    Raises:
        DatabaseInUseError: Another process owns it.
        DatabaseUnreachableError: PostgreSQL can't be reached.
    """
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    if url.get_backend_name() != "sqlite":
        async with _advisory(url, lost):
            yield lost
    elif url.database in (None, "", ":memory:"):
        yield lost
    else:
        async with _file(Path(str(url.database))):
            yield lost


@asynccontextmanager
async def _file(database: Path) -> AsyncGenerator[None]:
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = AsyncFileLock(database.with_name(f"{database.name}.lock"), timeout=WAIT_SECONDS)
        await lock.acquire()
    except Timeout:
        raise DatabaseInUseError from None
    except OSError as error:
        raise DatabaseUnreachableError(f"its folder isn't writable: {error}") from error
    try:
        yield
    finally:
        await lock.release()


@asynccontextmanager
async def _advisory(url: URL, lost: asyncio.Future[None]) -> AsyncGenerator[None]:
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    session = _Session(engine)
    try:
        await _take(session)
        watch = asyncio.create_task(_watch(session, lost))
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
    finally:
        await session.close()
        await engine.dispose()


async def _take(session: "_Session") -> None:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            while not await session.take():  # noqa: ASYNC110 nothing signals when it is free
                await asyncio.sleep(WAIT_SECONDS / 10)
    except TimeoutError:
        raise DatabaseInUseError from None
    except (OSError, DBAPIError) as error:
        raise DatabaseUnreachableError(text_of(error)) from error


class _Session:
    """A session of PostgreSQL that holds the lock as long as it lives."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def take(self) -> bool:
        """Take the lock if nobody else has it; return whether it was taken."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        query = text("SELECT pg_try_advisory_lock(:key)")
        return bool(await self._connection.scalar(query, {"key": KEY}))

    async def lives(self) -> bool:
        """Return whether the session, and so the lock, still exists."""
        try:
            if self._connection is not None:
                await self._connection.execute(text("SELECT 1"))
                return True
        except (OSError, DBAPIError):
            await self.close()
        return False

    async def close(self) -> None:
        """End the session."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, DBAPIError):
                await connection.close()


async def _watch(session: _Session, lost: asyncio.Future[None]) -> None:
    """Retake the lock when its session breaks; fail `lost` if another process has it."""
    while not lost.done():
        await asyncio.sleep(CHECK_SECONDS)
        if await session.lives():
            continue
        with suppress(OSError, DBAPIError):  # unreachable: retried
            if not await session.take():
                lost.set_exception(DatabaseInUseError())
