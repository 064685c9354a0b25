"""Counts the statements that a use case runs, to find those that grow with what is stored."""

import re
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

LIST = re.compile(r"\((\$?[?\d:A-Z_]+(, )?)+\)")  # as long as what is asked for


@contextmanager
def counted() -> Generator[Counter[str]]:
    """Count what every engine of this process runs meanwhile, by the statement's beginning."""
    found: Counter[str] = Counter()

    def note(
        _connection: Connection,
        _cursor: Any,  # noqa: ANN401 the driver's own type
        statement: str,
        _parameters: Any,  # noqa: ANN401 one row, or many
        _context: object,
        _executemany: bool,  # noqa: FBT001 SQLAlchemy hands it by position
    ) -> None:
        found[LIST.sub("(...)", " ".join(statement.split()))[:90]] += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
