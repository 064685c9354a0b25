"""A connection that runs statements in the calling thread, for SQLite's hot paths.

SQLite's asyncio driver switches to its thread four times for each small statement, which costs
several times the statement. The functions of this folder await a connection's methods; here
these never wait.
"""

from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, ScalarResult


class SyncConnectionAdapter:
    """The part of an asyncio connection that the functions of this folder use."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """The database's dialect."""
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
