"""What staff change over the settings file: at once, for their server, and never unseen."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.preferences import DigestPreferences, PreferenceUpdate
from bot.digest.schedule import DigestScheduleService
from bot.guild_settings import ChangedMeanwhileError, GuildSettings
from bot.settings import Settings
from bot.settings.runtime import RUNTIME, InvalidValueError, fingerprint, value_of
from data import audit, guild_settings
from data.engine import Connection, Database
from data.guild_settings import ChangedSetting
from tests.clocks import MONDAY_NOON, HandClock

GUILD, OTHER, ANN, BEN = 7, 8, 1, 2
FILE = Settings.model_validate({"payments": {"grace_days": 3}})
GRACE, ZONE = RUNTIME["payments.grace_days"], RUNTIME["discord.timezone"]


@pytest.fixture
async def own(database: Database) -> GuildSettings:
    return await started(database)


async def started(database: Database) -> GuildSettings:
    """Return the settings as after a start."""
    own = GuildSettings(database, HandClock(MONDAY_NOON), FILE)
    await own.load()
    return own


def seen(own: GuildSettings, name: str, guild_id: int = GUILD) -> str:
    return fingerprint(value_of(own.of(guild_id), RUNTIME[name]))


async def test_a_change_holds_at_once_in_its_server_alone_and_after_a_restart(
    database: Database, own: GuildSettings
) -> None:
    await own.change(GUILD, ANN, GRACE, "10", seen=seen(own, GRACE.name))
    for each in (own, await started(database)):
        assert each.of(GUILD).payments.grace_days == 10
        assert each.own(GUILD) == {"payments.grace_days": 10}
        assert each.of(OTHER) is FILE
    async with database.read() as reading:
        (entry,) = await audit.entries(reading, GUILD)
    assert (entry.actor_id, entry.action) == (ANN, "settings.change")
    assert entry.detail == {"setting": GRACE.name, "before": 3, "after": 10}


async def test_reset_returns_to_the_file(database: Database, own: GuildSettings) -> None:
    await own.change(GUILD, ANN, GRACE, 10, seen=seen(own, GRACE.name))
    await own.reset(GUILD, BEN, GRACE, seen=seen(own, GRACE.name))
    for each in (own, await started(database)):
        assert each.of(GUILD) == FILE
        assert each.own(GUILD) == {}
    async with database.read() as reading:
        newest, _ = await audit.entries(reading, GUILD)
    assert (newest.actor_id, newest.action) == (BEN, "settings.reset")
    assert newest.detail == {"setting": GRACE.name, "before": 10, "after": 3}


async def test_of_two_who_saw_the_same_value_the_second_is_told_the_first_ones(
    database: Database, own: GuildSettings
) -> None:
    both = seen(own, GRACE.name)
    first, second = await asyncio.gather(
        own.change(GUILD, ANN, GRACE, 10, seen=both),
        own.change(GUILD, BEN, GRACE, 20, seen=both),
        return_exceptions=True,
    )
    assert first is None
    assert isinstance(second, ChangedMeanwhileError)
    assert second.value == 10
    with pytest.raises(ChangedMeanwhileError):
        await own.reset(GUILD, BEN, GRACE, seen=both)
    assert (await started(database)).of(GUILD).payments.grace_days == 10
    async with database.read() as reading:
        assert len(await audit.entries(reading, GUILD)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("payments.grace_days", "91"),
        ("payments.grace_days", "soon"),
        ("payments.reminder_days", ["7", "0"]),
        ("discord.timezone", "Mars/Olympus_Mons"),
        ("discord.language", "fr"),
        ("recommend.control_share", "0.6"),
    ],
)
async def test_what_the_file_may_not_say_is_refused(
    database: Database, own: GuildSettings, name: str, value: object
) -> None:
    with pytest.raises(InvalidValueError):
        await own.change(GUILD, ANN, RUNTIME[name], value, seen=seen(own, name))
    assert own.of(GUILD) == FILE
    async with database.read() as reading:
        assert await guild_settings.every(reading) == []
        assert await audit.entries(reading, GUILD) == []


async def test_a_stored_value_that_is_no_longer_allowed_is_left_out(database: Database) -> None:
    async with database.write() as writing:
        for name, value in (("payments.grace_days", 400), ("gone.key", 1), ("digest.items", 4)):
            changed = ChangedSetting(GUILD, name, value, MONDAY_NOON, ANN)
            await guild_settings.put(writing, changed)
    own = await started(database)
    assert own.own(GUILD) == {"digest.items": 4}
    assert own.of(GUILD).digest.items == 4
    assert own.of(GUILD).payments == FILE.payments


async def test_what_follows_fails_or_holds_together_with_the_change(
    database: Database, own: GuildSettings
) -> None:
    async def fail(_connection: Connection, guild_id: int, before: Settings) -> None:
        assert own.of(guild_id).payments.grace_days == 10
        assert before.payments.grace_days == 3
        raise RuntimeError("no")

    own.follow(GRACE.name, fail)
    with pytest.raises(RuntimeError):
        await own.change(GUILD, ANN, GRACE, 10, seen=seen(own, GRACE.name))
    for each in (own, await started(database)):
        assert each.of(GUILD) == FILE


async def test_digests_move_with_the_time_zone(database: Database, own: GuildSettings) -> None:
    clock = HandClock(MONDAY_NOON)

    times = PersonalSchedule(own.zone)
    schedules = DigestScheduleService(database, clock, own.zone, times.reschedule)
    members = DigestPreferences(database, clock, times, lambda _: 7)

    own.follow(ZONE.name, schedules.move_zone)
    await schedules.plan(GUILD, 70, ANN, at="18:30", days="daily", zone=None)
    await schedules.plan(OTHER, 80, ANN, at="18:30", days="daily", zone="Europe/Berlin")
    for guild_id in (GUILD, OTHER):
        update = PreferenceUpdate(hour=20)
        await members.choose(guild_id, BEN, "en", wanted=True, update=update)
        await own.change(guild_id, ANN, ZONE, "asia/tokyo", seen=seen(own, ZONE.name, guild_id))
    moved, kept = await schedules.view(GUILD), await schedules.view(OTHER)
    assert moved is not None
    assert kept is not None
    assert moved.next_times[0] == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert kept.next_times[0] == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert (await members.view(GUILD, BEN)).next_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert (await members.view(OTHER, BEN)).next_at == datetime(2026, 11, 23, 19, tzinfo=UTC)
