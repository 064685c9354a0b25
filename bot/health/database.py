"""Check that the database can be opened and has the schema that this code needs."""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.health.finding import Finding, FindingFactory
from data import guild_settings, inbox, plans
from data.engine import Database, DatabaseUnreachableError, missing_file, open_database
from data.guild_settings import ChangedSetting
from data.migrate import current_revision, known_revisions, newest_revision
from data.plans import Plan

DATABASE, SCHEMA = "database", "schema"
TIMEOUT_SECONDS = 10.0
MODE = "mode"
RECENT = timedelta(days=7)
LIVING = ("active", "retired")  # a retired plan's holders keep their role


@dataclass(frozen=True, slots=True)
class StoredSetup:
    """What the database says about the setup.

    Attributes:
        plans: The plans whose roles matter.
        changed: The settings that servers changed over the file.
    """

    plans: Sequence[Plan] = ()
    changed: Sequence[ChangedSetting] = ()


async def check_database(
    url: str, report: FindingFactory
) -> tuple[list[Finding], StoredSetup | None]:
    """Check the database.

    Returns:
        The findings, and what it says about the setup; None if it can't be read.
    """
    try:
        if absent := missing_file(url):  # opening it would create it
            return [_absent(absent, report)], StoredSetup()
        async with asyncio.timeout(TIMEOUT_SECONDS), _opened(url) as database:
            return await _look(database, report)
    except TimeoutError:
        late = report.failed(DATABASE, "doctor-database-silent", seconds=TIMEOUT_SECONDS)
        return [late, *report.skipped([SCHEMA], "doctor-no-database")], None
    except DatabaseUnreachableError as error:
        shut = report.failed(DATABASE, "doctor-database-unreachable", error=str(error))
        return [shut, *report.skipped([SCHEMA], "doctor-no-database")], None


@asynccontextmanager
async def _opened(url: str) -> AsyncGenerator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def _look(
    database: Database, report: FindingFactory
) -> tuple[list[Finding], StoredSetup | None]:
    await database.check()
    kind = database.url.get_backend_name()
    reachable = report.ok(DATABASE, "doctor-database", kind=kind)
    current, newest = await current_revision(database), newest_revision()
    if current is None:
        return [reachable, report.ok(SCHEMA, "doctor-schema-none")], StoredSetup()
    if current not in known_revisions():
        return [reachable, report.failed(SCHEMA, "doctor-schema-newer", found=current)], None
    if current != newest:
        other = report.failed(SCHEMA, "doctor-schema-other", found=current, wanted=newest)
        return [reachable, other], None
    async with database.read() as reading:
        living = await plans.in_states(reading, LIVING)
        changed = await guild_settings.every(reading)
        strange = await inbox.of_other_mode(reading, datetime.now(UTC) - RECENT)
    found = [reachable, report.ok(SCHEMA, "doctor-schema", found=current)]
    if strange:
        days = RECENT.days
        found.append(report.failed(MODE, "doctor-other-mode", count=strange, days=days))
    return found, StoredSetup(living, changed)


def _absent(file: Path, report: FindingFactory) -> Finding:
    nearest = next(parent for parent in file.absolute().parents if parent.exists())
    if not os.access(nearest, os.W_OK):
        unwritable = {"file": str(file), "folder": str(nearest)}
        return report.failed(DATABASE, "doctor-database-unwritable", **unwritable)
    return report.ok(DATABASE, "doctor-database-absent", file=str(file))
