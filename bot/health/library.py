"""Check that the store has the files that the database names."""

import asyncio

from bot.files.cleaning import find_damage
from bot.files.store import FileStore, StoreUnavailableError
from bot.health.finding import Finding, FindingFactory
from bot.settings import Settings
from data import files
from data.engine import DatabaseUnreachableError, missing_file, open_database

LIBRARY = "library"
SAMPLE = 50  # the newest files; a whole library would take hours
HASHED_BYTES = 256 * 1024 * 1024
SECONDS = 30


async def check_library(settings: Settings, report: FindingFactory) -> list[Finding]:
    """Compare the newest files with the store: all by size, some by hash."""
    url = settings.database.url
    if missing_file(url):  # opening it would create it
        return []
    database = open_database(url)
    try:
        async with asyncio.timeout(SECONDS), database.read() as connection:
            newest = await files.newest(connection, SAMPLE)
        async with asyncio.timeout(SECONDS):
            store = FileStore(settings.library.store)
            damaged = await find_damage(store, newest, max_bytes=HASHED_BYTES)
    except (TimeoutError, StoreUnavailableError) as error:
        return [report.failed(LIBRARY, "doctor-library-silent", error=type(error).__name__)]
    except DatabaseUnreachableError:
        return report.skipped([LIBRARY], "doctor-no-database")
    finally:
        await database.close()
    if damaged:
        names = ", ".join(f"{each.file.name} ({each.file.version})" for each in damaged[:5])
        return [report.failed(LIBRARY, "doctor-library-damaged", count=len(damaged), files=names)]
    return [report.ok(LIBRARY, "doctor-library", count=len(newest))]
