"""Test a process whose database is killed, deleted, read-only, full, locked or damaged.

Short here: a full disk, and a log put aside. All of them, with more webhooks at a time:
`pytest tests/e2e/data/test_storage_errors.py -n 0 --storage-webhooks 20 --timeout 600`
"""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from bot.payments.stripe.event_targets import USED_EVENTS
from data.engine import open_database
from data.tables import inbox
from tests.e2e.bot_process import BotProcess
from tests.e2e.polling import eventually
from tests.e2e.sandbox import SECRET, Sandbox, built_server
from tests.stripe_events import an_event, signed

FEW = 5
TIMEOUT_SECONDS = 15  # seconds; Stripe waits for an answer no longer than it must
DISK = 16 << 20  # bytes
JSON = {"BOT__LOG__FORMAT": "json"}
PADDING = "x" * 20_000  # so that a few webhooks need more than what a log has left
MAX_LOG_BYTES = 6_000  # bytes for one trouble, however many webhooks meet it


@dataclass
class Deliveries:
    """Webhooks as Stripe sends them: again and again, until they are acknowledged."""

    sandbox: Sandbox
    open: dict[str, bytes] = field(default_factory=dict[str, bytes])
    acknowledged: set[str] = field(default_factory=set[str])

    async def deliver(self, new: int) -> list[int]:
        """Send some new webhooks while others are open; return the responses' statuses."""
        for _ in range(new):
            raw = an_event("customer.subscription.updated", padding=PADDING)
            self.open[json.loads(raw)["id"]] = raw
        waiting = dict(self.open)
        statuses = await asyncio.gather(*(self._send(raw) for raw in waiting.values()))
        for event_id, status in zip(waiting, statuses, strict=True):
            if status == 200:
                self.acknowledged.add(event_id)
                del self.open[event_id]
        return list(statuses)

    async def _send(self, raw: bytes) -> int:
        """Return the status; 0 where there is no answer."""
        address = f"{self.sandbox.public_url}/stripe/webhook"
        headers = {"Stripe-Signature": signed(raw, SECRET)}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT_SECONDS)) as http,
                http.post(address, data=raw, headers=headers) as answer,
            ):
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def missing(self) -> set[str]:
        """Return what was acknowledged and is not stored."""
        return self.acknowledged - await stored(self.sandbox)


async def stored(sandbox: Sandbox) -> set[str]:
    """Return the ids of all events that are stored."""
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        found = set((await connection.scalars(select(inbox.c.external_id))).all())
    await database.close()
    return found


@contextmanager
def deleted(*files: Path) -> Generator[None]:
    """Move files away, as a person or a script that tidies up would."""
    for file in files:
        file.rename(file.with_name(f"aside-{file.name}"))
    yield
    for file in files:
        file.with_name(f"aside-{file.name}").rename(file)


@contextmanager
def full(path: Path) -> Generator[None]:
    """Fill the disk to its last byte."""
    ballast = path.with_name("ballast")
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    yield
    ballast.unlink()


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Hold the database as a tool does that somebody left open in the middle of a change."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


