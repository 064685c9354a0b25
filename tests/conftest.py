"""Provide a migrated database of each kind, new for every test."""

import asyncio
import fcntl
import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import hypothesis
import pytest

from bot import log
from bot.settings import Settings
from data.engine import Database, open_database
from data.migrate import upgrade
from tests import compiled_statements
from tests.postgres import PostgresCleaner, administer, find_binaries, postgres_server
from tests.query_plans import PlanGuard

# A busy machine is no fault of a rule, hence no deadline.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.register_profile("usual", deadline=None, max_examples=30)
hypothesis.settings.register_profile("fast", deadline=None, max_examples=5)  # .ci/check
hypothesis.settings.load_profile("usual")


PLANS = PlanGuard()
MEMORY = Path("/dev/shm")  # noqa: S108 Linux's folder in memory; files get names of their own
GARBAGE = (20_000, 10, 10)  # new objects between two looks at them; Python's own is 700
MEMORY_BYTES = 1 << 30  # free ones that it takes: far more than what is in use at any time


def pytest_configure() -> None:
    """Keep the tests' files in memory, where a commit waits for no disk, and compiled code."""
    # Images of containers forbid it, and then dozens of processes compile all of it again.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    gc.disable()
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen to every engine of this process."""
    compiled_statements.share()
    watching = ExitStack()
    watching.enter_context(PLANS.watching())
    session.config.add_cleanup(watching.close)


def pytest_collection_finish() -> None:
    """Look for garbage from here on: a million objects of modules and tests are none."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to one worker what compiles; it takes seconds, and minutes on a busy machine."""
    for item in items:
        if item.get_closest_marker("compiled"):
            item.add_marker(pytest.mark.xdist_group("compiled"))
            item.add_marker(pytest.mark.timeout(600))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the long chaos runs; without them only the short one runs."""
    group = parser.getgroup("chaos")
    group.addoption("--chaos-members", type=int, default=0, help="residents of a long chaos run")
    group.addoption(
        "--chaos-acts", default="", help="acts beside the ordinary: all, or names with commas"
    )
    group.addoption("--chaos-seed", type=int, default=1, help="what decides its lives and faults")
    crowds = parser.getgroup("crowds")
    crowds.addoption("--downtime-members", type=int, default=0, help="who pay while we are away")
    crowds.addoption("--brake-holders", type=int, default=0, help="who have a role; 40 % lose it")
    watch = parser.getgroup("loop")
    watch.addoption(
        "--longest-delay", type=float, default=0, help="seconds that the loop may block in e2e"
    )
    talk = parser.getgroup("talk")
    storage = parser.getgroup("storage")
    storage.addoption("--storage-webhooks", type=int, default=0, help="sent at a time, in trouble")
    talk.addoption("--talk-acts", type=int, default=300, help="acts around a kill of the bot")
    talk.addoption("--talk-seed", type=int, default=1, help="what decides who does what")


@pytest.fixture(autouse=True)
def _plans() -> Iterator[None]:
    """Fail a test in which a statement ran whose cost grows with the server."""
    yield
    assert PLANS.take() == []


@pytest.fixture(scope="session", autouse=True)
def _logging() -> None:
    """Log as in production: without this, each expected failure draws its whole stack in colour."""
    log.configure(Settings(_env_file=None))  # pyright: ignore[reportCallIssue] pydantic's own option


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated file; the first worker that needs it makes it for all."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    path = folder / "empty.db"
    with (folder / "empty.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            made = folder / "unfinished.db"
            made.unlink(missing_ok=True)
            asyncio.run(_migrate(f"sqlite+aiosqlite:///{made}"))
            made.rename(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    with postgres_server(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    asyncio.run(administer(postgres, "CREATE DATABASE template_lyceum"))
    asyncio.run(_migrate(postgres.format(name="template_lyceum")))
    return postgres


@pytest.fixture(scope="session")
def postgres_cleaner(postgres_template: str) -> Iterator[PostgresCleaner]:
    with closing(PostgresCleaner(postgres_template)) as cleaner:
        yield cleaner


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, migrated database: each test that asks runs once on each kind."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "lyceum.db"
        shutil.copy(template, path)
        return f"sqlite+aiosqlite:///{path}"
    cleaner: PostgresCleaner = request.getfixturevalue("postgres_cleaner")
    cleaner.empty()
    return cleaner.server.format(name="lyceum")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database of each kind."""
    database = open_database(database_url)
    yield database
    await database.close()


async def _migrate(url: str) -> None:
    database = open_database(url)
    await upgrade(database)
    await database.close()
