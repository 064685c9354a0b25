"""Measure twenty downloads of 300 MiB at once, and recommendations beside them.

The server runs in this process, on a folder of this machine. The readers are a process of their
own, over loopback, so that neither their memory nor their hashing counts here. One of the downloads
is cut off in the middle and resumed. Measured are the process's memory and CPU time, the event
loop's delay, and the time of a recommendation before the downloads and beside them: at the default
limit of all downloads together, and without one, where loopback is faster than any real line.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

import pytest

from bot.clock import SystemClock
from bot.files.downloads import DownloadRoutes
from bot.files.rate_limit import RateLimit
from bot.files.service import FileService
from bot.files.store import FileStore
from bot.i18n import Translations
from bot.loop_watch import LoopWatch
from bot.metrics import Metrics
from bot.payments.stripe.webhook_signature import StripeEvent
from bot.settings import LibrarySettings
from bot.web.server import WebServer
from data import contents
from data.contents import NewContent
from data.engine import Database
from tests.bench.memory import peak, reset_peak
from tests.bench.table import show
from tests.flow.recommend.community import Community

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

MIB = 1024 * 1024
SIZE, AT_ONCE = 300 * MIB, 20
ANSWERS, PAUSE = 1_000, 0.005  # recommendations alone; seconds between two
MAX_GROWTH, MAX_DELAY = 20.0, 1.0  # MiB, seconds

READERS = """
import asyncio, hashlib, json, sys, aiohttp

async def read(http, url, cut):
    hashed, count = hashlib.sha256(), 0
    async with http.get(url) as answer:
        async for chunk in answer.content.iter_chunked(1 << 18):
            hashed.update(chunk)
            count += len(chunk)
            if cut and count > 100_000_000:
                answer.close()
                break
    if cut:
        async with http.get(url, headers={"Range": f"bytes={count}-"}) as answer:
            assert answer.status == 206, answer.status
            async for chunk in answer.content.iter_chunked(1 << 18):
                hashed.update(chunk)
    return hashed.hexdigest()

async def main():
    urls = json.loads(sys.argv[1])
    timeout = aiohttp.ClientTimeout(total=None)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        found = await asyncio.gather(*(read(http, url, at == 0) for at, url in enumerate(urls)))
    print(json.dumps(found))

asyncio.run(main())
"""


@pytest.mark.parametrize("limit", [LibrarySettings().download_mib_per_second, 0.0])
async def test_many_large_downloads_at_once(
    database: Database, tmp_path: Path, limit: float
) -> None:
    async with _serving(database, tmp_path, limit) as (service, port):
        async with database.write() as connection:
            made = await contents.add(
                connection, NewContent(1, "tool", "Tool", 2), SystemClock().now()
            )
        file = await service.add(
            guild_id=1, content_id=made.id, actor_id=2, name="tool.bin", notes="", content=_bytes()
        )
        links = [service.link_token(file, 1_000 + each) for each in range(AT_ONCE)]
        urls = [f"http://127.0.0.1:{port}/d/{token}" for token in links]
        community = await _community(database)
        alone = await _answers(community, ANSWERS)
        watch = LoopWatch()
        watch.start()
        before, begun, computed = reset_peak(), perf_counter(), process_time()
        readers = await asyncio.create_subprocess_exec(
            sys.executable, "-c", READERS, json.dumps(urls), stdout=asyncio.subprocess.PIPE
        )
        reading = asyncio.create_task(readers.communicate())
        beside = await _answers(community, None, reading.done)
        output, _ = await reading
        seconds, growth = perf_counter() - begun, peak() - before
        computed = process_time() - computed
        watch.close()
    show(
        f"{AT_ONCE} downloads of {SIZE // MIB} MiB at once",
        ["limit", "MiB/s", "CPU", "memory grew by", "longest delay", "p99 alone", "p99 beside"],
        [
            [
                f"{limit:g} MiB/s" if limit else "none",
                f"{AT_ONCE * SIZE / MIB / seconds:.0f}",
                f"{computed / seconds:.0%}",
                f"{growth:.1f} MiB",
                f"{watch.longest * 1000:.0f} ms",
                f"{_p99(alone):.1f} ms ({len(alone)})",
                f"{_p99(beside):.1f} ms ({len(beside)})",
            ]
        ],
    )
    assert json.loads(output) == [file.sha256] * AT_ONCE
    assert growth < MAX_GROWTH
    assert watch.longest < MAX_DELAY


async def _community(database: Database) -> Community:
    """Return a server in which three hundred members have acted."""
    community = Community(database)
    for number in range(1, 201):
        community.item(number, channel=number % 20, author=900 + number % 30)
    for user in range(1, 301):
        for nth in range(10):
            community.act(user, 1 + (user * 7 + nth * nth) % 200)
    assert await community.buffer.flush()  # before the index is loaded
    assert (await community.ask(1)).picks
    return community


async def _answers(
    community: Community, count: int | None, done: Callable[[], bool] = lambda: False
) -> list[float]:
    """Ask for recommendations one after the other; return the time of each, in milliseconds."""
    times: list[float] = []
    while not done() and len(times) != count:
        begun = perf_counter()
        await community.ask(1 + len(times) % 300)
        times.append((perf_counter() - begun) * 1000)
        await asyncio.sleep(PAUSE)
    return times


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]


@asynccontextmanager
async def _serving(
    database: Database, folder: Path, limit: float
) -> AsyncGenerator[tuple[FileService, int]]:
    """Serve a library in which everything is open to everybody; yield it and the port."""

    async def is_open(_guild_id: int, _user_id: int, _content_id: int) -> bool:
        return True

    async def unexpected(event: StripeEvent) -> bool:
        raise AssertionError(event.id)

    async def ready() -> list[str]:
        return []

    service = FileService(
        database,
        SystemClock(),
        FileStore(f"file:{folder}"),
        LibrarySettings(link_minutes=60),
        secret="discord-token",
        is_open=is_open,
    )
    translations = Translations.load()
    server = WebServer(
        receive=unexpected,
        secrets=("whsec_x",),
        clock=SystemClock(),
        translations=translations,
        metrics=Metrics.new(),
        failing=ready,
        further=DownloadRoutes(service, translations, RateLimit(limit)).routes(),
    )
    port = await server.start("127.0.0.1", 0)
    try:
        yield service, port
    finally:
        await server.close()


async def _bytes() -> AsyncGenerator[bytes]:
    """Yield a file that no compression shortens."""
    for _ in range(SIZE // MIB):
        yield os.urandom(MIB)
