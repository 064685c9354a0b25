"""Test that trouble with the database is logged as one line, and all else as before."""

import io
import json
import logging
import sqlite3
from collections.abc import Generator
from contextlib import suppress

import pytest
import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from bot import log
from bot.log_throttle import QUIET_SECONDS, DatabaseErrorThrottle
from bot.settings import Settings
from data.engine import DatabaseGoneError
from data.storage_errors import trouble_of


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as it says")
    error.sqlite_errorcode = code  # pyright: ignore[reportAttributeAccessIssue] only the driver sets it
    return error


class PostgresError(Exception):
    """As the driver raises it: with a code of five characters."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("as it says")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("cause", "is_storage"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), True),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), True),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), True),
        (sqlite_error(sqlite3.SQLITE_ERROR), False),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE), False),
        (sqlite3.ProgrammingError("of the driver, without a code"), False),
        (PostgresError("53100"), True),
        (PostgresError("57P01"), True),
        (PostgresError("08006"), True),
        (PostgresError("25006"), True),
        (PostgresError("57014"), False),
        (PostgresError("23505"), False),
        (PostgresError("42P01"), False),
    ],
)
def test_codes_tell_trouble_with_the_storage_from_faults_of_ours(
    cause: Exception, *, is_storage: bool
) -> None:
    raised = RuntimeError("what we made of it")
    raised.__cause__ = OperationalError("SELECT 1", {}, cause)
    text = trouble_of(raised)
    assert (text is not None) is is_storage
    if text:
        assert text == f"{type(cause).__name__}: as it says"


def test_a_lost_connection_and_a_deleted_file_are_trouble_and_nothing_is_not() -> None:
    lost = DBAPIError("SELECT 1", {}, ConnectionError("gone"), connection_invalidated=True)
    assert trouble_of(lost) == "ConnectionError: gone"
    assert trouble_of(DatabaseGoneError("it was deleted")) == "it was deleted"
    assert trouble_of(ConnectionError("of Discord")) is None
    assert trouble_of(None) is None


def log_and_raise(error: Exception) -> None:
    """Log the current error, as code that catches it does."""
    try:
        raise error
    except type(error):
        structlog.get_logger("bot.web.server").exception("webhook.not_stored")
        raise


@pytest.fixture
def root() -> Generator[logging.Logger]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield root
    root.handlers[:], root.level = before, level


def test_many_lines_about_one_trouble_are_one_a_minute(root: logging.Logger) -> None:
    out, seconds = io.StringIO(), [0.0]
    log.configure(Settings.model_validate({"log": {"format": "json"}}), out)
    (handler,) = root.handlers
    handler.filters[:] = [DatabaseErrorThrottle(lambda: seconds[0])]

    jobs = logging.getLogger("bot.scheduling.scheduler")

    def fail(error: Exception, times: int) -> None:
        for step in range(times):
            if step % 2:
                jobs.error("job %s failed", step, exc_info=error)
                continue
            with suppress(type(error)):
                log_and_raise(error)

    def logged() -> list[dict[str, object]]:
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        out.seek(0)
        out.truncate()
        return lines

    full = OperationalError("INSERT", {}, sqlite_error(sqlite3.SQLITE_FULL))
    fail(full, 50)
    fail(DatabaseGoneError("it was deleted"), 10)
    first, second = logged()
    assert (first["event"], first["level"]) == ("database.unavailable", "error")
    assert first["error"] == "OperationalError: as it says"
    assert "exception" not in first
    assert second["error"] == "it was deleted"
    seconds[0] += QUIET_SECONDS
    fail(full, 3)
    (again,) = logged()
    assert (second["more"], again["more"]) == (49, 9), "held back since the line before"
    fail(ZeroDivisionError("ours"), 2)
    assert [line["event"] for line in logged() if "exception" in line] == [
        "webhook.not_stored",
        "job 1 failed",
    ]
