"""Test recorded attendance against what really happened, over gaps and restarts."""

import random
from datetime import datetime, timedelta

import pytest

from bot.sessions.attendance_recorder import AttendanceRecorder
from data.sessions import LiveSession
from tests.flow.sessions.conftest import ALICE, BOB, GUILD, ROOM, START, Studio

SECOND = timedelta(seconds=1)
OTHER = ROOM + 1


@pytest.fixture
async def live(studio: Studio) -> LiveSession:
    made = await studio.add()
    await studio.at(START)
    return made


async def _minutes(studio: Studio, live: LiveSession) -> dict[int, float]:
    found = await studio.planner.get(GUILD, live.id)
    times = await studio.recorder().of_session(found)
    return {user_id: time / timedelta(minutes=1) for user_id, time in times.items()}


def _later(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


async def test_who_came_early_counts_from_the_start(studio: Studio) -> None:
    live = await studio.add()
    recorder = studio.recorder()
    studio.clock.time = _later(-20)
    await recorder.change(GUILD, ALICE, None, ROOM)
    await studio.at(START)
    studio.clock.time = _later(10)
    await recorder.change(GUILD, ALICE, ROOM, OTHER)
    studio.clock.time = _later(20)
    await recorder.change(GUILD, ALICE, OTHER, ROOM)
    studio.clock.time = _later(25)
    assert await _minutes(studio, live) == {ALICE: 15}


async def test_a_resumed_gap_loses_nothing_of_those_who_stayed(
    studio: Studio, live: LiveSession
) -> None:
    recorder = studio.recorder()
    await recorder.change(GUILD, ALICE, None, ROOM)
    await recorder.change(GUILD, BOB, None, ROOM)
    studio.clock.time = _later(10)
    recorder.lose()
    studio.clock.time = _later(12)  # Bob left in between: nobody knows when
    await recorder.change(GUILD, BOB, ROOM, None)
    recorder.resume()
    studio.clock.time = _later(30)
    assert await _minutes(studio, live) == {ALICE: 30, BOB: 10}


async def test_a_new_gateway_session_counts_only_what_was_seen(
    studio: Studio, live: LiveSession
) -> None:
    recorder = studio.recorder()
    await recorder.change(GUILD, ALICE, None, ROOM)
    await recorder.change(GUILD, BOB, None, ROOM)
    studio.clock.time = _later(10)
    recorder.lose()
    studio.clock.time = _later(15)
    await recorder.restart(_later(-60))
    await recorder.observe(GUILD, {ALICE: ROOM}, _later(15))
    studio.clock.time = _later(20)
    assert await _minutes(studio, live) == {ALICE: 15, BOB: 10}


async def test_a_kill_counts_until_the_last_beat_and_from_the_start(
    studio: Studio, live: LiveSession
) -> None:
    before = studio.recorder()
    await before.change(GUILD, ALICE, None, ROOM)
    studio.clock.time = _later(10)
    await before.see()
    studio.clock.time = _later(20)  # killed at some time in between
    after = studio.recorder()
    await after.restart(_later(20))
    await after.observe(GUILD, {ALICE: ROOM})
    studio.clock.time = _later(25)
    assert await _minutes(studio, live) == {ALICE: 15}


async def test_a_session_goes_on_while_members_are_there(studio: Studio, live: LiveSession) -> None:
    recorder = studio.recorder()
    await recorder.change(GUILD, ALICE, None, ROOM)
    await studio.at(_later(65))
    assert (await studio.planner.get(GUILD, live.id)).state == "live"
    await recorder.change(GUILD, ALICE, ROOM, None)
    await studio.at(_later(66))
    assert (await studio.planner.get(GUILD, live.id)).state == "ended"
    assert await _minutes(studio, live) == {ALICE: 65}


@pytest.mark.parametrize("seed", range(5))
async def test_random_attendance_equals_the_truth(studio: Studio, seed: int) -> None:
    """Members come, go and change channels, and the bot is restarted in between."""
    live = await studio.add()
    chance = random.Random(seed)  # noqa: S311 repeatable
    recorder, there = studio.recorder(), dict[int, int]()
    truth = dict[int, timedelta]()
    time = START - timedelta(minutes=10)
    while time < _later(60):
        step = timedelta(seconds=chance.randrange(1, 90))
        overlap = max(min(time + step, _later(60)) - max(time, START), timedelta(0))
        for user, channel in there.items():
            if channel == ROOM:
                truth[user] = truth.get(user, timedelta(0)) + overlap
        time += step
        await studio.at(min(time, _later(60) - SECOND))
        studio.clock.time = time
        if chance.randrange(12) == 0:
            stopped, recorder = recorder, studio.recorder()
            await _restart(studio, recorder, there, stopped)
            continue
        user = chance.choice([1, 2, 3, 4])
        was, now = there.get(user), chance.choice([None, ROOM, OTHER])
        if was != now:
            there.pop(user, None)
            if now is not None:
                there[user] = now
            await recorder.change(GUILD, user, was, now)
    await studio.planner.end(await studio.planner.get(GUILD, live.id), _later(60))
    found = await studio.planner.get(GUILD, live.id)
    recorded = await studio.recorder().of_session(found)
    for user in truth | recorded:
        difference = recorded.get(user, timedelta(0)) - truth.get(user, timedelta(0))
        assert abs(difference) <= SECOND, (user, difference)


async def _restart(
    studio: Studio, after: AttendanceRecorder, there: dict[int, int], before: AttendanceRecorder
) -> None:
    """Stop properly and start again in the same second."""
    await before.see()
    await after.restart(studio.clock.now())
    await after.observe(GUILD, there)
