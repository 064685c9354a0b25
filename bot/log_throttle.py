"""Log database trouble as one line a minute, however much work it affects."""

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
    """Suppresses lines that carry such an error with its stack; logs one for all.

    `steady` is a monotonic clock in seconds.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._steady = steady
        self._logged: dict[str, float] = {}
        self._more = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a line is written as it is."""
        text = trouble_of(_error_of(record))
        if text is None:
            return True
        now = self._steady()
        self._logged = {each: at for each, at in self._logged.items() if now - at < QUIET_SECONDS}
        if text in self._logged:
            self._more += 1
            return False
        self._logged[text] = now
        more, self._more = self._more, 0
        _log.error("database.unavailable", error=text, **({"more": more} if more else {}))
        return False


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """Return the error whose stack a line of structlog or `logging` would show."""
    error: object = record.exc_info
    if isinstance(record.msg, dict):
        error = cast("dict[str, object]", record.msg).get("exc_info")
    if isinstance(error, tuple):
        error = cast("tuple[object, ...]", error)[1]
    if error is True:
        error = sys.exception()
    return error if isinstance(error, BaseException) else None
