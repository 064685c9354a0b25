"""Distinguish storage failures from our own faults by the database's error codes."""

import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from data.engine import DatabaseGoneError, DatabaseUnreachableError, text_of

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
# Connections, disk and memory, operator intervention, system errors, standby, damaged pages.
POSTGRES = ("08", "53", "57P", "58", "25006", "XX00")


def trouble_of(error: BaseException | None) -> str | None:
    """Return the driver's message if the storage failed; None for any other error."""
    for each in _causes(error):
        if isinstance(each, DatabaseGoneError | DatabaseUnreachableError):
            return str(each)
        if isinstance(each, DBAPIError) and (each.connection_invalidated or _is_storage(each.orig)):
            return text_of(each)
        if _is_storage(each):
            return text_of(each)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_storage(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)  # None if the driver itself raised it
        return code is not None and code & 0xFF in SQLITE  # the higher bits are detail
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and state.startswith(POSTGRES)
