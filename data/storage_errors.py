"""Tells trouble with the database's storage from faults of ours, by the codes of its own errors."""

import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from data.engine import DatabaseGoneError, DatabaseUnreachableError, words_of

SQLITE = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    )
)
# Connections, disk and memory, an operator's act, the system, a standby, damaged pages.
POSTGRES = ("08", "53", "57P", "58", "25006", "XX00")


def trouble_of(error: BaseException | None) -> str | None:
    """Return in the driver's words what is wrong with the storage; None for any other error."""
    for each in _causes(error):
        if isinstance(each, DatabaseGoneError | DatabaseUnreachableError):
            return str(each)
        if isinstance(each, DBAPIError) and (each.connection_invalidated or _is_storage(each.orig)):
            return words_of(each)
        if _is_storage(each):
            return words_of(each)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_storage(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)  # none where the driver itself complains
        return code is not None and code & 0xFF in SQLITE  # the rest is detail
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and state.startswith(POSTGRES)
