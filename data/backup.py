"""Backups: a whole copy in one file, made while Lyceum runs, and its way back.

A file bears the name of a backup only once it is complete, verified and on the disk. Nothing is
put in the place of a database before the copy was found sound, and what was there is kept.
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
from data.engine import Database, words_of
from data.sqlite_check import BackupError, inspect

BACKUP = re.compile(r"lyceum-\d{8}-\d{6}-\d{6}\.(db|dump)")


async def backup(
    database: Database, folder: Path, now: datetime, *, before: str | None = None
) -> Path:
    """Write a consistent copy into a folder; return the file.

    Args:
        database: What to copy.
        folder: Where to; made where it is missing.
        now: Names the file.
        before: The revision that a migration begins from. The file then bears its name instead of
            a time, so that a start that fails again and again replaces its own backup and no other.

    Raises:
        BackupError: it could not be made; then no file of that name is left behind.
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
        raise BackupError(f"{path}: {words_of(error)}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return path


async def restore(url: URL, file: Path, now: datetime) -> Path:
    """Put a copy back while Lyceum does not run; return where what was there is kept.

    Raises:
        BackupError: the file is no sound backup of this kind of database, or could not be put in
            place. The database is as it was.
    """
    if not file.is_file():
        raise BackupError(f"{file}: no such file")
    if url.get_backend_name() != "sqlite":
        return await put_back(url, file, now)
    try:
        return await _restore_sqlite(Path(url.database or ""), file, now)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{file}: {words_of(error)}") from error


def prune(folder: Path, keep: int) -> None:
    """Delete all but the newest complete backups; their names sort by time.

    An empty file is what a full disk once left behind, and no backup.
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
    """Read every page of a SQLite file back."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise BackupError(f"{path}: {found}")


def _settle(partial: Path, path: Path) -> None:
    """Give a finished file its name, both on the disk for good."""
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
    """Put a copy in the place of a database, which is kept; a crash leaves one or the other."""
    _flush(partial)
    if target.exists():
        try:  # what is still in the log of the old file belongs into it
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
