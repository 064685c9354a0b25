"""Open the database and provide connections, for SQLite and PostgreSQL alike."""

import asyncio
import math
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from data.checkpoints import Checkpoints
from data.shared_commit import SharedCommit, see_through
from data.sqlite_setup import TOUCH, RollingBackConnection, prepare, touch
from data.sync_connection import SyncConnectionAdapter

Connection = AsyncConnection  # the name under which code outside data/ passes one on
T = TypeVar("T")
CONNECTIONS = 20  # to PostgreSQL at once
PREPARED = 100  # prepared statements that each connection keeps
RESTED = 1.0  # seconds of idleness after which a connection may have broken unnoticed
ASKED_OFTEN = 1.0  # seconds for which one test write serves every caller


class DatabaseUnreachableError(Exception):
    """The database could not be opened."""


class DatabaseGoneError(Exception):
    """The database's file was deleted or replaced while open: what is written is lost."""


@dataclass(frozen=True, slots=True)
class SyncEngines:
    """SQLite's synchronous engines, and a thread for their blocking work.

    The thread is dedicated, because in asyncio's pool a commit could queue behind a computation.
    `checkpoints` is None for a database in memory.
    """

    writer: Engine
    reader: Engine
    thread: ThreadPoolExecutor
    checkpoints: Checkpoints | None

    async def wait_for(self, work: Callable[[], T]) -> T:
        """Run blocking work in the thread. If cancelled, still wait until it has ended."""
        return await see_through(asyncio.get_running_loop().run_in_executor(self.thread, work))


