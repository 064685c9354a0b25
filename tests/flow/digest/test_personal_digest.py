"""Test that each personal digest is sent once at its time, whatever fails."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.digest import personal_digest
from bot.digest.channel_delivery import nonce_of
from bot.digest.personal_digest import PersonalDigestJob
from bot.digest.personal_schedule import MAX_CLOSED_DMS, PersonalSchedule
from bot.digest.ports import StalledOf, none_stalled
from bot.digest.preferences import DigestPreferences, PreferenceUpdate
from bot.digest.schedule import DigestScheduleService
from bot.errors import RetryLaterError
from bot.learning.stalled import StalledCourse
from bot.recommend.profile.interests import InterestService
from bot.scheduling.scheduler import CalendarJob, GuildBacklog, JobOutcome, Scheduler
from bot.settings import DigestSettings
from data import deliveries
from data.digests import DigestTarget
from data.engine import Database
from data.tables import digest_deliveries, notices
from tests.clocks import MONDAY_NOON, HandClock
from tests.flow.digest.doubles import (
    GUILD,
    OPEN,
    RecordingBoard,
    RecordingSender,
    ScriptedRecommender,
    an_item,
)

CHANNEL, STAFF = 70, 1
ANNE, BOB, CARA = 11, 12, 13
DAY = timedelta(days=1)
FIRST = datetime(2026, 11, 24, 9, tzinfo=UTC)  # the guild's next slot
SETTINGS = DigestSettings(
    items=2, personal_minimum_items=1, personal_max_per_week=7, messages_per_second=500
)


@dataclass
class DigestServer:
    database: Database
    clock: HandClock
    recommender: ScriptedRecommender
    sender: RecordingSender
    board: RecordingBoard
    staff: DigestScheduleService
    choices: DigestPreferences
    own: PersonalDigestJob

    async def due(self, at: datetime = FIRST) -> JobOutcome:
        """Let a time come, and serve those who are due as the scheduler does."""
        self.clock.advance(at + timedelta(minutes=1) - self.clock.now())
        (plan,) = await self.own.schedules()
        return await self.own.run(GUILD, plan.due_at)

    async def want(self, *user_ids: int, **request: object) -> None:
        update = PreferenceUpdate(**request)  # pyright: ignore[reportArgumentType]
        for user_id in user_ids:
            await self.choices.choose(GUILD, user_id, "zh-CN", wanted=True, update=update)

    @property
    def served(self) -> list[int]:
        return [user_id for user_id, *_ in self.sender.whispers]


def built(
    database: Database,
    clock: HandClock,
    settings: DigestSettings,
    stalled: StalledOf = none_stalled,
) -> DigestServer:
    recommender, sender, board = ScriptedRecommender(), RecordingSender(), RecordingBoard()
    zone = ZoneInfo("UTC")
    times = PersonalSchedule(lambda _: zone)
    return DigestServer(
        database,
        clock,
        recommender,
        sender,
        board,
        DigestScheduleService(database, clock, lambda _: zone, times.reschedule),
        DigestPreferences(database, clock, times, lambda _: settings.personal_max_per_week),
        PersonalDigestJob(
            database,
            clock,
            recommender,
            sender,
            board,
            times,
            InterestService(database, clock),
            lambda _: settings,
            messages_per_second=settings.messages_per_second,
            stalled=stalled,
        ),
    )


@pytest.fixture
async def server(database: Database) -> DigestServer:
    """A guild with a daily digest at 09:00 UTC."""
    server = built(database, HandClock(MONDAY_NOON), SETTINGS)
    await server.staff.plan(GUILD, CHANNEL, STAFF, at="09:00", days="daily", zone=None)
    return server


async def claimed(server: DigestServer, user_ids: Iterable[int], due_at: datetime) -> None:
    """Leave deliveries as a process does that was killed while it sent them."""
    async with server.database.write() as connection:
        items = {DigestTarget(GUILD, due_at, user_id): [9] for user_id in user_ids}
        await deliveries.claim(connection, items, server.clock.now())


async def received(server: DigestServer) -> list[str]:
    """Return what staff were told and is not over."""
    async with server.database.read() as connection:
        return list(await connection.scalars(select(notices.c.message)))


async def test_each_gets_theirs_once_in_their_language_and_nobody_else_does(
    server: DigestServer,
) -> None:
    await server.want(ANNE, BOB, CARA)
    await server.choices.choose(GUILD, BOB, "en", wanted=False)
    server.sender.gone.add(CARA)
    assert await server.own.schedules() == []
    assert await server.due() == JobOutcome("done", "1 left, 1 sent")
    nonce = nonce_of(DigestTarget(GUILD, FIRST, ANNE))
    assert server.sender.whispers == [(ANNE, "zh-CN", [1, 2], nonce)]
    assert await server.own.schedules() == []


async def test_a_course_that_was_left_is_named_to_its_member(database: Database) -> None:
    left = StalledCourse("Rust", "Traits", 7, done=2, total=5, minutes=10)

    async def stalled(_: int, user_ids: Collection[int]) -> dict[int, StalledCourse]:
        return {ANNE: left} if ANNE in user_ids else {}

    server = built(database, HandClock(MONDAY_NOON), SETTINGS, stalled)
    await server.staff.plan(GUILD, CHANNEL, STAFF, at="09:00", days="daily", zone=None)
    await server.want(ANNE, BOB)
    await server.due()
    assert server.sender.stalled == {ANNE: left, BOB: None}


async def test_the_next_one_brings_others_and_a_quiet_day_brings_none(server: DigestServer) -> None:
    await server.want(ANNE)
    outcomes = [await server.due(FIRST + day * DAY) for day in range(4)]
    assert [items for _, _, items, _ in server.sender.whispers] == [[1, 2], [3, 4], [5]]
    assert server.sender.known == [None, ANNE + 1000, ANNE + 1000]
    assert outcomes[-1] == JobOutcome("skipped", "1 quiet")


async def test_what_a_member_stated_counts(server: DigestServer) -> None:
    await server.want(ANNE, BOB)
    await InterestService(server.database, server.clock).choose(GUILD, ANNE, channel_ids=[OPEN])
    await server.due()
    assert server.recommender.interests == {ANNE: 1.0, BOB: None}


async def test_what_was_shown_two_months_ago_may_come_again(server: DigestServer) -> None:
    server.recommender.stock = [an_item(1)]
    await server.want(ANNE)
    await server.due()
    outcomes = [await server.due(FIRST + day * DAY) for day in (59, 60, 61)]
    assert [outcome.detail for outcome in outcomes] == ["1 late", "1 quiet", "1 sent"]
    assert server.served == [ANNE, ANNE]


async def test_too_little_that_is_worth_it_is_not_sent_at_all(database: Database) -> None:
    server = built(
        database, HandClock(MONDAY_NOON), SETTINGS.model_copy(update={"personal_minimum_items": 2})
    )
    await server.want(ANNE, hour=9)
    filler = [replace(an_item(each), terms={"new": 0.1}, has_response=False) for each in (2, 3)]
    server.recommender.stock = [an_item(1), *filler]
    assert await server.due() == JobOutcome("skipped", "1 quiet")


async def test_hour_zone_and_days_are_each_members_own(server: DigestServer) -> None:
    await server.want(ANNE, hour=8, zone="Asia/Shanghai")
    await server.want(BOB, hour=20, zone="Europe/Zurich", days="thu")
    await server.want(CARA)
    promises = [await server.choices.view(GUILD, user_id) for user_id in (ANNE, BOB, CARA)]
    assert [promise.next_at for promise in promises] == [
        datetime(2026, 11, 24, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 19, tzinfo=UTC),
        FIRST,
    ]
    await server.due(datetime(2026, 11, 24, 0, tzinfo=UTC))
    assert server.served == [ANNE]
    await server.due(FIRST)
    assert server.served == [ANNE, CARA]


async def test_an_hour_holds_through_the_change_of_clocks(server: DigestServer) -> None:
    server.clock.advance(datetime(2027, 3, 27, 12, tzinfo=UTC) - server.clock.now())
    await server.want(ANNE, hour=8, zone="Europe/Zurich")
    server.recommender.stock = [an_item(number) for number in range(1, 9)]
    saturday, sunday = (datetime(2027, 3, 28, hour, tzinfo=UTC) for hour in (7, 6))
    assert (await server.choices.view(GUILD, ANNE)).next_at == sunday != saturday
    await server.due(sunday)
    assert (await server.choices.view(GUILD, ANNE)).next_at == sunday + DAY


async def test_no_more_than_so_many_a_week(database: Database) -> None:
    server = built(
        database, HandClock(MONDAY_NOON), SETTINGS.model_copy(update={"personal_max_per_week": 3})
    )
    server.recommender.stock = [an_item(number) for number in range(1, 40)]
    await server.want(ANNE, hour=9, per_week=7)  # more than the settings allow
    await server.want(BOB, hour=9, per_week=1)
    outcomes = [await server.due(FIRST + day * DAY) for day in range(9)]
    days = [outcome.detail for outcome in outcomes]
    assert days == [
        "2 sent",
        "2 enough",
        "1 enough, 1 sent",
        "2 enough",
        "1 enough, 1 sent",
        "2 enough",
        "2 enough",
        "2 sent",
        "2 enough",
    ]
    assert (server.served.count(ANNE), server.served.count(BOB)) == (4, 2)


async def test_closed_messages_are_noted_and_not_knocked_at_for_ever(server: DigestServer) -> None:
    await server.want(ANNE)
    server.sender.closed.add(ANNE)
    server.recommender.stock = [an_item(number) for number in range(1, 40)]
    for day in range(MAX_CLOSED_DMS):
        assert await server.due(FIRST + day * DAY) == JobOutcome("skipped", "1 closed")
    server.clock.advance(10 * DAY)
    assert await server.own.schedules() == []
    promise = await server.choices.view(GUILD, ANNE)
    assert (promise.wanted, promise.closed, promise.next_at) == (True, True, None)
    await server.staff.plan(GUILD, CHANNEL, STAFF, at="10:00", days="daily", zone=None)
    assert (await server.choices.view(GUILD, ANNE)).next_at is None

    server.sender.closed.clear()
    await server.want(ANNE)
    promise = await server.choices.view(GUILD, ANNE)
    assert promise.next_at is not None
    assert await server.due(promise.next_at) == JobOutcome("done", "1 sent")


async def test_cut_off_by_a_crash_it_goes_on_and_looks_for_those_in_doubt(
    server: DigestServer,
) -> None:
    await server.want(ANNE, BOB, CARA)
    server.sender.may_send.clear()
    server.clock.advance(FIRST + timedelta(minutes=1) - server.clock.now())
    await claimed(server, [ANNE, BOB], FIRST)
    server.sender.may_send.set()
    assert await server.due() == JobOutcome("done", "3 sent")
    assert sorted(server.sender.again) == [ANNE, BOB]
    assert sorted(server.served) == [ANNE, BOB, CARA]


async def test_what_is_being_sent_while_we_close_is_noted_and_the_rest_is_left(
    server: DigestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "CLAIM_SIZE", 20)
    members = range(100, 125)  # more than are sent to at once, and than are claimed together
    await server.want(*members)
    server.sender.may_send.clear()
    run = asyncio.create_task(server.due())
    await asyncio.wait_for(server.sender.sending.wait(), 20)
    run.cancel()
    await asyncio.sleep(0.01)
    assert not run.done()  # it waits for what is under way to be noted
    server.sender.may_send.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert 0 < len(server.served) < len(members)
    await server.due()
    assert sorted(server.served) == list(members)
    assert server.sender.again == [], "none was in doubt"


async def test_one_whom_discord_cannot_take_now_keeps_no_other_waiting(
    server: DigestServer,
) -> None:
    await server.want(ANNE, BOB)
    server.sender.trouble[ANNE] = RetryLaterError("503")
    with pytest.raises(RetryLaterError):
        await server.due()
    assert server.served == [BOB]
    server.sender.trouble.clear()
    assert await server.due() == JobOutcome("done", "2 sent")
    assert server.served == [BOB, ANNE]
    assert server.sender.again == [ANNE]


async def test_where_nobody_can_be_reached_it_does_not_try_everybody(
    server: DigestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "CLAIM_SIZE", personal_digest.MANY)
    await server.want(*range(100, 115))
    server.sender.trouble = {user_id: RetryLaterError("503") for user_id in range(100, 115)}
    with pytest.raises(RetryLaterError):
        await server.due()
    async with server.database.read() as connection:
        states = await connection.scalars(select(digest_deliveries.c.state))
        assert states.all() == ["sending"] * personal_digest.MANY
    assert await received(server) == ["digest-notice-dms-refused"]
    server.sender.trouble.clear()
    assert await server.due() == JobOutcome("done", "15 sent")
    assert await received(server) == []


async def test_one_that_breaks_is_let_go_and_the_others_are_served(server: DigestServer) -> None:
    await server.want(ANNE, BOB)
    server.sender.trouble[ANNE] = ValueError("what nobody foresaw")
    assert await server.due() == JobOutcome("done", "1 failed, 1 sent")
    assert await server.own.schedules() == []


async def test_what_is_stale_is_let_go(server: DigestServer) -> None:
    await server.want(ANNE)
    server.clock.advance(FIRST + 3 * DAY - server.clock.now())
    assert await server.due(FIRST + 3 * DAY + timedelta(hours=1)) == JobOutcome("skipped", "1 late")
    assert (await server.choices.view(GUILD, ANNE)).next_at == FIRST + 4 * DAY


async def test_who_stops_while_the_round_goes_on_gets_none_of_it(
    server: DigestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "CLAIM_SIZE", 1)
    await server.want(ANNE, BOB)
    server.sender.may_send.clear()
    run = asyncio.create_task(server.due())
    await asyncio.wait_for(server.sender.sending.wait(), 20)
    await server.choices.choose(GUILD, BOB, "en", wanted=False)
    server.sender.may_send.set()
    await run
    assert server.served == [ANNE]
    assert (await server.choices.view(GUILD, BOB)).next_at is None


async def test_a_pause_and_a_new_schedule_move_everybodys_next_time(server: DigestServer) -> None:
    await server.want(ANNE)
    await server.want(BOB, hour=20)
    await server.staff.toggle_pause(GUILD, STAFF)
    server.clock.advance(2 * DAY)
    assert await server.own.schedules() == []
    assert (await server.choices.view(GUILD, ANNE)).next_at is None
    await server.want(CARA)
    assert (await server.choices.view(GUILD, CARA)).next_at is None
    await server.staff.toggle_pause(GUILD, STAFF)
    await server.staff.plan(GUILD, CHANNEL, STAFF, at="10:30", days="fri", zone="Asia/Shanghai")
    friday = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
    promises = [await server.choices.view(GUILD, user_id) for user_id in (ANNE, CARA)]
    assert [promise.next_at for promise in promises] == [friday, friday]
    own_hour = datetime(2026, 11, 27, 12, tzinfo=UTC)  # at 20:00, on the guild's day and clock
    assert (await server.choices.view(GUILD, BOB)).next_at == own_hour


async def test_staff_read_how_it_stands_in_one_message_that_outlives_a_crash(
    server: DigestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "CLAIM_SIZE", 30)
    members = range(1000, 1120)
    await server.want(*members)
    server.sender.trouble = {user_id: RetryLaterError("503") for user_id in range(1090, 1120)}
    with pytest.raises(RetryLaterError):
        await server.due()
    server.sender.trouble.clear()
    restarted = built(server.database, server.clock, SETTINGS)
    assert await restarted.due() == JobOutcome("done", "120 sent")
    lines = server.board.lines + restarted.board.lines
    assert [place for _, _, place in lines] == [None, *[(90, 91)] * (len(lines) - 1)]
    assert lines[0][1] == {"done": 0, "total": 120, "minutes": 1}
    assert restarted.board.lines[0][1]["done"] == 90
    message, figures, _ = lines[-1]
    assert (message, figures["sent"], figures["quiet"]) == ("digest-round-over", 120, 0)


async def test_small_rounds_are_not_worth_a_message(server: DigestServer) -> None:
    await server.want(ANNE)
    await server.due()
    assert server.board.lines == []


async def test_picks_are_made_a_page_at_a_time(
    server: DigestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "PAGE", 4)
    await server.want(*range(100, 110))
    await server.due()
    assert server.recommender.asked == [4, 4, 2]
    assert sorted(server.served) == list(range(100, 110))


async def test_the_scheduler_serves_each_who_is_due_and_tries_again_what_failed(
    server: DigestServer,
) -> None:
    await server.want(ANNE)
    server.clock.advance(FIRST + timedelta(minutes=1) - server.clock.now())
    assert await server.own.schedules() == [GuildBacklog(GUILD, FIRST)]
    server.clock.advance(timedelta(minutes=20))
    assert await server.own.schedules() == [GuildBacklog(GUILD, FIRST + timedelta(minutes=15))]
    jobs = Scheduler(server.database, server.clock, tick_seconds=0.02)
    jobs.add_calendar_job(CalendarJob("own-digest", server.own.schedules, server.own.run, DAY))
    jobs.start()
    try:
        await asyncio.wait_for(server.sender.sending.wait(), 20)
    finally:
        await jobs.close()
    assert server.served == [ANNE]


async def test_what_is_closed_or_gone_by_the_time_of_sending_is_left_out(
    server: DigestServer,
) -> None:
    server.recommender.stock = [an_item(1), an_item(2, OPEN + 1), an_item(3)]
    picked = server.recommender.for_members

    async def and_then_deleted(*words: object, **more: object) -> object:
        answers = await picked(*words, **more)  # pyright: ignore[reportArgumentType, reportCallIssue]
        server.recommender.gone = {1}
        return answers

    server.recommender.for_members = and_then_deleted  # pyright: ignore[reportAttributeAccessIssue]
    await server.want(ANNE)
    assert await server.due() == JobOutcome("done", "1 sent")
    assert [items for _, _, items, _ in server.sender.whispers] == [[3]]


async def test_who_left_before_the_sending_is_not_written_to(server: DigestServer) -> None:
    reach = server.sender.member_access
    asked: list[int] = []

    def left_meanwhile(guild_id: int, user_id: int) -> object:
        asked.append(user_id)
        return reach(guild_id, user_id) if asked.count(user_id) == 1 else None

    server.sender.member_access = left_meanwhile  # pyright: ignore[reportAttributeAccessIssue]
    await server.want(ANNE)
    assert await server.due() == JobOutcome("skipped", "1 left")
    assert server.served == []
