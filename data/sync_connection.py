"""A connection whose statements run where they are called, for hot paths on SQLite.

SQLite's asyncio driver hands each small statement to a thread of its own four times over, which
costs several times the statement. The functions of this folder await a connection's methods; here
these have nothing to wait for.
"""

from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, ScalarResult


class SyncConnectionAdapter:
    """What the functions of this folder use of an asyncio connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self._connection.dialect

    async def execute(self, *call: Any) -> CursorResult[Any]:  # noqa: ANN401 as it is called
        """Execute a statement."""
        return self._connection.execute(*call)

    async def scalar(self, *call: Any) -> Any:  # noqa: ANN401 as above
        """Execute a statement; return its first value."""
        return self._connection.scalar(*call)

    async def scalars(self, *call: Any) -> ScalarResult[Any]:  # noqa: ANN401 as above
        """Execute a statement; return the first value of each row."""
        return self._connection.scalars(*call)
