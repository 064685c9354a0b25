"""Provide a sandbox on SQLite, or on each database in turn."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.sandbox import Sandbox, built_server


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a developer's own environment out of the tests."""
    for name in os.environ:
        if name.startswith(("BOT__", "DISCORD_", "STRIPE_")):
            monkeypatch.delenv(name)


@pytest.fixture
async def sandbox(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path
) -> AsyncIterator[Sandbox]:
    """Yield a sandbox on SQLite, migrated."""
    shutil.copy(sqlite_template, tmp_path / "lyceum.db")
    url = f"sqlite+aiosqlite:///{tmp_path}/lyceum.db"
    async with built_server(tmp_path, url, _max_loop_delay(request)) as sandbox:
        yield sandbox


@pytest.fixture
async def both_servers(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str
) -> AsyncIterator[Sandbox]:
    """Yield a sandbox on SQLite, then one on PostgreSQL: the test runs once on each."""
    async with built_server(tmp_path, database_url, _max_loop_delay(request)) as sandbox:
        yield sandbox


def _max_loop_delay(request: pytest.FixtureRequest) -> float:
    """Return for how many seconds the event loop may be blocked; 0: not checked."""
    return float(request.config.getoption("--longest-delay") or 0)
