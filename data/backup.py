"""Back up and restore a database: one file, made while Lyceum runs.

A file gets a backup's name only once it is complete, verified and on the disk. A database is
replaced only after the copy was verified, and the replaced one is kept.
"""

import asyncio
import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import cast

import aiosqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from data.backup_postgres import dump, put_back, verify_dump
from data.engine import Database, text_of
from data.sqlite_check import BackupError, inspect

BACKUP = re.compile(r"lyceum-\d{8}-\d{6}-\d{6}\.(db|dump)")


async def backup(
    database: Database, folder: Path, now: datetime, *, before: str | None = None
) -> Path:
    """Write a consistent copy into a folder; return the file.

    Args:
        database: The database to copy.
        folder: The folder to write to; created if it is missing.
        now: The time for the file's name.
        before: The revision that a migration begins from. The name then holds it instead of a
            time, so that a start that fails repeatedly replaces its own backup and no other.

    Raises:
        BackupError: The backup failed; no file of that name is left behind.
    """
    stem = f"lyceum-{now:%Y%m%d-%H%M%S-%f}" if before is None else f"lyceum-of-{before}"
    sqlite = database.url.get_backend_name() == "sqlite"
    path = folder / f"{stem}.{'db' if sqlite else 'dump'}"
    partial = path.with_name(f"{path.name}.partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        if sqlite:
            await _copy(database, partial)
            await asyncio.to_thread(_check_pages, partial)
        else:
            await dump(database.url, partial)
            await verify_dump(partial)
        await asyncio.to_thread(_settle, partial, path)
    except (OSError, DBAPIError, sqlite3.Error) as error:
        raise BackupError(f"{path}: {text_of(error)}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return path


async def restore(url: URL, file: Path, now: datetime) -> Path:
    """Restore a copy while Lyceum is stopped; return where the old database is kept.

    Raises:
        BackupError: The file is no valid backup of this kind of database, or could not be moved
            into place. The database is as it was.
    """
    if not file.is_file():
        raise BackupError(f"{file}: no such file")
    if url.get_backend_name() != "sqlite":
        return await put_back(url, file, now)
    try:
        return await _restore_sqlite(Path(url.database or ""), file, now)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{file}: {text_of(error)}") from error


def prune(folder: Path, keep: int) -> None:
    """Delete all but the newest complete backups; their names sort by time.

    An empty file is what a full disk left behind, not a backup.
    """
    named = [path for path in sorted(folder.glob("lyceum-*")) if BACKUP.fullmatch(path.name)]
    for path in [path for path in named if path.stat().st_size][:-keep]:
        path.unlink()


async def _copy(database: Database, path: Path) -> None:
    async with database.read() as connection:
        # The driver's own connection: SQLAlchemy's begins a transaction, which VACUUM refuses.
        raw = await connection.get_raw_connection()
        driver = cast("aiosqlite.Connection", raw.driver_connection)
        async with driver.execute("VACUUM INTO ?", (str(path),)):
            pass


def _check_pages(path: Path) -> None:
    """Read every page of a SQLite file to verify it."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{path}: {found}")


def _settle(partial: Path, path: Path) -> None:
    """Rename a finished file, after flushing it and its folder to the disk."""
    _flush(partial)
    partial.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


async def _restore_sqlite(target: Path, file: Path, now: datetime) -> Path:
    if target.exists() and file.samefile(target):
        raise BackupError(f"{file}: this is the current database itself")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    kept = target.with_name(f"{target.stem}-before-restore-{now:%Y%m%d-%H%M%S}{target.suffix}")
    try:
        await asyncio.to_thread(shutil.copyfile, file, partial)
        await inspect(partial, str(file))
        await asyncio.to_thread(_swap, target, partial, kept)
    finally:
        partial.unlink(missing_ok=True)
    return kept


def _swap(target: Path, partial: Path, kept: Path) -> None:
    """Replace a database by a copy and keep it; after a crash one is in place."""
    _flush(partial)
    if target.exists():
        try:  # what is still in the old file's log belongs to it
            with closing(sqlite3.connect(target)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # damaged: kept as it is, with its log
        for ending in ("-wal", "-shm"):
            part = target.with_name(target.name + ending)
            if part.exists():
                part.rename(kept.with_name(kept.name + ending))
        os.link(target, kept)
    partial.replace(target)
    _flush(target.parent)
