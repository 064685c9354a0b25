"""Test that a digest is posted once to its channel, whatever fails in between."""

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
class DigestServer:
    database: Database
    clock: HandClock
    recommender: ScriptedRecommender
    sender: RecordingSender
    choices: DigestScheduleService
    digest: ChannelDigests


@pytest.fixture
async def server(database: Database) -> DigestServer:
    clock = HandClock(MONDAY_NOON)
    recommender, sender = ScriptedRecommender(), RecordingSender()
    times = PersonalSchedule(lambda _: ZoneInfo("UTC"))
    choices = DigestScheduleService(database, clock, lambda _: ZoneInfo("UTC"), times.reschedule)
    settings = DigestSettings(items=2, window_days=7)
    digest = ChannelDigests(database, clock, recommender, sender, lambda _: settings)
    return DigestServer(database, clock, recommender, sender, choices, digest)


async def scheduled(server: DigestServer) -> None:
    await server.choices.plan(GUILD, CHANNEL, STAFF, at="09:00", days="daily", zone=None)


async def open_notices(server: DigestServer) -> list[str]:
    async with server.database.write() as connection:
        found = await notices.claim(connection, server.clock.now(), timedelta(0), 10)
    return [notice.message for notice in found]


async def test_the_channel_gets_the_best_of_the_window_that_all_its_readers_can_read(
    server: DigestServer,
) -> None:
    await scheduled(server)
    server.recommender.stock.insert(0, an_item(9, HIDDEN))
    assert await server.digest.run(GUILD, DUE) == JobOutcome("done", "sent")
    nonce = nonce_of(DigestTarget(GUILD, DUE, CHANNEL))
    assert server.sender.posts == [(CHANNEL, [1, 2], nonce)]
    assert server.recommender.since == server.clock.now() - timedelta(days=7)


async def test_the_next_digest_brings_others_and_then_none(server: DigestServer) -> None:
    await scheduled(server)
    outcomes = [await server.digest.run(GUILD, DUE + timedelta(days=day)) for day in range(4)]
    assert [items for _, items, _ in server.sender.posts] == [[1, 2], [3, 4], [5]]
    assert outcomes[-1] == JobOutcome("skipped", "quiet")


async def test_what_was_shown_long_ago_may_come_again(server: DigestServer) -> None:
    await scheduled(server)
    server.recommender.stock = [an_item(1)]
    await server.digest.run(GUILD, DUE)
    server.clock.advance(timedelta(days=8))  # beyond the window
    await server.digest.run(GUILD, DUE + timedelta(days=8))
    assert len(server.sender.posts) == 2


async def test_a_concluded_delivery_cannot_be_claimed(server: DigestServer) -> None:
    target = DigestTarget(GUILD, DUE, CHANNEL)
    async with server.database.write() as connection:
        now = server.clock.now()
        assert await digests.claim(connection, target, [1], now) == "new"
        assert await digests.claim(connection, target, [2], now) == "again"
        await digests.conclude(connection, target, "sent", now)
        assert await digests.claim(connection, target, [3], now) is None
        assert await digests.shown(connection, GUILD, CHANNEL, now) == {2}


async def test_a_slot_is_delivered_once(server: DigestServer) -> None:
    await scheduled(server)
    await server.digest.run(GUILD, DUE)
    await server.digest.run(GUILD, DUE)
    assert len(server.sender.posts) == 1
    assert server.sender.again == []


async def test_a_delivery_cut_off_by_a_crash_is_sent_again_under_the_same_nonce(
    server: DigestServer,
) -> None:
    await scheduled(server)
    channel, anne = DigestTarget(GUILD, DUE, CHANNEL), DigestTarget(GUILD, DUE, ANNE)
    async with server.database.write() as connection:
        await digests.claim(connection, channel, [1, 2], server.clock.now())
    await server.digest.run(GUILD, DUE)
    assert server.sender.posts == [(CHANNEL, [1, 2], nonce_of(channel))]
    assert server.sender.again == [CHANNEL]
    assert len(nonce_of(channel)) <= 25
    assert nonce_of(channel) != nonce_of(anne)


