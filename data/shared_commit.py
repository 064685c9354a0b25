"""Commit all short transactions that wait for SQLite's one writer together.

A commit waits for the disk, which takes longer than the statements of a short transaction. Each
writer has a savepoint in one shared transaction and continues once that is committed, so what it
wrote is on the disk, as with a commit of its own.
"""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, MutableMapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.engine import Engine, RootTransaction

Wait = Callable[[Callable[[], Any]], Awaitable[Any]]
T = TypeVar("T")


async def see_through(running: asyncio.Future[T]) -> T:
    """Wait until a future has ended, even if cancelled: it uses the connection."""
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait((running,))
        if not running.cancelled():
            running.exception()  # retrieved, because nobody else will
        raise


@dataclass(frozen=True, slots=True)
class _Transaction:
    """A transaction that several share. `ended` tells each of them how it ended."""

    connection: Connection
    transaction: RootTransaction
    driver: sqlite3.Connection
    ended: asyncio.Future[None]

    @contextmanager
    def part(self) -> Generator[None]:
        """Undo what is done in this block, and nothing else, if it fails."""
        self.driver.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._undo_part()
            raise
        if self.driver.in_transaction:
            self.driver.execute("RELEASE part")

    def _undo_part(self) -> None:
        if not self.driver.in_transaction:
            return
        try:
            self.driver.execute("ROLLBACK TO part")
            self.driver.execute("RELEASE part")
        except sqlite3.Error:
            self.driver.rollback()  # nothing at all is better than half of this part

    def fail(self, error: BaseException) -> None:
        """Roll back, and raise the error for everybody."""
        self.ended.set_exception(error)
        self.ended.exception()  # retrieved, because a cancelled waiter will not
        self.connection.close()


class SharedCommit:
    """Short transactions on one connection. Writers by other ways take `lock` as well.

    The first writer begins the transaction, and commits it after everybody who waited by then.
    `wait` runs what may block on the disk elsewhere. `committed` is called after each commit, with
    the connection's own dict.
    """

    def __init__(
        self,
        writer: Engine,
        lock: asyncio.Lock,
        wait: Wait,
        committed: Callable[[MutableMapping[Any, Any]], None],
    ) -> None:
        self._writer = writer
        self._lock = lock
        self._wait = wait
        self._committed = committed
        self._open: _Transaction | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[Connection]:
        """Open a transaction that is on the disk at the end, or undone on any error."""
        async with self._lock:
            shared = self._open or await self._begin()
            try:
                with shared.part():
                    yield shared.connection
            finally:
                self._drop_if_undone(shared)
        await asyncio.shield(shared.ended)

    async def end(self) -> None:
        """Commit what is open, for a writer that holds the lock and writes in another way."""
        if self._open is not None:
            await self._commit(self._open)

    async def _begin(self) -> _Transaction:
        connection = self._writer.connect()
        try:
            transaction = await self._wait(connection.begin)
        except BaseException:
            connection.close()
            raise
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        ended = asyncio.get_running_loop().create_future()
        self._open = shared = _Transaction(connection, transaction, driver, ended)
        task = asyncio.create_task(self._commit_in_order(shared), name="commit")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return shared

    async def _commit_in_order(self, shared: _Transaction) -> None:
        """Commit after all who wait now, because waiters get the lock in order."""
        async with self._lock:
            if shared is self._open:
                await self._commit(shared)

    async def _commit(self, shared: _Transaction) -> None:
        """Commit in a separate task: one waiter may be cancelled, the others are not."""
        self._open = None
        await see_through(asyncio.create_task(self._finish(shared), name="finish-commit"))

    async def _finish(self, shared: _Transaction) -> None:
        try:
            await self._wait(shared.transaction.commit)
            self._committed(shared.connection.info)
        except BaseException as error:
            shared.fail(error)
            if not isinstance(error, Exception):
                raise
        else:
            shared.connection.close()
            shared.ended.set_result(None)

    def _drop_if_undone(self, shared: _Transaction) -> None:
        """Check whether SQLite rolled everything back, as it does when the disk is full."""
        if shared is self._open and not shared.driver.in_transaction:
            self._open = None
            error = sqlite3.OperationalError("the transaction was rolled back")
            error.__cause__ = sys.exception()  # SQLite's reason
            shared.fail(error)
