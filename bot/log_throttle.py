"""Tells trouble with the database in one line a minute, however much work meets it."""

import logging
import sys
import time
from collections.abc import Callable
from typing import cast

import structlog

from data.storage_errors import trouble_of

QUIET_SECONDS = 60.0

_log = structlog.get_logger(__name__)


class DatabaseErrorThrottle(logging.Filter):
    """Holds back lines that bear such an error with its stack, and tells it for all of them.

    `steady` counts seconds from anywhere.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._steady = steady
        self._told: dict[str, float] = {}
        self._more = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a line is written as it is."""
        words = trouble_of(_error_of(record))
        if words is None:
            return True
        now = self._steady()
        self._told = {each: at for each, at in self._told.items() if now - at < QUIET_SECONDS}
        if words in self._told:
            self._more += 1
            return False
        self._told[words] = now
        more, self._more = self._more, 0
        _log.error("database.trouble", error=words, **({"more": more} if more else {}))
        return False


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """Return the error whose stack a line would show: structlog's, or the standard library's."""
    told: object = record.exc_info
    if isinstance(record.msg, dict):
        told = cast("dict[str, object]", record.msg).get("exc_info")
    if isinstance(told, tuple):
        told = cast("tuple[object, ...]", told)[1]
    if told is True:
        told = sys.exception()
    return told if isinstance(told, BaseException) else None
