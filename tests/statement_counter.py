"""Listen to the statements that engines run: count them, or pass each on."""

import re
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

LIST = re.compile(r"\((\$?[?\d:A-Z_]+(, )?)+\)")  # as long as what is asked for

OnStatement = Callable[[Connection, str, Any], None]  # with the parameters of one row


@contextmanager
def recorded(received: OnStatement) -> Generator[None]:
    """Call `received` before each statement that any engine of this process runs."""

    def before(
        connection: Connection,
        _cursor: Any,  # noqa: ANN401 the driver's own type
        statement: str,
        parameters: Any,  # noqa: ANN401 one row, or many
        _context: object,
        executemany: bool,  # noqa: FBT001 SQLAlchemy hands it by position
    ) -> None:
        received(connection, statement, parameters[0] if executemany else parameters)

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)


@contextmanager
def counted() -> Generator[Counter[str]]:
    """Count the statements that are run meanwhile, by their beginnings."""
    found: Counter[str] = Counter()

    def note(_connection: Connection, statement: str, _row: object) -> None:
        if statement.startswith("BEGIN"):
            return  # which transactions are committed together is a matter of timing
        found[LIST.sub("(...)", " ".join(statement.split()))[:90]] += 1

    with recorded(note):
        yield found
