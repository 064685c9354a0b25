"""Share compiled statements between engines: each test has its own, and runs the same SQL.

SQLAlchemy caches by engine and dialect, so that each test would compile each statement again:
a fifth of the time of a flow test.
"""

from typing import Any

from sqlalchemy import Connection, Dialect, event
from sqlalchemy.engine import Engine

_dialects: dict[str, Dialect] = {}  # by name and driver: ours are all made with the same options
_compiled: dict[Any, Any] = {}


def share() -> None:
    """Let all connections of this process, to whatever database, share what is compiled."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    own = connection.dialect
    connection.dialect = _dialects.setdefault(f"{own.name}+{own.driver}", own)
    connection.execution_options(compiled_cache=_compiled)
