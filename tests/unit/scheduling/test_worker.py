"""Test that a worker gets every notification, and serves several in one step."""

import asyncio

import pytest

from bot.scheduling import worker
from bot.scheduling.worker import WakeupEvent, Worker, all_ended


async def test_rings_during_the_rest_are_answered_by_one_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "REST_SECONDS", 0.2)
    steps: asyncio.Queue[int] = asyncio.Queue()
    rung = 0

    async def step() -> int:
        steps.put_nowait(rung)
        return 0

    wakeup = WakeupEvent()
    work = Worker("test", step, wakeup, seconds=60)
    work.start()
    assert await asyncio.wait_for(steps.get(), 20) == 0
    for _ in range(5):
        rung += 1
        wakeup.notify()
        await asyncio.sleep(0)
    assert await asyncio.wait_for(steps.get(), 20) == 5
    await work.close()
    assert steps.empty()


async def test_a_worker_with_a_long_rest_asks_once_for_many_rings_and_ends_at_once() -> None:
    steps = 0

    async def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    wakeup, others = WakeupEvent(), asyncio.Event()
    work = Worker("test", step, wakeup, seconds=60, rest=3600)

    async def brisk() -> int:
        others.set()
        return 0

    other = Worker("other", brisk, wakeup, seconds=60)
    work.start()
    other.start()
    for _ in range(3):
        await asyncio.wait_for(others.wait(), 20)
        others.clear()
        wakeup.notify()
    await asyncio.wait_for(others.wait(), 20)
    assert steps == 1
    await asyncio.wait_for(work.close(), 4)  # not after the hour, nor by cancelling
    await other.close()


async def test_a_step_that_found_something_is_followed_by_another_without_a_ring() -> None:
    left = [1, 1, 0]
    done = asyncio.Event()

    async def step() -> int:
        found = left.pop(0)
        if not left:
            done.set()
        return found

    work = Worker("test", step, WakeupEvent(), seconds=60)
    work.start()
    await asyncio.wait_for(done.wait(), 20)
    await work.close()


async def test_an_error_is_raised_only_when_all_work_has_ended() -> None:
    ended: list[str] = []

    async def fail() -> None:
        raise ZeroDivisionError

    async def work() -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        ended.append("work")

    with pytest.raises(ZeroDivisionError):
        await all_ended([fail(), work()])
    assert ended == ["work"]
