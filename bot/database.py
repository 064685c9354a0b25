"""Opens the database as the settings say."""

from bot.settings import Settings
from data.engine import Database, open_database


def open_configured_database(settings: Settings) -> Database:
    """Make the engines; nothing is connected yet.

    Raises:
        DatabaseUnreachableError: when the URL can't be read, or its folder can't be made.
    """
    database = settings.database
    return open_database(
        database.url,
        connections=database.connections,
        prepared_statements=database.prepared_statements,
    )
