"""Open the database named in the settings."""

from bot.settings import Settings
from data.engine import Database, open_database


def open_configured_database(settings: Settings) -> Database:
    """Create the engines without connecting yet.

    Raises:
        DatabaseUnreachableError: The URL can't be parsed, or its folder can't be created.
    """
    database = settings.database
    return open_database(
        database.url,
        connections=database.connections,
        prepared_statements=database.prepared_statements,
    )
