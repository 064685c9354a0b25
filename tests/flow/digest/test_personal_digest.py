"""Rounds of members' own digests on real databases: each once, at their time, whatever fails."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.digest import personal_digest
from bot.digest.channel_delivery import nonce_of
from bot.digest.personal_digest import PersonalDigestJob
from bot.digest.personal_schedule import MAX_CLOSED_DMS, PersonalSchedule
from bot.digest.preferences import DigestPreferences, PreferenceUpdate
from bot.digest.schedule import DigestScheduleService
from bot.errors import RetryLaterError
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
SETTINGS = DigestSettings(items=2, own_minimum=1, own_per_week=7, messages_per_second=500)


@dataclass
class House:
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

    async def want(self, *user_ids: int, **wish: object) -> None:
        update = PreferenceUpdate(**wish)  # pyright: ignore[reportArgumentType]
        for user_id in user_ids:
            await self.choices.choose(GUILD, user_id, "zh-CN", wanted=True, update=update)

    @property
    def served(self) -> list[int]:
        return [user_id for user_id, *_ in self.sender.whispers]


def built(database: Database, clock: HandClock, settings: DigestSettings) -> House:
    recommender, sender, board = ScriptedRecommender(), RecordingSender(), RecordingBoard()
    zone = ZoneInfo("UTC")
    times = PersonalSchedule(zone)
    return House(
        database,
        clock,
        recommender,
        sender,
        board,
        DigestScheduleService(database, clock, zone, times.reschedule),
        DigestPreferences(database, clock, times, settings.own_per_week),
        PersonalDigestJob(database, clock, recommender, sender, board, times, settings),
    )


@pytest.fixture
async def house(database: Database) -> House:
    """A guild with a daily digest at 09:00 UTC."""
    house = built(database, HandClock(MONDAY_NOON), SETTINGS)
    await house.staff.plan(GUILD, CHANNEL, STAFF, at="09:00", days="daily", zone=None)
    return house


async def claimed(house: House, user_ids: Iterable[int], due_at: datetime) -> None:
    """Leave deliveries as a process does that was killed while it sent them."""
    async with house.database.write() as connection:
        items = {DigestTarget(GUILD, due_at, user_id): [9] for user_id in user_ids}
        await deliveries.claim(connection, items, house.clock.now())


async def told(house: House) -> list[str]:
    """Return what staff were told and is not over."""
    async with house.database.read() as connection:
        return list(await connection.scalars(select(notices.c.message)))


async def test_each_gets_theirs_once_in_their_language_and_nobody_else_does(house: House) -> None:
    await house.want(ANNE, BOB, CARA)
    await house.choices.choose(GUILD, BOB, "en", wanted=False)
    house.sender.gone.add(CARA)
    assert await house.own.schedules() == []
    assert await house.due() == JobOutcome("done", "1 left, 1 sent")
    nonce = nonce_of(DigestTarget(GUILD, FIRST, ANNE))
    assert house.sender.whispers == [(ANNE, "zh-CN", [1, 2], nonce)]
    assert await house.own.schedules() == []


async def test_the_next_one_brings_others_and_a_quiet_day_brings_none(house: House) -> None:
    await house.want(ANNE)
    outcomes = [await house.due(FIRST + day * DAY) for day in range(4)]
    assert [items for _, _, items, _ in house.sender.whispers] == [[1, 2], [3, 4], [5]]
    assert house.sender.known == [None, ANNE + 1000, ANNE + 1000]
    assert outcomes[-1] == JobOutcome("skipped", "1 quiet")


async def test_what_a_member_stated_counts(house: House) -> None:
    await house.want(ANNE, BOB)
    await InterestService(house.database, house.clock).choose(GUILD, ANNE, channel_ids=[OPEN])
    await house.due()
    assert house.recommender.interests == {ANNE: 1.0, BOB: None}


async def test_what_was_shown_two_months_ago_may_come_again(house: House) -> None:
    house.recommender.stock = [an_item(1)]
    await house.want(ANNE)
    await house.due()
    outcomes = [await house.due(FIRST + day * DAY) for day in (59, 60, 61)]
    assert [outcome.detail for outcome in outcomes] == ["1 late", "1 quiet", "1 sent"]
    assert house.served == [ANNE, ANNE]


async def test_too_little_that_is_worth_it_is_not_sent_at_all(database: Database) -> None:
    house = built(database, HandClock(MONDAY_NOON), SETTINGS.model_copy(update={"own_minimum": 2}))
    await house.want(ANNE, hour=9)
    filler = [an_item(2), an_item(3)]
    for pick in filler:
        object.__setattr__(pick, "terms", {"taste": 0.0, "new": 0.01})
    house.recommender.stock = [an_item(1), *filler]
    assert await house.due() == JobOutcome("skipped", "1 quiet")


async def test_hour_zone_and_days_are_each_members_own(house: House) -> None:
    await house.want(ANNE, hour=8, zone="Asia/Shanghai")
    await house.want(BOB, hour=20, zone="Europe/Zurich", days="thu")
    await house.want(CARA)
    promises = [await house.choices.view(GUILD, user_id) for user_id in (ANNE, BOB, CARA)]
    assert [promise.next_at for promise in promises] == [
        datetime(2026, 11, 24, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 19, tzinfo=UTC),
        FIRST,
    ]
    await house.due(datetime(2026, 11, 24, 0, tzinfo=UTC))
    assert house.served == [ANNE]
    await house.due(FIRST)
    assert house.served == [ANNE, CARA]


async def test_an_hour_holds_through_the_change_of_clocks(house: House) -> None:
    house.clock.advance(datetime(2027, 3, 27, 12, tzinfo=UTC) - house.clock.now())
    await house.want(ANNE, hour=8, zone="Europe/Zurich")
    house.recommender.stock = [an_item(number) for number in range(1, 9)]
    saturday, sunday = (datetime(2027, 3, 28, hour, tzinfo=UTC) for hour in (7, 6))
    assert (await house.choices.view(GUILD, ANNE)).next_at == sunday != saturday
    await house.due(sunday)
    assert (await house.choices.view(GUILD, ANNE)).next_at == sunday + DAY


async def test_no_more_than_so_many_a_week(database: Database) -> None:
    house = built(database, HandClock(MONDAY_NOON), SETTINGS.model_copy(update={"own_per_week": 3}))
    house.recommender.stock = [an_item(number) for number in range(1, 40)]
    await house.want(ANNE, hour=9, per_week=7)  # more than the settings allow
    await house.want(BOB, hour=9, per_week=1)
    outcomes = [await house.due(FIRST + day * DAY) for day in range(9)]
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
    assert (house.served.count(ANNE), house.served.count(BOB)) == (4, 2)


async def test_closed_messages_are_noted_and_not_knocked_at_for_ever(house: House) -> None:
    await house.want(ANNE)
    house.sender.closed.add(ANNE)
    house.recommender.stock = [an_item(number) for number in range(1, 40)]
    for day in range(MAX_CLOSED_DMS):
        assert await house.due(FIRST + day * DAY) == JobOutcome("skipped", "1 closed")
    house.clock.advance(10 * DAY)
    assert await house.own.schedules() == []
    promise = await house.choices.view(GUILD, ANNE)
    assert (promise.wanted, promise.closed, promise.next_at) == (True, True, None)
    await house.staff.plan(GUILD, CHANNEL, STAFF, at="10:00", days="daily", zone=None)
    assert (await house.choices.view(GUILD, ANNE)).next_at is None

    house.sender.closed.clear()
    await house.want(ANNE)
    promise = await house.choices.view(GUILD, ANNE)
    assert promise.next_at is not None
    assert await house.due(promise.next_at) == JobOutcome("done", "1 sent")


async def test_cut_off_by_a_crash_it_goes_on_and_looks_for_those_in_doubt(house: House) -> None:
    await house.want(ANNE, BOB, CARA)
    house.sender.may_send.clear()
    house.clock.advance(FIRST + timedelta(minutes=1) - house.clock.now())
    await claimed(house, [ANNE, BOB], FIRST)
    house.sender.may_send.set()
    assert await house.due() == JobOutcome("done", "3 sent")
    assert sorted(house.sender.again) == [ANNE, BOB]
    assert sorted(house.served) == [ANNE, BOB, CARA]


async def test_what_is_being_sent_while_we_close_is_noted_and_the_rest_is_left(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "BUNDLE", 20)
    members = range(100, 125)  # more than are sent to at once, and than are claimed together
    await house.want(*members)
    house.sender.may_send.clear()
    run = asyncio.create_task(house.due())
    await asyncio.wait_for(house.sender.sending.wait(), 20)
    run.cancel()
    await asyncio.sleep(0.01)
    assert not run.done()  # it waits for what is under way to be noted
    house.sender.may_send.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert 0 < len(house.served) < len(members)
    await house.due()
    assert sorted(house.served) == list(members)
    assert house.sender.again == [], "none was in doubt"


async def test_one_whom_discord_cannot_take_now_keeps_no_other_waiting(house: House) -> None:
    await house.want(ANNE, BOB)
    house.sender.trouble[ANNE] = RetryLaterError("503")
    with pytest.raises(RetryLaterError):
        await house.due()
    assert house.served == [BOB]
    house.sender.trouble.clear()
    assert await house.due() == JobOutcome("done", "2 sent")
    assert house.served == [BOB, ANNE]
    assert house.sender.again == [ANNE]


async def test_where_nobody_can_be_reached_it_does_not_try_everybody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "BUNDLE", personal_digest.MANY)
    await house.want(*range(100, 115))
    house.sender.trouble = {user_id: RetryLaterError("503") for user_id in range(100, 115)}
    with pytest.raises(RetryLaterError):
        await house.due()
    async with house.database.read() as connection:
        states = await connection.scalars(select(digest_deliveries.c.state))
        assert states.all() == ["sending"] * personal_digest.MANY
    assert await told(house) == ["digest-notice-dms-refused"]
    house.sender.trouble.clear()
    assert await house.due() == JobOutcome("done", "15 sent")
    assert await told(house) == []


async def test_one_that_breaks_is_let_go_and_the_others_are_served(house: House) -> None:
    await house.want(ANNE, BOB)
    house.sender.trouble[ANNE] = ValueError("what nobody foresaw")
    assert await house.due() == JobOutcome("done", "1 failed, 1 sent")
    assert await house.own.schedules() == []


async def test_what_is_stale_is_let_go(house: House) -> None:
    await house.want(ANNE)
    house.clock.advance(FIRST + 3 * DAY - house.clock.now())
    assert await house.due(FIRST + 3 * DAY + timedelta(hours=1)) == JobOutcome("skipped", "1 late")
    assert (await house.choices.view(GUILD, ANNE)).next_at == FIRST + 4 * DAY


async def test_who_stops_while_the_round_goes_on_gets_none_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "BUNDLE", 1)
    await house.want(ANNE, BOB)
    house.sender.may_send.clear()
    run = asyncio.create_task(house.due())
    await asyncio.wait_for(house.sender.sending.wait(), 20)
    await house.choices.choose(GUILD, BOB, "en", wanted=False)
    house.sender.may_send.set()
    await run
    assert house.served == [ANNE]
    assert (await house.choices.view(GUILD, BOB)).next_at is None


async def test_a_pause_and_a_new_schedule_move_everybodys_next_time(house: House) -> None:
    await house.want(ANNE)
    await house.want(BOB, hour=20)
    await house.staff.toggle_pause(GUILD, STAFF)
    house.clock.advance(2 * DAY)
    assert await house.own.schedules() == []
    assert (await house.choices.view(GUILD, ANNE)).next_at is None
    await house.want(CARA)
    assert (await house.choices.view(GUILD, CARA)).next_at is None
    await house.staff.toggle_pause(GUILD, STAFF)
    await house.staff.plan(GUILD, CHANNEL, STAFF, at="10:30", days="fri", zone="Asia/Shanghai")
    friday = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)
    promises = [await house.choices.view(GUILD, user_id) for user_id in (ANNE, CARA)]
    assert [promise.next_at for promise in promises] == [friday, friday]
    own_hour = datetime(2026, 11, 27, 12, tzinfo=UTC)  # at 20:00, on the guild's day and clock
    assert (await house.choices.view(GUILD, BOB)).next_at == own_hour


async def test_staff_read_how_it_stands_in_one_message_that_outlives_a_crash(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "BUNDLE", 30)
    members = range(1000, 1120)
    await house.want(*members)
    house.sender.trouble = {user_id: RetryLaterError("503") for user_id in range(1090, 1120)}
    with pytest.raises(RetryLaterError):
        await house.due()
    house.sender.trouble.clear()
    restarted = built(house.database, house.clock, SETTINGS)
    assert await restarted.due() == JobOutcome("done", "120 sent")
    lines = house.board.lines + restarted.board.lines
    assert [place for _, _, place in lines] == [None, *[(90, 91)] * (len(lines) - 1)]
    assert lines[0][1] == {"done": 0, "total": 120, "minutes": 1}
    assert restarted.board.lines[0][1]["done"] == 90
    message, figures, _ = lines[-1]
    assert (message, figures["sent"], figures["quiet"]) == ("digest-round-over", 120, 0)


async def test_small_rounds_are_not_worth_a_message(house: House) -> None:
    await house.want(ANNE)
    await house.due()
    assert house.board.lines == []


async def test_picks_are_made_a_page_at_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_digest, "PAGE", 4)
    await house.want(*range(100, 110))
    await house.due()
    assert house.recommender.asked == [4, 4, 2]
    assert sorted(house.served) == list(range(100, 110))


async def test_the_scheduler_serves_each_who_is_due_and_tries_again_what_failed(
    house: House,
) -> None:
    await house.want(ANNE)
    house.clock.advance(FIRST + timedelta(minutes=1) - house.clock.now())
    assert await house.own.schedules() == [GuildBacklog(GUILD, FIRST)]
    house.clock.advance(timedelta(minutes=20))
    assert await house.own.schedules() == [GuildBacklog(GUILD, FIRST + timedelta(minutes=15))]
    jobs = Scheduler(house.database, house.clock, tick_seconds=0.02)
    jobs.add_calendar_job(CalendarJob("own-digest", house.own.schedules, house.own.run, DAY))
    jobs.start()
    try:
        await asyncio.wait_for(house.sender.sending.wait(), 20)
    finally:
        await jobs.close()
    assert house.served == [ANNE]


async def test_what_is_closed_or_gone_by_the_time_of_sending_is_left_out(house: House) -> None:
    house.recommender.stock = [an_item(1), an_item(2, OPEN + 1), an_item(3)]
    picked = house.recommender.for_members

    async def and_then_deleted(*words: object, **more: object) -> object:
        answers = await picked(*words, **more)  # pyright: ignore[reportArgumentType, reportCallIssue]
        house.recommender.gone = {1}
        return answers

    house.recommender.for_members = and_then_deleted  # pyright: ignore[reportAttributeAccessIssue]
    await house.want(ANNE)
    assert await house.due() == JobOutcome("done", "1 sent")
    assert [items for _, _, items, _ in house.sender.whispers] == [[3]]


async def test_who_left_before_the_sending_is_not_written_to(house: House) -> None:
    reach = house.sender.member_access
    asked: list[int] = []

    def left_meanwhile(guild_id: int, user_id: int) -> object:
        asked.append(user_id)
        return reach(guild_id, user_id) if asked.count(user_id) == 1 else None

    house.sender.member_access = left_meanwhile  # pyright: ignore[reportAttributeAccessIssue]
    await house.want(ANNE)
    assert await house.due() == JobOutcome("skipped", "1 left")
    assert house.served == []
