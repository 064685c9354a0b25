"""Opening the database and handing out connections: one door for SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Connection = AsyncConnection  # the name under which code outside data/ passes one on
T = TypeVar("T")


class DatabaseUnreachableError(Exception):
    """The database could not be opened."""


class Database:
    """Connections to one database.

    SQLite takes one writer at a time: writers wait for their turn instead of failing with
    "database is locked", while readers go on beside them (write-ahead log). `direct` is its way
    without asyncio between. PostgreSQL uses one pool for everything.
    """

    def __init__(
        self, writer: AsyncEngine, reader: AsyncEngine, direct: Engine | None = None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._direct = direct
        self._turn = asyncio.Lock() if direct else nullcontext()

    @property
    def url(self) -> URL:
        """Where this database is."""
        return self._writer.url

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations."""
        return self._writer

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """Open a transaction that commits at the end, or rolls back on any error."""
        async with self._turn, self._writer.begin() as connection:
            yield connection

    async def write_at_once(self, work: Callable[[SyncConnection], T]) -> T:
        """Do like `write` what needs no waiting in between; return what `work` returns.

        For hot paths: SQLite's asyncio driver hands each cursor, statement, fetch and commit to
        its thread and waits, nine times for one INSERT. Here a thread does the whole transaction.
        """
        if self._direct is None:
            async with self.write() as connection:
                return await connection.run_sync(work)
        async with self._turn:
            return await asyncio.to_thread(_transact, self._direct, work)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Open a connection for reading; on PostgreSQL each statement sees the newest commits."""
        async with self._reader.connect() as connection:
            yield connection

    async def check(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            DatabaseUnreachableError: with the driver's own words.
        """
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except (OSError, DBAPIError, OperationalError) as error:
            raise DatabaseUnreachableError(_words(error)) from error

    async def close(self) -> None:
        """Give all connections back."""
        await self._reader.dispose()
        if self._writer is not self._reader:
            await self._writer.dispose()
        if self._direct is not None:
            self._direct.dispose()


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


OPTIONS: dict[str, Any] = {
    "hide_parameters": True,
    "json_serializer": _to_json,
    "json_deserializer": orjson.loads,
}


def missing_file(url: str) -> Path | None:
    """Return the file of a SQLite URL where it does not exist yet, else None."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    file = Path(parsed.database)
    return None if parsed.database == ":memory:" or file.exists() else file


def open_database(url: str) -> Database:
    """Make the engines for `url`; nothing is connected yet.

    Errors keep their parameters to themselves: people's words and ids don't belong in a log.

    Raises:
        DatabaseUnreachableError: when `url` can't be read, or its folder can't be made.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(
            parsed, pool_size=10, max_overflow=10, pool_pre_ping=True, **OPTIONS
        )
        return Database(engine, engine)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    writer = create_async_engine(parsed, pool_size=1, max_overflow=0, **OPTIONS)
    reader = create_async_engine(parsed, pool_size=4, max_overflow=0, **OPTIONS)
    sync = parsed.set(drivername="sqlite")
    direct = create_engine(sync, pool_size=1, max_overflow=0, **OPTIONS)
    _prepare_sqlite(writer.sync_engine, "BEGIN IMMEDIATE")
    _prepare_sqlite(reader.sync_engine, "BEGIN")
    _prepare_sqlite(direct, "BEGIN IMMEDIATE")
    return Database(writer, reader, direct)


def _transact(engine: Engine, work: Callable[[SyncConnection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnreachableError(f"its folder can't be made: {error}") from error


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # as a port of letters; their words may hold a password
        raise DatabaseUnreachableError("its URL can't be read") from None


def _prepare_sqlite(engine: Engine, begin: str) -> None:
    """Take transactions into our own hands; the driver's default starts them late."""

    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        # FULL: a commit that we answered for must survive a power cut, not only a crash.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.close()

    def start(connection: Any) -> None:  # noqa: ANN401 SQLAlchemy's event hands it untyped
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", start)


def _words(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return f"{type(cause).__name__}: {cause}"
