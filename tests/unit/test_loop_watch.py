"""Test that delays of the event loop are measured, and their cause named."""

import asyncio
import time

from structlog.testing import capture_logs

from bot.loop_watch import SLOW, LoopWatch


def hog(watch: LoopWatch) -> None:
    """Block the loop for longer than allowed, until that was noticed."""
    until = time.monotonic() + 2 * SLOW
    while watch.sample is None or time.monotonic() < until:
        time.sleep(0.01)


async def beats(delays: list[float], count: int) -> None:
    """Wait for this many calls of the timer."""
    wanted = len(delays) + count
    while len(delays) < wanted:  # noqa: ASYNC110 a list sends no event
        await asyncio.sleep(0.001)


async def test_what_blocked_the_loop_is_warned_of_by_its_stack() -> None:
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    watch.start()
    await beats(delays, 1)
    with capture_logs() as logs:
        hog(watch)
        await beats(delays, 1)
    watch.close()
    assert max(delays) >= SLOW
    assert watch.longest == max(delays)
    (warning,) = (line for line in logs if line["event"] == "loop.blocked")
    assert warning["ms"] == round(1000 * watch.longest)
    assert any(call.endswith(" hog") for call in warning["calls"])
    assert watch.longest_by == tuple(warning["calls"])


async def test_a_shorter_delay_soon_after_is_not_told_again() -> None:
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    watch.start()
    with capture_logs() as logs:
        await beats(delays, 1)
        time.sleep(8 * SLOW)  # noqa: ASYNC251 to block is the point
        await beats(delays, 1)
        hog(watch)
        await beats(delays, 1)
    watch.close()
    longer = [line["ms"] for line in logs if line["event"] == "loop.blocked"]
    assert longer == sorted(set(longer))
    assert max(longer) == round(1000 * watch.longest)


async def test_a_watch_that_is_closed_hears_nothing_more() -> None:
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    watch.start()
    await beats(delays, 2)
    watch.close()
    count = len(delays)
    for _ in range(3):
        await asyncio.sleep(0.03)
    assert len(delays) == count
