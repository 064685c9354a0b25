"""Test work in a thread, and those who wait for it."""

import asyncio
import threading

import pytest

from bot.threads import run_in_thread


async def test_the_result_and_the_error_of_the_work_are_the_caller_s() -> None:
    assert await run_in_thread(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await run_in_thread(lambda: 1 // 0)


async def test_a_cancelled_caller_goes_on_only_when_the_work_is_done() -> None:
    begun, let_end, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        let_end.wait(20)
        done.set()

    caller = asyncio.create_task(run_in_thread(work))
    await asyncio.to_thread(begun.wait, 20)
    caller.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not caller.done()
    let_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done.is_set()
