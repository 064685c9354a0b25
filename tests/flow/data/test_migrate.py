from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from data.engine import Database
from data.migrate import current_revision, newest_revision, upgrade
from data.tables import metadata


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_the_migrations_build_exactly_the_tables_that_the_code_names(
    database: Database,
) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_migrated_database_is_at_the_newest_revision_and_stays_there(
    database: Database,
) -> None:
    await upgrade(database)
    assert await current_revision(database) == newest_revision()
