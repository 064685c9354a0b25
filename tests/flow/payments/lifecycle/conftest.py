"""Stories of memberships on the till, on SQLite: the SQL is proven elsewhere, on both databases."""

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
async def story(billing: Billing) -> AsyncIterator[Scenario]:
    """A story to tell; whatever it was, hearing all of it again must change nothing."""
    told = Scenario(billing)
    yield told
    await told.hear_again()