async def test_what_is_being_sent_while_we_close_is_noted_as_sent(server: DigestServer) -> None:
    await scheduled(server)
    server.sender.may_send.clear()
    run = asyncio.create_task(server.digest.run(GUILD, DUE))
    await asyncio.wait_for(server.sender.sending.wait(), 20)
    run.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    assert not run.done()  # it waits for the send to be noted
    server.sender.may_send.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    await server.digest.run(GUILD, DUE)
    assert len(server.sender.posts) == 1


async def test_a_channel_that_needs_a_person_is_told_to_staff_once(
    server: DigestServer,
) -> None:
    await scheduled(server)
    server.sender.trouble[CHANNEL] = CannotPostError("digest-notice-forbidden", CHANNEL)
    for day in range(2):
        with pytest.raises(CannotPostError):
            await server.digest.run(GUILD, DUE + timedelta(days=day))
    assert await open_notices(server) == ["digest-notice-forbidden"]
    server.sender.trouble.clear()
    await server.digest.run(GUILD, DUE + timedelta(days=2))
    assert await open_notices(server) == []


async def test_a_channel_that_is_gone_is_told_to_staff(server: DigestServer) -> None:
    await scheduled(server)
    server.sender.gone.add(CHANNEL)
    with pytest.raises(CannotPostError):
        await server.digest.run(GUILD, DUE)
    assert await open_notices(server) == ["digest-notice-channel-gone"]


async def test_a_preview_shows_what_the_post_then_brings_and_leaves_no_trace(
    server: DigestServer,
) -> None:
    await scheduled(server)
    assert ids(await server.digest.preview(GUILD, CHANNEL)) == [1, 2]
    assert ids(await server.digest.preview(GUILD, CHANNEL)) == [1, 2]
    assert await server.digest.last_posted(GUILD) is None
    await server.digest.post_now(GUILD, STAFF)
    assert [items for _, items, _ in server.sender.posts] == [[1, 2]]


async def test_posting_now_is_remembered_and_audited(server: DigestServer) -> None:
    await scheduled(server)
    schedule = await server.digest.post_now(GUILD, STAFF)
    assert schedule.channel_id == CHANNEL
    assert await server.digest.last_posted(GUILD) == server.clock.now()
    async with server.database.read() as connection:
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
    server: DigestServer, trouble: Exception, refusal: str
) -> None:
    await scheduled(server)
    server.sender.trouble[CHANNEL] = trouble
    with pytest.raises(UserError) as refused:
        await server.digest.post_now(GUILD, STAFF)
    assert refused.value.message == refusal


async def test_posting_now_needs_a_schedule_and_something_to_show(server: DigestServer) -> None:
    with pytest.raises(UserError) as refused:
        await server.digest.post_now(GUILD, STAFF)
    assert refused.value.message == "digest-not-scheduled"
    await scheduled(server)
    server.recommender.stock.clear()
    with pytest.raises(UserError) as refused:
        await server.digest.post_now(GUILD, STAFF)
    assert refused.value.message == "digest-nothing"


async def test_slots_wait_for_the_guild_and_none_comes_while_paused(server: DigestServer) -> None:
    await scheduled(server)
    server.sender.connected = False
    assert await server.digest.schedules() == []
    server.sender.connected = True
    assert [plan.guild_id for plan in await server.digest.schedules()] == [GUILD]
    await server.choices.toggle_pause(GUILD, STAFF)
    assert await server.digest.schedules() == []
    assert await server.digest.run(GUILD, DUE) == JobOutcome("skipped", "paused")
    assert server.sender.posts == []


async def test_a_week_later_the_scheduler_posts_one_digest(server: DigestServer) -> None:
    await scheduled(server)
    server.clock.advance(timedelta(days=7))
    jobs = Scheduler(server.database, server.clock, tick_seconds=0.02)
    job = CalendarJob("digest", server.digest.schedules, server.digest.run, timedelta(hours=24))
    jobs.add_calendar_job(job)
    jobs.start()
    try:
        await asyncio.wait_for(server.sender.sending.wait(), 20)
    finally:
        await jobs.close()
    due_at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    nonce = nonce_of(DigestTarget(GUILD, due_at, CHANNEL))
    assert server.sender.posts == [(CHANNEL, [1, 2], nonce)]
