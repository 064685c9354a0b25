"""Delivering digests on real databases: once to its channel, whatever fails in between."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digest.channel_delivery import nonce_of
from bot.digest.channel_digest import ChannelDigests
from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.ports import CannotPostError
from bot.digest.schedule import DigestScheduleService
from bot.errors import RetryLaterError, UserError
from bot.scheduling.scheduler import CalendarJob, JobOutcome, Scheduler
from bot.settings import DigestSettings
from data import audit, digests, notices
from data.digests import DigestTarget
from data.engine import Database
from tests.clocks import MONDAY_NOON, HandClock
from tests.flow.digest.doubles import (
    DUE,
    GUILD,
    HIDDEN,
    RecordingSender,
    ScriptedRecommender,
    an_item,
    ids,
)

CHANNEL, STAFF = 70, 1
ANNE = 11


@dataclass
class House:
    database: Database
    clock: HandClock
    recommender: ScriptedRecommender
    sender: RecordingSender
    choices: DigestScheduleService
    digest: ChannelDigests


@pytest.fixture
async def house(database: Database) -> House:
    clock = HandClock(MONDAY_NOON)
    recommender, sender = ScriptedRecommender(), RecordingSender()
    times = PersonalSchedule(ZoneInfo("UTC"))
    choices = DigestScheduleService(database, clock, ZoneInfo("UTC"), times.reschedule)
    settings = DigestSettings(items=2, window_days=7)
    digest = ChannelDigests(database, clock, recommender, sender, settings)
    return House(database, clock, recommender, sender, choices, digest)


async def scheduled(house: House) -> None:
    await house.choices.plan(GUILD, CHANNEL, STAFF, at="09:00", days="daily", zone=None)


async def open_notices(house: House) -> list[str]:
    async with house.database.write() as connection:
        found = await notices.claim(connection, house.clock.now(), timedelta(0), 10)
    return [notice.message for notice in found]


async def test_the_channel_gets_the_best_of_the_window_that_all_its_readers_can_read(
    house: House,
) -> None:
    await scheduled(house)
    house.recommender.stock.insert(0, an_item(9, HIDDEN))
    assert await house.digest.run(GUILD, DUE) == JobOutcome("done", "sent")
    nonce = nonce_of(DigestTarget(GUILD, DUE, CHANNEL))
    assert house.sender.posts == [(CHANNEL, [1, 2], nonce)]
    assert house.recommender.since == house.clock.now() - timedelta(days=7)


async def test_the_next_digest_brings_others_and_then_none(house: House) -> None:
    await scheduled(house)
    outcomes = [await house.digest.run(GUILD, DUE + timedelta(days=day)) for day in range(4)]
    assert [items for _, items, _ in house.sender.posts] == [[1, 2], [3, 4], [5]]
    assert outcomes[-1] == JobOutcome("skipped", "quiet")


async def test_what_was_shown_long_ago_may_come_again(house: House) -> None:
    await scheduled(house)
    house.recommender.stock = [an_item(1)]
    await house.digest.run(GUILD, DUE)
    house.clock.advance(timedelta(days=8))  # beyond the window
    await house.digest.run(GUILD, DUE + timedelta(days=8))
    assert len(house.sender.posts) == 2


async def test_a_concluded_delivery_cannot_be_claimed(house: House) -> None:
    target = DigestTarget(GUILD, DUE, CHANNEL)
    async with house.database.write() as connection:
        now = house.clock.now()
        assert await digests.claim(connection, target, [1], now) == "new"
        assert await digests.claim(connection, target, [2], now) == "again"
        await digests.conclude(connection, target, "sent", now)
        assert await digests.claim(connection, target, [3], now) is None
        assert await digests.shown(connection, GUILD, CHANNEL, now) == {2}


async def test_a_slot_is_delivered_once(house: House) -> None:
    await scheduled(house)
    await house.digest.run(GUILD, DUE)
    await house.digest.run(GUILD, DUE)
    assert len(house.sender.posts) == 1
    assert house.sender.again == []


async def test_a_delivery_cut_off_by_a_crash_is_sent_again_under_the_same_nonce(
    house: House,
) -> None:
    await scheduled(house)
    channel, anne = DigestTarget(GUILD, DUE, CHANNEL), DigestTarget(GUILD, DUE, ANNE)
    async with house.database.write() as connection:
        await digests.claim(connection, channel, [1, 2], house.clock.now())
    await house.digest.run(GUILD, DUE)
    assert house.sender.posts == [(CHANNEL, [1, 2], nonce_of(channel))]
    assert house.sender.again == [CHANNEL]
    assert len(nonce_of(channel)) <= 25
    assert nonce_of(channel) != nonce_of(anne)


async def test_what_is_being_sent_while_we_close_is_noted_as_sent(house: House) -> None:
    await scheduled(house)
    house.sender.may_send.clear()
    run = asyncio.create_task(house.digest.run(GUILD, DUE))
    await asyncio.wait_for(house.sender.sending.wait(), 20)
    run.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    assert not run.done()  # it waits for the send to be noted
    house.sender.may_send.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    await house.digest.run(GUILD, DUE)
    assert len(house.sender.posts) == 1


async def test_a_channel_that_needs_a_person_is_told_to_staff_once(
    house: House,
) -> None:
    await scheduled(house)
    house.sender.trouble[CHANNEL] = CannotPostError("digest-notice-forbidden", CHANNEL)
    for day in range(2):
        with pytest.raises(CannotPostError):
            await house.digest.run(GUILD, DUE + timedelta(days=day))
    assert await open_notices(house) == ["digest-notice-forbidden"]
    house.sender.trouble.clear()
    await house.digest.run(GUILD, DUE + timedelta(days=2))
    assert await open_notices(house) == []


async def test_a_channel_that_is_gone_is_told_to_staff(house: House) -> None:
    await scheduled(house)
    house.sender.gone.add(CHANNEL)
    with pytest.raises(CannotPostError):
        await house.digest.run(GUILD, DUE)
    assert await open_notices(house) == ["digest-notice-channel-gone"]


async def test_a_preview_shows_what_the_post_then_brings_and_leaves_no_trace(
    house: House,
) -> None:
    await scheduled(house)
    assert ids(await house.digest.preview(GUILD, CHANNEL)) == [1, 2]
    assert ids(await house.digest.preview(GUILD, CHANNEL)) == [1, 2]
    assert await house.digest.last_posted(GUILD) is None
    await house.digest.post_now(GUILD, STAFF)
    assert [items for _, items, _ in house.sender.posts] == [[1, 2]]


async def test_posting_now_is_remembered_and_audited(house: House) -> None:
    await scheduled(house)
    schedule = await house.digest.post_now(GUILD, STAFF)
    assert schedule.channel_id == CHANNEL
    assert await house.digest.last_posted(GUILD) == house.clock.now()
    async with house.database.read() as connection:
        newest = (await audit.entries(connection, GUILD))[0]
    assert (newest.action, newest.actor_id) == ("digest.post", STAFF)


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (CannotPostError("digest-notice-forbidden", CHANNEL), "digest-notice-forbidden"),
        (RetryLaterError("503"), "digest-try-later"),
    ],
)
async def test_posting_now_says_why_it_could_not(
    house: House, trouble: Exception, refusal: str
) -> None:
    await scheduled(house)
    house.sender.trouble[CHANNEL] = trouble
    with pytest.raises(UserError) as refused:
        await house.digest.post_now(GUILD, STAFF)
    assert refused.value.message == refusal


async def test_posting_now_needs_a_schedule_and_something_to_show(house: House) -> None:
    with pytest.raises(UserError) as refused:
        await house.digest.post_now(GUILD, STAFF)
    assert refused.value.message == "digest-not-scheduled"
    await scheduled(house)
    house.recommender.stock.clear()
    with pytest.raises(UserError) as refused:
        await house.digest.post_now(GUILD, STAFF)
    assert refused.value.message == "digest-nothing"


async def test_slots_wait_for_the_guild_and_none_comes_while_paused(house: House) -> None:
    await scheduled(house)
    house.sender.connected = False
    assert await house.digest.schedules() == []
    house.sender.connected = True
    assert [plan.guild_id for plan in await house.digest.schedules()] == [GUILD]
    await house.choices.toggle_pause(GUILD, STAFF)
    assert await house.digest.schedules() == []
    assert await house.digest.run(GUILD, DUE) == JobOutcome("skipped", "paused")
    assert house.sender.posts == []


async def test_a_week_later_the_scheduler_posts_one_digest(house: House) -> None:
    await scheduled(house)
    house.clock.advance(timedelta(days=7))
    jobs = Scheduler(house.database, house.clock, tick_seconds=0.02)
    job = CalendarJob("digest", house.digest.schedules, house.digest.run, timedelta(hours=24))
    jobs.add_calendar_job(job)
    jobs.start()
    try:
        await asyncio.wait_for(house.sender.sending.wait(), 20)
    finally:
        await jobs.close()
    due_at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    nonce = nonce_of(DigestTarget(GUILD, due_at, CHANNEL))
    assert house.sender.posts == [(CHANNEL, [1, 2], nonce)]