def damage(path: Path) -> None:
    """Write over every page but the first."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))


@dataclass(frozen=True, slots=True)
class Disk:
    """A small disk, and a sandbox whose database is on it."""

    sandbox: Sandbox
    image: Path
    folder: Path

    def fail(self) -> None:
        """Make it read-only, as Linux does after an error of the disk."""
        _system("mount", "-o", "remount,abort", str(self.folder))

    def repair(self) -> None:
        """Check and mount it again; nothing may have it open."""
        _system("umount", str(self.folder))
        _system("e2fsck", "-p", str(self.image), fine=(0, 1))
        _system("mount", "-o", "loop", str(self.image), str(self.folder))


@pytest.fixture
async def disk(tmp_path: Path, sqlite_template: Path) -> AsyncGenerator[Disk]:
    """A sandbox whose database is on a disk that can be filled and broken."""
    if os.geteuid():
        pytest.skip("only root can mount a disk")
    folder, image = tmp_path / "disk", tmp_path / "image"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(DISK)
    try:
        _system("mkfs.ext4", "-q", "-m", "0", str(image))
        _system("mount", "-o", "loop", str(image), str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    try:
        shutil.copy(sqlite_template, folder / "lyceum.db")
        os.sync()  # what a disk loses when it fails is what nobody had waited for
        async with built_server(tmp_path, f"sqlite+aiosqlite:///{folder}/lyceum.db") as sandbox:
            yield Disk(sandbox, image, folder)
    finally:
        _system("umount", "-l", str(folder))


def _system(*words: str, fine: tuple[int, ...] = (0,)) -> None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    found = shutil.which(words[0], path=path) or words[0]
    ended = subprocess.run([found, *words[1:]], check=False, capture_output=True)  # noqa: S603 fixed
    if ended.returncode not in fine:
        raise subprocess.CalledProcessError(ended.returncode, words, stderr=ended.stderr)


async def test_what_was_acknowledged_before_a_kill_is_stored(sandbox: Sandbox, long: int) -> None:
    stripe = Deliveries(sandbox)
    async with sandbox.process() as process:
        await stripe.deliver(long)
        flood = asyncio.create_task(stripe.deliver(long * 10))
        await eventually(lambda: len(stripe.acknowledged) > long, "nothing of the flood arrived")
        process.kill()
        await flood
    assert await stripe.missing() == set()
    async with sandbox.process():
        assert set(await stripe.deliver(1)) == {200}
    assert await stripe.missing() == set()


@pytest.mark.parametrize("names", [("-wal",), ("",), ("", "-wal", "-shm")])
async def test_a_deleted_file_acknowledges_nothing_until_it_is_back(
    request: pytest.FixtureRequest, sandbox: Sandbox, few: int, names: tuple[str, ...]
) -> None:
    if names != ("-wal",):
        request.getfixturevalue("long")
    async with sandbox.process(**JSON) as process:
        stripe = Deliveries(sandbox)
        await stripe.deliver(few)
        async with trouble(process, stripe, few):
            with deleted(*(sandbox.folder / f"lyceum.db{name}" for name in names)):
                await in_trouble(process, stripe, few)


async def test_a_full_disk_acknowledges_only_what_still_fits(disk: Disk, few: int) -> None:
    async with disk.sandbox.process(**JSON) as process:
        stripe = Deliveries(disk.sandbox)
        await stripe.deliver(few)
        async with trouble(process, stripe, few):
            with full(disk.folder / "lyceum.db"):
                await in_trouble(process, stripe, few)


async def test_a_lock_acknowledges_nothing_until_it_is_gone(sandbox: Sandbox, long: int) -> None:
    async with sandbox.process(**JSON) as process:
        stripe = Deliveries(sandbox)
        await stripe.deliver(long)
        async with trouble(process, stripe, long):
            with locked(sandbox.folder / "lyceum.db"):
                await in_trouble(process, stripe, long, unanswered=True)


async def test_a_disk_that_takes_no_writes_any_more_loses_nothing(disk: Disk, long: int) -> None:
    sandbox = disk.sandbox
    stripe = Deliveries(sandbox)
    async with sandbox.process(**JSON) as process:
        await stripe.deliver(long)
        before = len(process.err)
        disk.fail()
        await in_trouble(process, stripe, long)
        check_log(process.err[before:])
        process.terminate()
        await process.wait()
    refused = await sandbox.refused("run", **JSON)
    assert refused.code == 1
    assert_one_sentence(refused.err)
    disk.repair()
    async with sandbox.process():
        assert set(await stripe.deliver(long)) == {200}
    assert await stripe.missing() == set()


async def test_what_a_damaged_database_had_is_asked_of_stripe_after_its_copy_is_restored(
    sandbox: Sandbox, long: int
) -> None:
    stripe = Deliveries(sandbox)
    async with sandbox.process(**JSON) as process:
        await accepted_events(sandbox, long)
        saved = await sandbox.command("backup")
        assert saved.code == 0, saved.err
        before = len(process.err)
        damage(sandbox.folder / "lyceum.db")
        failing = json.loads(await process.wait_for_answer("/readyz", 503))
        assert failing["failing"] == ["database"]
        await accepted_events(sandbox, long)
        await stripe.deliver(long)  # what is acknowledged is in the log next to the damage
        check_log(process.err[before:])
        process.kill()
        await process.wait()
    refused = await sandbox.refused("run", **JSON)
    assert refused.code == 1
    assert_one_sentence(refused.err)
    (copy,) = (sandbox.folder / "data").rglob("*.db")
    restored = await sandbox.command("restore", str(copy))
    assert restored.code == 0, restored.err
    async with sandbox.process():
        expected = {e["id"] for e in sandbox.stripe.events.values() if e["type"] in USED_EVENTS}
        await eventually(lambda: _has(sandbox, expected), "not all that Stripe told is there")


async def accepted_events(sandbox: Sandbox, count: int) -> None:
    """Let Stripe send an event about an object that is not ours."""
    product = await sandbox.stripe.sell("Pin", 500)
    for _ in range(count):
        sandbox.stripe.emit("customer.subscription.updated", {**product, "object": "subscription"})


async def _has(sandbox: Sandbox, expected: set[str]) -> bool:
    return expected <= await stored(sandbox)


@asynccontextmanager
async def trouble(process: BotProcess, stripe: Deliveries, count: int) -> AsyncGenerator[None]:
    """Check that all is well by itself after a trouble, that nothing is lost, and what was said."""
    before = len(process.err)
    yield
    await process.wait_until_ready(90)
    assert set(await stripe.deliver(count)) == {200}
    assert stripe.open == {}
    assert await stripe.missing() == set()
    check_log(process.err[before:])


async def in_trouble(
    process: BotProcess, stripe: Deliveries, count: int, *, unanswered: bool = False
) -> None:
    """Check what is answered while nothing can be stored; some things perhaps not in time."""
    failing = json.loads(await process.wait_for_answer("/readyz", 503))
    assert failing["failing"] == ["database"]
    for _ in range(2):
        statuses = await stripe.deliver(count)
        assert set(statuses) <= ({0, 500} if unanswered else {200, 500})
        assert set(statuses) & {0, 500}
    await process.wait_for_answer("/healthz", 200)


def check_log(logged: str) -> None:
    """Check that a failure is logged as one sentence, without a stack, and not repeatedly."""
    lines = [json.loads(line) for line in logged.splitlines()]
    assert any(line["event"] == "database.unavailable" for line in lines), logged
    assert not any("exception" in line for line in lines), logged
    assert len(logged) < MAX_LOG_BYTES, logged


def assert_one_sentence(logged: str) -> None:
    assert "Traceback" not in logged
    assert len(logged.splitlines()) == 1, logged


@pytest.fixture
def few(request: pytest.FixtureRequest) -> int:
    """Return how many webhooks are sent at a time."""
    return int(request.config.getoption("--storage-webhooks") or FEW)


@pytest.fixture
def long(request: pytest.FixtureRequest) -> int:
    """Return how many webhooks a long run sends at a time."""
    count = int(request.config.getoption("--storage-webhooks") or 0)
    if not count:
        pytest.skip("a long run; ask for it with --storage-webhooks 20")
    return count
