"""Backups: a whole copy in one file, made while Lyceum runs, and its way back."""

import asyncio
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import cast

import aiosqlite
from sqlalchemy.engine import URL

from data.engine import Database


class BackupError(Exception):
    """A copy could not be made or put back; the words say why."""


async def backup(database: Database, folder: Path, now: datetime) -> Path:
    """Write a consistent copy into a folder; return the file.

    Raises:
        BackupError: when PostgreSQL's own tool is missing or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"lyceum-{now:%Y%m%d-%H%M%S-%f}"
    if database.url.get_backend_name() == "sqlite":
        path = folder / f"{stem}.db"
        async with database.read() as connection:
            # The driver's own connection: SQLAlchemy's begins a transaction, which VACUUM refuses.
            raw = await connection.get_raw_connection()
            driver = cast("aiosqlite.Connection", raw.driver_connection)
            async with driver.execute("VACUUM INTO ?", (str(path),)):
                pass
        return path
    path = folder / f"{stem}.dump"
    await _postgres("pg_dump", database.url, "--format=custom", f"--file={path}")
    return path


async def restore(url: URL, file: Path, now: datetime) -> Path | None:
    """Put a copy back while Lyceum does not run; return where the old SQLite file was kept.

    Raises:
        BackupError: when the file is no backup of this kind of database.
    """
    if not file.is_file():
        raise BackupError(f"{file}: no such file")
    if url.get_backend_name() != "sqlite":
        await _postgres("pg_restore", url, "--clean", "--if-exists", "--exit-on-error", str(file))
        return None
    with file.open("rb") as opened:
        if not opened.read(16).startswith(b"SQLite format 3"):
            raise BackupError(f"{file}: not a SQLite backup")
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = None
    if target.exists():
        kept = target.with_name(f"{target.stem}-before-restore-{now:%Y%m%d-%H%M%S}{target.suffix}")
        # The write-ahead log belongs to the old file and must not be read into the new one.
        for ending in ("", "-wal", "-shm"):
            part = target.with_name(target.name + ending)
            if part.exists():
                part.rename(kept.with_name(kept.name + ending))
    partial = target.with_name(target.name + ".partial")
    shutil.copyfile(file, partial)
    partial.replace(target)
    return kept


def prune(folder: Path, keep: int) -> None:
    """Delete all but the newest backups; their names sort by time."""
    for path in sorted(folder.glob("lyceum-*"))[:-keep]:
        path.unlink()


async def _postgres(tool: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's tools; the password travels in the environment, not in the words."""
    if shutil.which(tool) is None:
        raise BackupError(f"{tool} is not installed (Debian: apt-get install postgresql-client)")
    given = {
        "dbname": url.database,
        "username": url.username,
        "host": url.host or url.query.get("host"),
        "port": url.port,
    }
    words = [f"--{name}={value}" for name, value in given.items() if value]
    process = await asyncio.create_subprocess_exec(
        tool,
        *words,
        *arguments,
        env={**os.environ, "PGPASSWORD": url.password or ""},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    if process.returncode != 0:
        raise BackupError(f"{tool}: {errors.decode(errors='replace').strip()[:500]}")
