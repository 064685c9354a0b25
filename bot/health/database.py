"""Can the database be opened, and is its schema the one that this code needs?"""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.health.finding import Finding, skipped
from data import plans
from data.engine import Database, DatabaseUnreachableError, missing_file, open_database
from data.migrate import current_revision, newest_revision
from data.plans import Plan

LABEL = "Database"
SCHEMA = "Database schema"
TIMEOUT_SECONDS = 10.0
LIVING = ("active", "retired")  # a retired plan's holders keep their role


async def check_database(url: str) -> tuple[list[Finding], list[Plan] | None]:
    """Look at the database.

    Returns:
        The findings, and the plans whose roles matter; None where they can't be read.
    """
    try:
        if absent := missing_file(url):  # opening it would make it
            return [_absent(absent)], []
        async with asyncio.timeout(TIMEOUT_SECONDS), _opened(url) as database:
            return await _look(database)
    except (DatabaseUnreachableError, TimeoutError) as error:
        words = str(error) or f"no answer within {TIMEOUT_SECONDS:g} seconds"
        return [_unreachable(words), *skipped([SCHEMA], "the database can't be opened")], None


@asynccontextmanager
async def _opened(url: str) -> AsyncGenerator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def _look(database: Database) -> tuple[list[Finding], list[Plan] | None]:
    await database.check()
    reachable = Finding(LABEL, ok=True, detail=f"{database.url.get_backend_name()}, reachable")
    current, newest = await current_revision(database), newest_revision()
    if current is None:
        empty = Finding(SCHEMA, ok=True, detail="none yet; the first run makes it")
        return [reachable, empty], []
    if current != newest:
        other = Finding(
            SCHEMA,
            ok=False,
            detail=f"at {current}, but this code needs {newest}",
            fix="Run python bot.py migrate; if it refuses, the code is older than the database.",
        )
        return [reachable, other], None
    async with database.read() as reading:
        living = await plans.in_states(reading, LIVING)
    return [reachable, Finding(SCHEMA, ok=True, detail=f"up to date ({newest})")], living


def _absent(file: Path) -> Finding:
    nearest = next(parent for parent in file.absolute().parents if parent.exists())
    if not os.access(nearest, os.W_OK):
        fix = "Let the user who runs the bot write there, or set [database] url elsewhere."
        return Finding(LABEL, ok=False, detail=f"{file} can't be made in {nearest}", fix=fix)
    return Finding(LABEL, ok=True, detail=f"{file} is not there yet; the first run makes it")


def _unreachable(words: str) -> Finding:
    fix = "Check [database] url in settings.toml, and that the server runs and lets us in."
    return Finding(LABEL, ok=False, detail=words, fix=fix)
