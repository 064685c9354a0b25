"""Dump and restore a whole database with PostgreSQL's tools, in one transaction."""

import asyncio
import os
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from data.migrate import known_revisions
from data.sqlite_check import BackupError

# Kinds of objects in Lyceum's schema; any other kind could change what we write.
OURS = frozenset(
    ("TABLE", "SEQUENCE", "DEFAULT", "CONSTRAINT", "FK", "INDEX", "COMMENT", "SCHEMA", "ACL")
)


async def dump(url: URL, file: Path) -> None:
    """Dump a database into a file.

    Raises:
        BackupError: The tool is missing or fails.
    """
    await _run("pg_dump", *_where(url), "--format=custom", f"--file={file}", url=url)


async def verify_dump(file: Path) -> None:
    """Check that a dump is one of Lyceum's, of a revision that this code knows.

    Raises:
        BackupError: It is not.
    """
    listed = await _run("pg_restore", "--list", str(file))
    rows = [line.split() for line in listed.splitlines() if line and not line.startswith(";")]
    odd = {row[3] for row in rows} - OURS
    if odd:
        raise BackupError(f"{file}: holds more than Lyceum's tables ({', '.join(sorted(odd))})")
    written = await _run(
        "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file)
    )
    lines = written.splitlines()
    begin = next((n for n, line in enumerate(lines) if line.startswith("COPY ")), None)
    if begin is None:
        raise BackupError(f"{file}: not a dump of Lyceum's")
    if lines[begin + 1] not in known_revisions():
        raise BackupError(f"{file}: made by newer code than this (revision {lines[begin + 1]})")


async def put_back(url: URL, file: Path, now: datetime) -> Path:
    """Replace a database's contents by a dump; return a dump of what was replaced.

    Raises:
        BackupError: The file is no valid dump; the database is as it was.
    """
    await verify_dump(file)
    kept = file.with_name(f"before-restore-{now:%Y%m%d-%H%M%S}.dump")
    await dump(url, kept)
    words = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner")
    await _run("pg_restore", *_where(url), *words, str(file), url=url)
    return kept


def _where(url: URL) -> list[str]:
    given = {
        "dbname": url.database,
        "username": url.username,
        "host": url.host or url.query.get("host"),
        "port": url.port,
    }
    return [f"--{name}={value}" for name, value in given.items() if value]


async def _run(tool: str, *arguments: str, url: URL | None = None) -> str:
    """Run one of PostgreSQL's tools, with the password in the environment."""
    if shutil.which(tool) is None:
        raise BackupError(f"{tool} is not installed (Debian: apt-get install postgresql-client)")
    secret = {} if url is None else {"PGPASSWORD": url.password or ""}
    if url is not None and isinstance(mode := url.query.get("ssl"), str):
        secret["PGSSLMODE"] = mode
    process = await asyncio.create_subprocess_exec(
        tool,
        *arguments,
        env={**os.environ, **secret},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    written, errors = await process.communicate()
    if process.returncode != 0:
        raise BackupError(f"{tool}: {errors.decode(errors='replace').strip()[:500]}")
    return written.decode(errors="replace")
