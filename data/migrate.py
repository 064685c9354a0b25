"""Upgrade the schema: Alembic, run from code over our own connection."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast

import aiosqlite
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from data.engine import Database
from data.planner_statistics import write_statistics

OnStep: TypeAlias = Callable[[str], None]  # called with a completed revision, or the next step
FOLDER = Path(__file__).parent / "migrations"


class DatabaseTooNewError(Exception):
    """The database was written by newer code than this."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision}, which this version of Lyceum doesn't know."
            " Install the newer version again, or restore a backup made by this version."
        )


class BrokenReferencesError(Exception):
    """A migration would leave rows that refer to missing rows; nothing was changed."""


async def current_revision(database: Database) -> str | None:
    """Return the database's revision; None for an empty one."""
    async with database.read() as connection:
        return await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


def newest_revision() -> str:
    """Return the revision that this code needs."""
    return _revisions()[0]


def known_revisions() -> frozenset[str]:
    """Return every revision that this code can upgrade from."""
    return frozenset(_revisions())


@cache
def _revisions() -> tuple[str, ...]:
    """Return the revisions, newest first.

    Alembic runs the file of every migration to read them.
    """
    scripts = ScriptDirectory.from_config(_config(None)).walk_revisions()
    return tuple(script.revision for script in scripts)


async def needs_upgrade(database: Database) -> str | None:
    """Return the revision to upgrade from; "" for an empty database, None if current.

    Raises:
        DatabaseTooNewError: This code does not know the database's revision.
    """
    current = await current_revision(database)
    if current is not None and current not in known_revisions():
        raise DatabaseTooNewError(current)
    return None if current == newest_revision() else current or ""


async def upgrade(
    database: Database, revision: str = "head", *, on_step: OnStep | None = None
) -> None:
    """Run every missing migration in one transaction.

    If interrupted, nothing has changed. `on_step` is called with each step, because a large
    database takes minutes.

    Raises:
        BrokenReferencesError: Rows would be left without the rows they refer to.
    """
    async with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            await _upgrade_sqlite(connection, revision, on_step)
        else:
            async with connection.begin():
                await connection.run_sync(_run, revision, on_step)


async def _upgrade_sqlite(
    connection: AsyncConnection, revision: str, on_step: OnStep | None
) -> None:
    """Migrate with foreign keys off, because SQLite changes a table by recreating it.

    Dropping the old table would count as deleting what others refer to. The switch only works
    outside of transactions, hence by the driver's own connection.
    """
    raw = await connection.get_raw_connection()
    driver = cast("aiosqlite.Connection", raw.driver_connection)
    await (await driver.execute("PRAGMA foreign_keys=OFF")).close()
    try:
        async with connection.begin():
            await connection.run_sync(_run, revision, on_step)
            if on_step is not None:
                on_step("checking references")
            await connection.run_sync(write_statistics)
            broken: list[Any] = list(await connection.exec_driver_sql("PRAGMA foreign_key_check"))
            if broken:
                tables = ", ".join(sorted({str(row[0]) for row in broken}))
                raise BrokenReferencesError(f"{len(broken)} rows, in {tables}")
    finally:
        await (await driver.execute("PRAGMA foreign_keys=ON")).close()


def _run(connection: Connection, revision: str, on_step: OnStep | None) -> None:
    config = _config(connection)
    config.attributes["told"] = on_step
    command.upgrade(config, revision)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
