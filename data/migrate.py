"""Bringing the schema up to date: Alembic, run from code over our own connection."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from data.engine import Database

FOLDER = Path(__file__).parent / "migrations"


async def current_revision(database: Database) -> str | None:
    """Return the revision the database is at; None for an empty one."""
    async with database.read() as connection:
        return await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


def newest_revision() -> str | None:
    """Return the revision this code needs."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


async def upgrade(database: Database) -> None:
    """Run every migration that is missing, in one transaction."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
