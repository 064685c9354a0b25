"""The bytes a second of all downloads, on a loop whose time passes only while it waits."""

import asyncio
import selectors
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import pytest

from bot.files.rate_limit import BURST_SECONDS, MIB, SHARE_BYTES, RateLimit
from bot.settings import LibrarySettings

RATE = 8.0  # MiB a second
CHUNK = SHARE_BYTES // 2
STEP = 1e-6  # seconds for what is done between two waits, as on a quick machine


class IdleTimeSelector(selectors.SelectSelector):
    """Waits for nothing, but counts the seconds that it should have waited."""

    seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.seconds += (timeout or 0) + STEP
        return super().select(0)


class IdleTimeLoop(asyncio.SelectorEventLoop):
    """A loop that doesn't wait: what is due next is due at once, and the clock says so."""

    def __init__(self) -> None:
        self._idle = IdleTimeSelector()
        super().__init__(self._idle)

    def time(self) -> float:
        return self._idle.seconds


def run(play: Coroutine[Any, Any, None]) -> float:
    """Play to the end; return how many seconds passed."""
    with asyncio.Runner(loop_factory=IdleTimeLoop) as runner:
        runner.run(play)
        return runner.get_loop().time()


async def send(limit: RateLimit, sent: Counter[str], name: str, size: int, chunk: int) -> None:
    """Send a file in chunks, counting what was let through."""
    while sent[name] < size:
        await limit.wait(chunk)
        sent[name] += chunk


@pytest.mark.parametrize("downloads", [1, 20])
def test_all_downloads_together_keep_the_rate(downloads: int) -> None:
    sent, size = Counter[str](), 16 * MIB

    async def play() -> None:
        limit, names = RateLimit(RATE), map(str, range(downloads))
        await asyncio.gather(*(send(limit, sent, each, size, CHUNK) for each in names))

    seconds = downloads * size / (RATE * MIB)
    burst = max(BURST_SECONDS, SHARE_BYTES / (RATE * MIB))
    assert seconds - 2 * burst < run(play()) <= seconds + 0.001


def test_no_limit_lets_everything_through_at_once() -> None:
    sent = Counter[str]()
    assert run(send(RateLimit(0), sent, "one", 1000 * MIB, MIB)) < 10 * STEP
    assert sent["one"] == 1000 * MIB


def test_a_limit_below_one_share_lets_it_through_late() -> None:
    seconds = run(send(RateLimit(0.01), Counter(), "one", 4 * SHARE_BYTES, SHARE_BYTES))
    assert seconds == pytest.approx(3 * SHARE_BYTES / (0.01 * MIB))  # one of the four at once


def test_each_running_download_gets_the_same_share() -> None:
    """Whatever its chunks, how early it came, and that it asks again at once."""
    sent, chunks = Counter[str](), {"small": CHUNK, "large": 16 * CHUNK, "late": 2 * CHUNK}

    async def play() -> None:
        limit = RateLimit(RATE)
        running = [asyncio.create_task(send(limit, sent, "early", 999 * MIB, CHUNK))]
        await asyncio.sleep(1)
        early = sent["early"]
        running += [
            asyncio.create_task(send(limit, sent, name, 999 * MIB, chunk))
            for name, chunk in chunks.items()
        ]
        await asyncio.sleep(8)
        assert early == pytest.approx(RATE * MIB, rel=0.1)
        sent["early"] -= early
        for each in running:
            each.cancel()

    run(play())
    # A small chunk is half of a share.
    assert sent["large"] == pytest.approx(sent["late"], abs=16 * CHUNK)
    assert sent["small"] == pytest.approx(sent["early"], abs=CHUNK)
    assert sent["small"] == pytest.approx(sent["late"] / 2, rel=0.05)


def test_a_cancelled_download_leaves_its_share_to_the_others() -> None:
    sent = Counter[str]()

    async def play() -> None:
        limit = RateLimit(RATE)
        names = ("a", "b", "c", "d")
        running = {
            name: asyncio.create_task(send(limit, sent, name, 999 * MIB, CHUNK)) for name in names
        }
        await asyncio.sleep(4)
        assert {name: sent[name] for name in names} == pytest.approx(
            dict.fromkeys(names, RATE * MIB), rel=0.05
        )
        for name in ("a", "b", "c"):
            running[name].cancel()
        sent.clear()
        await asyncio.sleep(4)
        assert sent["d"] == pytest.approx(4 * RATE * MIB, rel=0.05)
        assert sent.total() - sent["d"] == 0
        running["d"].cancel()

    run(play())


def test_the_default_leaves_room_on_a_line_of_a_gigabit() -> None:
    assert 0 < LibrarySettings().download_mib_per_second * MIB * 8 < 0.9e9
