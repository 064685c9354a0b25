"""Provide a scenario on SQLite: the SQL itself is tested elsewhere, on both databases."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flow.conftest import Billing
from tests.flow.payments.lifecycle.scenario import Scenario


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "lyceum.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def scenario(billing: Billing) -> AsyncIterator[Scenario]:
    """Yield a scenario; receiving all its events again must change nothing."""
    made = Scenario(billing)
    yield made
    await made.receive_again()
