"""Run a PostgreSQL server for the tests: Debian's binaries, a socket in a temporary folder."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import delete, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from data.tables import metadata

# Deleting the few rows of a test takes a quarter of the time that truncating all tables does.
_END_OTHERS = (  # left by a process that was killed
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_EMPTY = ";".join(
    [
        _END_OTHERS,
        *(str(delete(table)) for table in reversed(metadata.sorted_tables)),
        "SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences",
    ]
)


def find_binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl, or None where PostgreSQL isn't installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def postgres_server(binaries: Path) -> Generator[str]:
    """Run a server; yield a URL that ends where a database's name goes."""
    folder = Path(tempfile.mkdtemp(prefix="lyceum-pg-"))
    data = folder / "data"
    try:
        _own(folder)
        _run(binaries / "initdb", "-D", data, "-U", "lyceum", "-A", "trust", "--no-sync")
        # Tests need isolation between cases, not survival of a power cut.
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=200"
        _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+asyncpg://lyceum@/{{name}}?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> None:
    if os.geteuid() == 0:  # the server refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)


def _run(*command: str | Path) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(  # noqa: S603 fixed arguments, paths found by ourselves
        [str(word) for word in command],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
    )


class PostgresCleaner:
    """Empties the tests' database, which is far quicker than making a new one.

    Its connection is kept from test to test, because a new one first reads what tables there are:
    ten times as much work as deleting a few rows.
    """

    def __init__(self, server: str) -> None:
        self.server = server
        self._engine = create_async_engine(server.format(name="lyceum"))
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)

    def empty(self) -> None:
        """Delete all rows; make the database anew where that fails."""
        self._runner.run(self._empty())

    def close(self) -> None:
        """End the connection."""
        self._runner.run(self._engine.dispose())
        self._runner.close()

    async def _empty(self) -> None:
        try:
            async with self._engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.execute(_EMPTY)  # the driver alone takes several statements at once
                return
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await self._engine.dispose()
        await administer(self.server, "DROP DATABASE IF EXISTS lyceum WITH (FORCE)")
        await administer(self.server, "CREATE DATABASE lyceum TEMPLATE template_lyceum")


async def administer(server: str, statement: str) -> None:
    """Run a statement that needs no transaction, such as one that makes a database."""
    engine = create_async_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
