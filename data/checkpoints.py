"""Copy SQLite's write-ahead log into the database beside the writers.

By default a commit does so whenever the log has a thousand pages: they go to places all over the
file, and everybody who writes waits for the disk, some tenths of a second in a large database.
"""

import sqlite3
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import quote

PAUSE = 4.0  # seconds between the beginnings of two copies, at least


class Checkpoints:
    """A thread that copies after commits. Writers and readers continue meanwhile.

    What it can't copy yet, because of a reader or an error, stays in the log and isn't lost.
    """

    def __init__(self, path: str, pause: float = PAUSE) -> None:
        self._path = path
        self._pause = pause
        self._thread = ThreadPoolExecutor(1, "checkpoint")
        self._connection: sqlite3.Connection | None = None
        self._copying: Future[None] | None = None
        self._next = time.monotonic() + pause

    def note_commit(self) -> None:
        """Start copying, unless that goes on or was begun a moment ago."""
        now = time.monotonic()
        if now < self._next or (self._copying is not None and not self._copying.done()):
            return
        self._next = now + self._pause
        self._copying = self._thread.submit(self._copy)

    def close(self) -> None:
        """Wait for the thread, and close its connection."""
        if self._copying is not None:
            self._thread.submit(self._disconnect)
        self._thread.shutdown()

    def _copy(self) -> None:
        with suppress(sqlite3.Error):  # SQLite ignores them too where a commit copies
            if self._connection is None:
                # Never makes a file where somebody has just deleted it.
                uri = f"file:{quote(self._path)}?mode=rw"
                self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
