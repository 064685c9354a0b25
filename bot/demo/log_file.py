"""Logs the demo to a file to keep the terminal readable, and collects its errors."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bot import log
from bot.settings import Settings

LINE_LENGTH = 200


class ErrorCounter(logging.Handler):
    """Collects the errors that are logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the beginning of the message."""
        self.lines.append(f"{record.name}: {record.getMessage()}"[:LINE_LENGTH])


@contextmanager
def logging_to(path: Path) -> Generator[ErrorCounter]:
    """Log into a file for the duration of a `with` block, then restore the logging."""
    root, errors = logging.getLogger(), ErrorCounter()
    before = root.handlers[:]
    with path.open("w", encoding="utf-8") as file:
        log.configure(Settings.model_construct(), file)
        root.addHandler(errors)
        try:
            yield errors
        finally:
            root.handlers[:] = before
