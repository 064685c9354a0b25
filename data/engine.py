"""Opening the database and handing out connections: one door for SQLite and PostgreSQL."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Connection = AsyncConnection  # the name under which code outside data/ passes one on


class DatabaseUnreachableError(Exception):
    """The database could not be opened."""


class Database:
    """Connections to one database.

    SQLite takes one writer at a time: writers queue for a pool of a single connection instead of
    failing with "database is locked", while readers go on beside them (write-ahead log).
    PostgreSQL uses one pool for both.
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader

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
        async with self._writer.begin() as connection:
            yield connection

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
            parsed, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
        )
        return Database(engine, engine)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    writer = create_async_engine(parsed, pool_size=1, max_overflow=0, hide_parameters=True)
    reader = create_async_engine(parsed, pool_size=4, max_overflow=0, hide_parameters=True)
    for engine, begin in ((writer, "BEGIN IMMEDIATE"), (reader, "BEGIN")):
        _prepare_sqlite(engine, begin)
    return Database(writer, reader)


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


def _prepare_sqlite(engine: AsyncEngine, begin: str) -> None:
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

    event.listen(engine.sync_engine, "connect", connect)
    event.listen(engine.sync_engine, "begin", start)


def _words(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return f"{type(cause).__name__}: {cause}"
