"""Fixtures: the files' services on a real database and folder, behind our web server."""

import asyncio
import io
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import ShiftedClock, SystemClock
from bot.errors import RetryLaterError
from bot.files.cleaning import StoreCleaning
from bot.files.downloads import DownloadRoutes
from bot.files.rate_limit import RateLimit
from bot.files.service import FileService
from bot.files.store import FileStore
from bot.files.uploads import PATH, UploadRoutes
from bot.i18n import Translations
from bot.metrics import Metrics
from bot.payments.stripe.webhook_signature import StripeEvent
from bot.settings import LibrarySettings
from bot.web.server import WebServer
from data import contents, notices
from data.contents import Content, NewContent
from data.engine import Database
from data.files import File
from tests.s3_server import BUCKET, empty_bucket, s3_server

GUILD, STAFF, ALICE, BOB = 10, 20, 30, 31
LIMIT_MIB = 2


async def chunks(content: bytes) -> AsyncGenerator[bytes]:
    """Yield bytes as they would come over a network."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


@dataclass(slots=True)
class Library:
    """The services, a browser, and what is open to whom: pairs of member and content.

    `staff` are those who may add files; None: Discord can't be asked.
    """

    database: Database
    clock: ShiftedClock
    store: FileStore
    service: FileService
    cleaning: StoreCleaning
    open: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    staff: set[int] | None = field(default_factory=lambda: {STAFF})
    asked: asyncio.Event = field(default_factory=asyncio.Event)  # about that right
    http: aiohttp.ClientSession = field(init=False)

    async def may_upload(self, guild_id: int, user_id: int) -> bool:
        """Return whether a member may add files now."""
        self.asked.set()
        if self.staff is None:
            raise RetryLaterError("the server is unavailable")
        return guild_id == GUILD and user_id in self.staff

    async def content(self, title: str = "Tool") -> Content:
        """FileStore a published content."""
        async with self.database.write() as connection:
            new = NewContent(GUILD, "tool", title, STAFF)
            made = await contents.add(connection, new, self.clock.now())
            await contents.publish(connection, made.id, self.clock.now())
        return made

    async def file(
        self, content: bytes, name: str = "tool.bin", *, of: Content | None = None
    ) -> File:
        """FileStore a file that is open to Alice."""
        of = of or await self.content()
        self.open.add((ALICE, of.id))
        return await self.service.add(
            guild_id=GUILD,
            content_id=of.id,
            actor_id=STAFF,
            name=name,
            notes="",
            content=chunks(content),
        )

    async def get(self, token: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Follow a download link; return status, body and headers."""
        async with self.http.get(f"/d/{token}", headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.read(), dict(answer.headers)

    async def post(self, token: str, content: bytes, name: str) -> tuple[int, str]:
        """Send the upload page's form."""
        form = aiohttp.FormData(quote_fields=False)  # as browsers do
        form.add_field("file", io.BytesIO(content), filename=name)
        async with self.http.post(f"/u/{token}", data=form) as answer:
            return answer.status, await answer.text()

    async def stored(self) -> list[str]:
        """Return the keys of all files in the store."""
        return [each.key async for each in self.store.list("files")]

    async def waiting_notices(self) -> list[notices.Notice]:
        """Return the notices that wait to be delivered."""
        async with self.database.write() as connection:
            return await notices.claim(connection, self.clock.now(), timedelta(hours=1), 100)


async def _unexpected(event: StripeEvent) -> bool:
    raise AssertionError(event.id)


async def _ready() -> list[str]:
    return []


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where the store is: a folder, or with the parameter "bucket" an S3 bucket."""
    if getattr(request, "param", "folder") == "folder":
        return f"file:{tmp_path}"
    request.getfixturevalue("bucket")
    return f"s3://{BUCKET}"


@pytest.fixture
def rate_limit(request: pytest.FixtureRequest) -> RateLimit:
    """Return the limit of all downloads: none, or the parameter in MiB a second."""
    return RateLimit(getattr(request, "param", 0.0))


@pytest.fixture
async def library(database: Database, place: str, rate_limit: RateLimit) -> AsyncIterator[Library]:
    clock, store, translations = ShiftedClock(), FileStore(place), Translations.load()
    open_to: set[tuple[int, int]] = set()

    async def is_open(guild_id: int, user_id: int, content_id: int) -> bool:
        return guild_id == GUILD and (user_id, content_id) in open_to

    service = FileService(
        database,
        clock,
        store,
        LibrarySettings(largest_upload_mib=LIMIT_MIB),
        secret="discord-token",
        is_open=is_open,
    )
    cleaning = StoreCleaning(database, clock, store)
    made = Library(database, clock, store, service, cleaning, open_to)
    server = WebServer(
        receive=_unexpected,
        secrets=("whsec_x",),
        clock=SystemClock(),
        translations=translations,
        metrics=Metrics.new(),
        failing=_ready,
        further=[
            *DownloadRoutes(service, translations, rate_limit).routes(),
            *UploadRoutes(service, translations, made.may_upload).routes(),
        ],
        streamed=[PATH],
    )
    port = await server.start("127.0.0.1", 0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        made.http = http
        yield made
    await server.close()


@pytest.fixture(scope="session")
def s3_environment() -> Iterator[dict[str, str]]:
    with s3_server() as environment:
        yield environment


@pytest.fixture
def bucket(s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> FileStore:
    empty_bucket()
    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    return FileStore(f"s3://{BUCKET}")
