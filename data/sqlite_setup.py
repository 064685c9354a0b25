"""Set up SQLite beyond SQLAlchemy: pragmas, transactions, and a test of writing."""

import errno
import os
import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

MIN_FREE_BYTES = 2 << 20  # bytes: some hundred webhooks
LONG_LOG = 16_000  # pages: 64 MB
# When writing was last tested.
TOUCH = (
    "INSERT INTO cursors (name, at) VALUES ('written', 0)"
    " ON CONFLICT (name) DO UPDATE SET at = cursors.at + 1"
)


class RollingBackConnection(sqlite3.Connection):
    """A connection that rolls back when it is closed.

    SQLite keeps a closed connection's locks as long as one of its statements is referenced,
    which is so after a cancellation in the middle of one.
    """

    def close(self) -> None:
        """Roll back and close."""
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


def prepare(engine: Engine, begin: str) -> None:
    """Control transactions ourselves; the driver's default begins them late."""

    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        # FULL: a commit that we acknowledged must survive a power cut, not only a crash.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA busy_timeout=10000")
        # Only where the thread of `data.checkpoints` falls behind.
        cursor.execute(f"PRAGMA wal_autocheckpoint={LONG_LOG}")
        cursor.close()

    def start(connection: Any) -> None:  # noqa: ANN401 SQLAlchemy's event hands it untyped
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", start)


def touch(path: str, seconds: float) -> None:
    """Write one row to a file, on a connection of its own, within some seconds.

    Raises:
        OSError: The disk is nearly full.
        sqlite3.Error: Writing failed.
    """
    disk = os.statvfs(path)
    free = disk.f_bavail * disk.f_frsize
    if free < MIN_FREE_BYTES:  # one row may still fit into the existing log; a webhook may not
        raise OSError(errno.ENOSPC, f"{free:,} bytes free on the disk")
    connection = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    try:
        connection.execute(TOUCH)  # commits by itself
    finally:
        connection.close()