class Database:
    """Connections to one database.

    SQLite allows one writer at a time: writers queue instead of failing with "database is
    locked", while readers continue (write-ahead log). `direct` holds its synchronous engines.
    PostgreSQL uses one pool for everything.
    """

    def __init__(
        self, writer: AsyncEngine, reader: AsyncEngine, direct: SyncEngines | None = None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._direct = direct
        self._lock = lock = asyncio.Lock()
        self._shared = direct and SharedCommit(
            direct.writer, lock, direct.wait_for, self._note_commit
        )
        self._file: int | None = None  # inode of the SQLite file
        self._wrote = -math.inf  # monotonic time of the last test write

    @property
    def url(self) -> URL:
        """The database's URL."""
        return self._writer.url

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations."""
        return self._writer

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """Open a transaction that commits at the end, or rolls back on any error."""
        if self._shared is None:
            async with self._writer.begin() as connection:
                yield connection
            return
        async with self._lock:
            await self._shared.end()
            async with self._writer.begin() as connection:
                yield connection
                kept = (await connection.get_raw_connection()).info
            self._note_commit(kept)

    @asynccontextmanager
    async def write_fast(self) -> AsyncGenerator[AsyncConnection]:
        """Like `write`, for hot paths: few statements, each on few rows found by index.

        On SQLite they run in the event loop's own thread. Only what may wait for the disk or for
        another process runs elsewhere: beginning, and committing, which concurrent transactions
        share. Errors must leave the block, because SQLite may have rolled back by then.
        """
        if self._shared is None:
            async with self.write() as connection:
                yield connection
            return
        async with self._shared.write() as connection:
            yield _as_asyncio(connection)

    @asynccontextmanager
    async def write_statement(self) -> AsyncGenerator[AsyncConnection]:
        """Like `write_fast`, for a single statement: PostgreSQL commits each by itself.

        That is one round trip instead of three.
        """
        async with self.read() if self._shared is None else self.write_fast() as connection:
            yield connection

    @asynccontextmanager
    async def read_fast(self) -> AsyncGenerator[AsyncConnection]:
        """Like `read`, for few statements as in `write_fast`; never waits for a writer."""
        if self._direct is None:
            async with self.read() as connection:
                yield connection
            return
        with self._direct.reader.connect() as connection:
            yield _as_asyncio(connection)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Open a connection for reading; on PostgreSQL statements see the newest commits."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def read_stream(self) -> AsyncGenerator[AsyncConnection]:
        """Like `read`, for results that are read in parts.

        On PostgreSQL these need a transaction, whose statements all see what was stored when it
        began.
        """
        if self._direct is not None:
            async with self.read() as connection:
                yield connection
            return
        async with self._writer.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    async def check(self) -> None:
        """Check that the database answers.

        Raises:
            DatabaseUnreachableError: It does not; with the driver's message.
        """
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except (OSError, DBAPIError, OperationalError) as error:
            raise DatabaseUnreachableError(text_of(error)) from error

    async def check_writing(self, seconds: float = 2.0) -> None:
        """Write one row, as any webhook would, within a short time.

        On SQLite this uses a connection of its own, because a writer of ours may take longer
        without being a fault.

        Raises:
            DatabaseUnreachableError: Writing failed; with the driver's message.
            DatabaseGoneError: The file is not the one that was opened.
        """
        self._check_file()
        if time.monotonic() - self._wrote < ASKED_OFTEN:
            return
        try:
            async with asyncio.timeout(seconds * 2):
                if self._direct is None:
                    async with self.write() as connection:
                        await connection.execute(text(TOUCH))
                else:
                    path = str(self.url.database)
                    await asyncio.to_thread(touch, path, seconds)
        except (OSError, DBAPIError, sqlite3.Error) as error:  # a TimeoutError is an OSError
            raise DatabaseUnreachableError(text_of(error)) from error
        self._wrote = time.monotonic()

    def _note_commit(self, kept: MutableMapping[Any, Any]) -> None:
        self._check_file(kept)
        if self._direct is not None and self._direct.checkpoints is not None:
            self._direct.checkpoints.note_commit()

    def _check_file(self, kept: MutableMapping[Any, Any] | None = None) -> None:
        """Check that what was written is in the files that the next start will open.

        `kept` caches per connection: each has the log open itself.
        """
        if self._direct is None or self.url.database in (None, "", ":memory:"):
            return
        path = Path(str(self.url.database))
        inode = _inode(path)
        self._file = self._file or inode
        if inode is None or inode != self._file:
            raise DatabaseGoneError(f"{path} was deleted or replaced while Lyceum runs")
        if kept is not None:
            log = path.with_name(f"{path.name}-wal")
            found = _inode(log)
            if found is None or found != kept.setdefault("log", found):
                raise DatabaseGoneError(f"{log} was deleted or replaced while Lyceum runs")

    async def close(self) -> None:
        """Close all connections."""
        if self._shared is not None:
            async with self._lock:
                await self._shared.end()
        if self._direct is not None and self._direct.checkpoints is not None:
            await asyncio.to_thread(self._direct.checkpoints.close)
        await self._reader.dispose()
        if self._writer is not self._reader:
            await self._writer.dispose()
        if self._direct is not None:
            self._direct.writer.dispose()
            self._direct.reader.dispose()
            self._direct.thread.shutdown()


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


OPTIONS: dict[str, Any] = {
    "hide_parameters": True,
    "json_serializer": _to_json,
    "json_deserializer": orjson.loads,
}


def missing_file(url: str) -> Path | None:
    """Return the file of a SQLite URL if it does not exist yet, else None."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    file = Path(parsed.database)
    return None if parsed.database == ":memory:" or file.exists() else file


def open_database(
    url: str, *, connections: int = CONNECTIONS, prepared_statements: int = PREPARED
) -> Database:
    """Create the engines for `url` without connecting yet.

    On PostgreSQL there are at most `connections` connections, each with at most
    `prepared_statements` prepared statements.

    Errors hide their parameters, because keywords and ids of members don't belong in a log.

    Raises:
        DatabaseUnreachableError: `url` can't be parsed, or its folder can't be created.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    # The last connection returned is used first: its statements are prepared, its caches warm.
    engine = create_async_engine(
        parsed,
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args={"prepared_statement_cache_size": prepared_statements},
        **OPTIONS,
    )
    _ask_the_rested(engine.sync_engine)
    # One statement is one round trip, not three: reading needs no transaction here.
    return Database(engine, engine.execution_options(isolation_level="AUTOCOMMIT"))


def _open_sqlite(parsed: URL) -> Database:
    in_file = parsed.database not in (None, "", ":memory:")
    if in_file:
        _make_folder(Path(str(parsed.database)).parent)
    options = {**OPTIONS, "connect_args": {"factory": RollingBackConnection}}
    writer = create_async_engine(parsed, pool_size=1, max_overflow=0, **options)
    reader = create_async_engine(parsed, pool_size=4, max_overflow=0, **options)
    sync = parsed.set(drivername="sqlite")
    direct = SyncEngines(
        writer=create_engine(sync, pool_size=1, max_overflow=0, **OPTIONS),
        reader=create_engine(sync, max_overflow=-1, **OPTIONS),  # nobody waits inside the loop
        thread=ThreadPoolExecutor(1, "sqlite"),
        checkpoints=Checkpoints(str(parsed.database)) if in_file else None,
    )
    for engine in (writer.sync_engine, direct.writer):
        prepare(engine, "BEGIN IMMEDIATE")
    for engine in (reader.sync_engine, direct.reader):
        prepare(engine, "BEGIN")
    return Database(writer, reader, direct)


def _ask_the_rested(engine: Engine) -> None:
    """Ping a connection that was idle; if it is broken, replace the whole pool.

    SQLAlchemy's own check would take three round trips before each transaction, more than most
    of our transactions take.
    """

    def rest(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        rests_since = record.info.get("rests_since")  # missing: it was just opened
        if rests_since is None or time.monotonic() - rests_since < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", rest)
    event.listen(engine, "checkout", ask)


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _as_asyncio(connection: SyncConnection) -> AsyncConnection:
    return cast("AsyncConnection", SyncConnectionAdapter(connection))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnreachableError(f"its folder can't be created: {error}") from error


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # a port of letters, say; the message may hold a password
        raise DatabaseUnreachableError("its URL is invalid") from None


def refused_for_good(error: Exception) -> bool:
    """Return whether the database rejected a value, so that a retry would fail too."""
    cause: BaseException | None = error
    while cause is not None:  # asyncpg's error is the cause of SQLAlchemy's
        if isinstance(cause, (DataError, ValueError, OverflowError, TypeError)):
            return True
        cause = cause.__cause__
    return False


def text_of(error: BaseException) -> str:
    """Return the driver's own message for a failure."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return f"{type(cause).__name__}: {cause}"
