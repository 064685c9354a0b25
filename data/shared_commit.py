"""One commit for all short transactions that wait for SQLite's one writer at the same time.

A commit waits for the disk, which takes longer than the statements of a short transaction. Each
who writes has a savepoint in a transaction that all of them share, and goes on once that is
committed, so what one was told to be stored is on the disk, as with a commit of its own.
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
    """Wait for what must not be left halfway; whoever is cancelled waits for its end all the same.

    Until then it uses the connection.
    """
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait((running,))
        if not running.cancelled():
            running.exception()  # seen: nobody else will ask for it
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
        """Undo what is done here, and nothing else, where it fails."""
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
            self.driver.rollback()  # rather nobody's part than half of this one

    def fail(self, error: BaseException) -> None:
        """Roll back, and tell everybody."""
        self.ended.set_exception(error)
        self.ended.exception()  # seen: whoever was cancelled will not ask for it
        self.connection.close()


class SharedCommit:
    """Short transactions by one connection; `lock` is taken by whoever writes in another way too.

    Whoever comes first begins the transaction and, after everybody who waited by then, commits it.
    `wait` does elsewhere what may wait for the disk; `committed` sees to what is to be looked at
    after each commit, and is given what is remembered with the connection.
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
        """Commit what is open: for whoever has the turn, and writes in another way."""
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
        """Commit after all who wait now: the turn is given in the order of asking."""
        async with self._lock:
            if shared is self._open:
                await self._commit(shared)

    async def _commit(self, shared: _Transaction) -> None:
        """Commit in a task of its own: whoever waits may be cancelled, the others are not."""
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
        """See whether SQLite rolled all of it back, as it does where the disk is full."""
        if shared is self._open and not shared.driver.in_transaction:
            self._open = None
            error = sqlite3.OperationalError("the transaction was rolled back")
            error.__cause__ = sys.exception()  # what made SQLite do so
            shared.fail(error)
