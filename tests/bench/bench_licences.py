"""Measure 10,000 hostile requests about licences: statuses, memory, and an honest program's waits.

The server runs in this process, the senders in one of their own. Each request comes from one of
many addresses, and half of them from that of the honest program, which asks all the time. The first
round fills what is remembered of addresses, which is bounded; the second one shows what is left.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from bot.clock import SystemClock
from bot.licences.keys import derive
from bot.licences.offline_token import OfflineSigner
from bot.licences.routes import LicenceRoutes
from bot.licences.service import LicenceService, Standing
from data import contents
from data.contents import NewContent
from data.engine import Database
from tests.bench.memory import peak, reset_peak
from tests.bench.table import show
from tests.bench.web import serving

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

REQUESTS, AT_ONCE = 10_000, 50
MAX_GROWTH = 5.0  # MiB that are kept after the second round

SENDERS = """
import asyncio, collections, json, random, sys, time, aiohttp

URL, KEY, COUNT, AT_ONCE, SEED = json.loads(sys.argv[1])
chance, statuses, waits, refused = random.Random(SEED), collections.Counter(), [], 0
HONEST = "198.51.100.1"

def body():
    match chance.randrange(8):
        case 0: return b"x" * 4_000_000
        case 1: return b"[" * chance.randrange(1, 100_000)
        case 2: return json.dumps({"key": chance.choice([1, None, [], {}, 1e308]), "device": {}})
        case 3: return bytes(chance.randrange(256) for _ in range(200))
        case 4: return b'{"key": "\\\\u0000\\\\ud800", "device": "x"}'
        case 5: return json.dumps({"key": "k" * chance.randrange(99, 5000), "device": "d" * 300})
        case _: return json.dumps({"key": f"LYC-{chance.getrandbits(100)}", "device": "x"})

async def hostile(http, gate):
    async with gate:
        address = f"203.0.{chance.randrange(256)}.{chance.randrange(256)}"
        headers = {"X-Forwarded-For": chance.choice([HONEST, address])}
        path = chance.choice(["activate", "validate", "deactivate", "key"])
        try:
            async with http.post(f"{URL}/licence/{path}", data=body(), headers=headers) as response:
                await response.read()
                statuses[response.status] += 1
        except aiohttp.ClientError:
            statuses["cut off"] += 1

async def honest(http):
    global refused
    asked = {"json": {"key": KEY, "device": "d"}, "headers": {"X-Forwarded-For": HONEST}}
    while True:
        begun = time.perf_counter()
        async with http.post(f"{URL}/licence/validate", **asked) as response:
            refused += not (await response.json())["valid"]
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(1.1)

async def main():
    gate = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        program = asyncio.create_task(honest(http))
        await asyncio.gather(*(hostile(http, gate) for _ in range(COUNT)))
        program.cancel()
    print(json.dumps([statuses, waits, refused]))

asyncio.run(main())
"""


async def test_hostile_requests(database: Database) -> None:
    rows: list[list[str]] = []
    async with _serving(database) as (url, key):
        for number in (1, 2):
            before, begun = reset_peak(), perf_counter()
            statuses, waits, refused = await _send(url, key, number)
            seconds, above = perf_counter() - begun, peak() - before
            growth, asked = reset_peak() - before, len(waits)
            rows.append(
                [
                    f"round {number}",
                    f"{REQUESTS / seconds:.0f}",
                    json.dumps(dict(sorted(statuses.items()))),
                    f"{above:.1f} MiB",
                    f"{growth:.1f} MiB",
                    f"{asked - refused} of {asked}",
                    f"{max(waits) * 1000:.0f} ms",
                ]
            )
            assert not [status for status in statuses if status.startswith("5")]
    header = ["", "requests/s", "statuses", "memory at most", "kept", "honest answered", "longest"]
    show(f"{REQUESTS} hostile requests, {AT_ONCE} at once", header, rows)
    assert growth < MAX_GROWTH


async def _send(url: str, key: str, seed: int) -> tuple[dict[str, int], list[float], int]:
    given = json.dumps([url, key, REQUESTS, AT_ONCE, seed])
    senders = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SENDERS, given, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await senders.communicate()
    statuses, waits, refused = json.loads(output)
    return statuses, waits, refused


@asynccontextmanager
async def _serving(database: Database) -> AsyncGenerator[tuple[str, str]]:
    """Serve licences; yield the address and the key of the honest program."""

    async def standing(_guild_id: int, _user_id: int, _content_id: int) -> Standing:
        return "open"

    async with database.write() as connection:
        new = NewContent(1, "tool", "Tool", 2)
        tool = await contents.add(connection, new, SystemClock().now())
    signer = OfflineSigner(derive("secret", "offline"))
    service = LicenceService(database, SystemClock(), "secret", signer, standing)
    key = (await service.show(1, 3, tool.id)).key or ""
    found = await service.find(key)
    assert found is not None
    assert (await service.activate(found, "d")).valid
    async with serving(LicenceRoutes(service).routes()) as address:
        yield address, key
