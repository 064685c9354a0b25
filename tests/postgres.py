"""A PostgreSQL server of our own for one test run: Debian's binaries, a socket in a temp folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


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
