"""Test what staff and members choose about digests, on real databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.schedule import DigestScheduleService
from bot.errors import UserError
from bot.scheduling.timezones import suggest_zones
from data import audit
from data.engine import Database
from tests.clocks import MONDAY_NOON, HandClock

GUILD, CHANNEL, STAFF = 7, 70, 1


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY_NOON)


@pytest.fixture
def choices(database: Database, clock: HandClock) -> DigestScheduleService:
    zone = ZoneInfo("Asia/Shanghai")
    return DigestScheduleService(
        database, clock, lambda _: zone, PersonalSchedule(lambda _: zone).reschedule
    )


async def test_a_schedule_promises_its_next_times_by_the_default_clock(
    choices: DigestScheduleService,
) -> None:
    promise = await choices.plan(GUILD, CHANNEL, STAFF, at="18:30", days="mon,thu", zone=None)
    assert promise.next_times == (
        datetime(2026, 11, 26, 10, 30, tzinfo=UTC),
        datetime(2026, 11, 30, 10, 30, tzinfo=UTC),
        datetime(2026, 12, 3, 10, 30, tzinfo=UTC),
    )
    assert await choices.view(GUILD) == promise
    assert await choices.view(GUILD + 1) is None


async def test_a_new_schedule_takes_the_old_ones_place(choices: DigestScheduleService) -> None:
    await choices.plan(GUILD, CHANNEL, STAFF, at="18:30", days="daily", zone=None)
    await choices.plan(GUILD, CHANNEL + 1, STAFF, at="7:00", days="sat", zone="europe/berlin")
    promise = await choices.view(GUILD)
    assert promise is not None
    schedule = promise.schedule
    assert (schedule.channel_id, schedule.days, schedule.hour) == (CHANNEL + 1, "sat", 7)
    assert schedule.timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("at", "days", "zone", "refusal"),
    [
        ("25:99", "daily", None, "digest-bad-time"),
        ("noon", "daily", None, "digest-bad-time"),
        ("12:00", "fryday", None, "digest-bad-days"),
        ("12:00", "daily", "Europe/Berln", "digest-bad-zone-near"),
        ("12:00", "daily", "berlin", "digest-bad-zone-near"),
        ("12:00", "daily", "Mars/Olympus_Mons", "digest-bad-zone"),
        ("12:00", "daily", "../../etc/passwd", "digest-bad-zone"),
        ("12:00", "daily", "Europe", "digest-bad-zone-near"),
    ],
)
async def test_what_cannot_be_understood_is_refused_by_name_and_changes_nothing(
    choices: DigestScheduleService, at: str, days: str, zone: str | None, refusal: str
) -> None:
    with pytest.raises(UserError) as refused:
        await choices.plan(GUILD, CHANNEL, STAFF, at=at, days=days, zone=zone)
    assert refused.value.message == refusal
    assert await choices.view(GUILD) is None


async def test_a_city_alone_is_answered_with_its_zone(choices: DigestScheduleService) -> None:
    with pytest.raises(UserError) as refused:
        await choices.plan(GUILD, CHANNEL, STAFF, at="12:00", days="daily", zone="shanghai")
    assert refused.value.arguments["near"] == "Asia/Shanghai"


async def test_pausing_toggles_and_what_passed_meanwhile_was_not_promised(
    choices: DigestScheduleService, clock: HandClock
) -> None:
    await choices.plan(GUILD, CHANNEL, STAFF, at="18:30", days="daily", zone=None)
    paused = await choices.toggle_pause(GUILD, STAFF)
    assert (paused.schedule.paused, paused.next_times) == (True, ())
    clock.advance(timedelta(days=3))
    resumed = await choices.toggle_pause(GUILD, STAFF)
    assert (resumed.schedule.paused, resumed.schedule.since) == (False, clock.now())


async def test_without_a_schedule_there_is_nothing_to_pause(choices: DigestScheduleService) -> None:
    with pytest.raises(UserError) as refused:
        await choices.toggle_pause(GUILD, STAFF)
    assert refused.value.message == "digest-not-scheduled"


async def test_what_staff_did_is_in_the_audit(
    choices: DigestScheduleService, database: Database
) -> None:
    await choices.plan(GUILD, CHANNEL, STAFF, at="18:30", days="daily", zone=None)
    await choices.toggle_pause(GUILD, STAFF)
    await choices.toggle_pause(GUILD, STAFF)
    async with database.read() as connection:
        lines = await audit.entries(connection, GUILD)
    assert [(line.action, line.actor_id) for line in lines] == [
        ("digest.resume", STAFF),
        ("digest.pause", STAFF),
        ("digest.schedule", STAFF),
    ]


def test_zones_are_suggested_by_any_part_of_their_name() -> None:
    assert suggest_zones("shang", 25) == ["Asia/Shanghai"]
    assert suggest_zones("new y", 25)[0] == "America/New_York"
    assert len(suggest_zones("", 25)) == 25
    assert suggest_zones("nowhere at all", 25) == []
