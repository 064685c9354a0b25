"""Fixtures: a folder to publish, and the service over the catalogue and a store."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.catalogue.service import CatalogueService
from bot.files.store import FileStore
from bot.publishing.comparison import Change
from bot.publishing.folder import read_folder
from bot.publishing.service import PublishingService, RefusedOffer
from data import contents
from data.contents import Content
from tests.flow.conftest import GUILD, STAFF, Billing

COURSE = {
    "rust/course.md": (
        "---\ntitle: Rust\nsummary: From zero\nprice: 19.90 EUR\nsequential: true\n---\n"
    ),
    "rust/01-start/01-install.md": (
        "---\ntitle: Install\npreview: true\n---\n![It](it.png)\n\nText.\n"
    ),
    "rust/01-start/it.png": "\x89PNG",
    "rust/01-start/02-first.md": (
        "---\ntitle: First\ndrip: 3 days\nquiz: first.quiz.md\n---\n# Now\n"
    ),
    "rust/01-start/first.quiz.md": "## Is it fast?\n\n- [x] Yes\n- [ ] No\n",
    "essay.md": "---\ntitle: Essay\nplans: Pro\nprerequisites: rust\n---\nWords.\n",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Press:
    """What publishes a folder, and what is published."""

    billing: Billing
    folder: Path
    store: FileStore
    catalogue: CatalogueService
    service: PublishingService

    async def compare(self, *, retire: bool = False) -> list[Change]:
        """Return what publishing the folder would do."""
        return await self.service.compare(GUILD, read_folder(self.folder), retire=retire)

    async def publish(self, *, retire: bool = False) -> list[RefusedOffer]:
        """Publish the folder."""
        return await self.service.apply(GUILD, STAFF, await self.compare(retire=retire))

    async def actions(self) -> dict[str, str]:
        """Map each path to what publishing would do."""
        return {each.path: each.action for each in await self.compare()}

    async def contents(self) -> dict[str, Content]:
        """Map each path to its content."""
        async with self.billing.database.read() as connection:
            return await contents.of_paths(connection, GUILD)


@pytest.fixture
def press(billing: Billing, tmp_path: Path) -> Press:
    folder = tmp_path / "folder"
    write(folder, COURSE)
    store = FileStore(f"file:{tmp_path / 'library'}")
    catalogue = CatalogueService(billing.database, billing.plans, billing.clock)
    service = PublishingService(billing.database, store, catalogue, billing.clock)
    return Press(billing, folder, store, catalogue, service)
