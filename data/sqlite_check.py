"""Check that a SQLite file is an undamaged Lyceum database of a known revision."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from data.engine import open_database
from data.migrate import known_revisions, upgrade


class BackupError(Exception):
    """A backup or restore failed; the message says why."""


async def inspect(path: Path, name: str) -> None:
    """Check a file that is to become the database. `name` is for messages.

    Raises:
        BackupError: It is damaged, of another program or of newer code, or holds more than tables:
            a trigger would change what we write.
    """
    revision, found = await asyncio.to_thread(_read, path, name)
    if revision not in known_revisions():
        raise BackupError(f"{name}: made by a newer version of Lyceum (revision {revision})")
    wanted = await _schema(revision)
    added = {each for each in found - wanted if not each.startswith("index ")}  # harmless
    if added or wanted - found:
        odd = ", ".join(sorted(added | (wanted - found))[:3])
        raise BackupError(f"{name}: doesn't match Lyceum's schema at revision {revision} ({odd})")


def _read(path: Path, name: str) -> tuple[str, frozenset[str]]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            trouble = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if trouble != "ok":
                raise BackupError(f"{name}: damaged ({trouble})")
            found = _objects(connection)
            if "table alembic_version" not in found:
                raise BackupError(f"{name}: not a Lyceum database")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{name}: not a valid SQLite database ({error})") from error
    if row is None:
        raise BackupError(f"{name}: not a Lyceum database")
    return str(row[0]), found


async def _schema(revision: str) -> frozenset[str]:
    """Return the schema objects of a fresh database at a revision."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        database = open_database(f"sqlite+aiosqlite:///{file}")
        try:
            await upgrade(database, revision)
        finally:
            await database.close()
        with closing(sqlite3.connect(file)) as connection:
            return _objects(connection)


def _objects(connection: sqlite3.Connection) -> frozenset[str]:
    """Return kind and name of everything in a schema, except SQLite's own additions."""
    rows = connection.execute("SELECT type, name FROM sqlite_master")
    return frozenset(f"{kind} {name}" for kind, name in rows if not name.startswith("sqlite_"))
