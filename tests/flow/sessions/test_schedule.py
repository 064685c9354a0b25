"""Test scheduling, moving and cancelling, and who is notified when."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from data import contents, sessions
from tests.flow.sessions.conftest import ALICE, BOB, GUILD, START, Studio

REMIND = "session-remind"


async def test_each_follower_is_reminded_three_times_at_most(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.follow(GUILD, ALICE, made.id)
    got: list[tuple[int | None, str]] = []
    for hours in (30, 24, 23, 2, 1, 0.5, 1 / 6, 0.1):
        await studio.before(hours=hours)
        await studio.before(hours=hours)
        got += await studio.messages()
        if hours == 2:
            await studio.audience.follow(GUILD, BOB, made.id)
    assert got == [(ALICE, REMIND), (ALICE, REMIND), (BOB, REMIND), (ALICE, REMIND), (BOB, REMIND)]


async def test_after_downtime_only_the_nearest_reminder_comes(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.follow(GUILD, ALICE, made.id)
    await studio.before(minutes=5)
    assert await studio.messages() == [(ALICE, REMIND)]
    await studio.at(START)
    await studio.at(START + timedelta(hours=1))
    assert await studio.messages() == []


async def test_who_may_no_longer_open_it_is_not_reminded(studio: Studio) -> None:
    studio.owners |= {ALICE, BOB}
    made = await studio.add(offer_id=None)
    async with studio.database.write() as connection:
        await contents.change(connection, made.content_id, preview=False)
    await studio.audience.follow(GUILD, ALICE, made.id)
    await studio.audience.follow(GUILD, BOB, made.id)
    studio.owners.remove(BOB)
    with pytest.raises(UserError, match="session-locked"):
        await studio.audience.follow(GUILD, BOB, made.id)
    await studio.before(hours=24)
    assert await studio.messages() == [(ALICE, REMIND)]


async def test_a_move_is_told_once_and_replaces_what_was_queued(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.follow(GUILD, ALICE, made.id)
    await studio.before(hours=24)
    moved = await studio.planner.move(GUILD, made.id, "2026-12-03 19:00", following=False)
    assert moved.event_due
    await studio.planner.move(GUILD, made.id, "2026-12-03 20:00", following=False)
    (notice,) = await studio.sent()
    assert notice.message == "session-moved"
    start = int((START + timedelta(days=2, hours=2)).timestamp())
    assert notice.arguments["when"] == f"<t:{start}:F>"
    await studio.before(minutes=5)
    assert await studio.messages() == []
    await studio.at(START + timedelta(days=2, hours=1))
    assert await studio.messages() == [(ALICE, REMIND)]


async def test_nobody_is_reminded_of_what_was_cancelled(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.follow(GUILD, ALICE, made.id)
    await studio.before(hours=24)  # queued, not delivered yet
    await studio.planner.cancel(GUILD, made.id, following=False)
    await studio.before(minutes=5)
    assert await studio.messages() == [(ALICE, "session-cancelled")]
    with pytest.raises(UserError, match="session-over"):
        await studio.planner.cancel(GUILD, made.id, following=False)
    with pytest.raises(UserError, match="session-begun"):
        await studio.planner.move(GUILD, made.id, "2026-12-03 19:00", following=False)
    assert await studio.messages() == []


async def test_a_reminder_loses_against_a_move_that_came_between(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.follow(GUILD, ALICE, made.id)
    as_read = await studio.planner.get(GUILD, made.id)
    await studio.planner.move(GUILD, made.id, "2026-12-03 19:00", following=False)
    await studio.sent()
    studio.clock.time = START - timedelta(minutes=5)
    async with studio.database.write() as connection:
        assert not await sessions.mark_reminded(connection, as_read, 10)


async def test_a_series_keeps_its_time_on_the_clock_and_its_followers(studio: Studio) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = await studio.add(zone=berlin, when="2027-03-21 18:00", repeats="weekly")
    await studio.audience.follow(GUILD, ALICE, first.id)
    await studio.planner.move(GUILD, first.id, "2027-03-22 20:00", following=False)
    await studio.sent()
    moved = await studio.planner.get(GUILD, first.id)
    await studio.at(moved.starts_at)
    assert (await studio.planner.get(GUILD, first.id)).state == "live"
    await studio.at(moved.ends_at)
    assert (await studio.planner.get(GUILD, first.id)).state == "ended"
    (second,) = await studio.events.in_state(GUILD, ended=False)
    assert (second.number, second.starts_at.astimezone(berlin).hour) == (1, 18)
    assert second.starts_at - first.starts_at == timedelta(days=7, hours=-1)

    await studio.planner.move(GUILD, second.id, "2027-03-30 09:00", following=True)
    await studio.planner.cancel(GUILD, second.id, following=False)
    (third,) = await studio.events.in_state(GUILD, ended=False)
    assert f"{third.starts_at.astimezone(berlin):%m-%d %H:%M}" == "04-06 09:00"
    await studio.sent()
    await studio.at(third.starts_at - timedelta(hours=1))
    assert await studio.messages() == [(ALICE, REMIND)]
    await studio.planner.cancel(GUILD, third.id, following=True)
    assert await studio.events.in_state(GUILD, ended=False) == []


async def test_what_passed_while_offline_is_settled_at_once(studio: Studio) -> None:
    made = await studio.add(repeats="daily")
    await studio.at(START + timedelta(days=3, minutes=-30))
    found = await studio.planner.get(GUILD, made.id)
    assert (found.state, found.began_at) == ("ended", START)
    assert found.ended_at == START + timedelta(hours=1)
    (following,) = await studio.events.in_state(GUILD, ended=False)
    assert following.starts_at == START + timedelta(days=3)


async def test_discord_s_event_is_settled_only_as_it_was_known(studio: Studio) -> None:
    made = await studio.add()
    (due,) = await studio.events.due([GUILD])
    await studio.planner.move(GUILD, made.id, "2026-12-03 19:00", following=False)
    await studio.events.settle(due, 77)
    (again,) = await studio.events.due([GUILD])
    assert again.event_id == 77
    await studio.events.settle(again, 77)
    assert await studio.events.due([GUILD]) == []
    # An echo of our own change moves nothing; a move by hand is followed.
    await studio.planner.moved_at_discord(again, again.starts_at)
    assert (await studio.planner.get(GUILD, made.id)).version == 1
    known = await studio.planner.get(GUILD, made.id)
    await studio.planner.moved_at_discord(known, START + timedelta(days=4))
    found = await studio.planner.get(GUILD, made.id)
    assert (found.starts_at, found.event_due) == (START + timedelta(days=4), False)


async def test_each_move_and_the_end_are_told_once_however_often_they_are_asked_for(
    studio: Studio,
) -> None:
    """Each use of the studio's services is a new one, as after a restart."""
    made = await studio.add()
    for user in (ALICE, BOB):
        await studio.audience.follow(GUILD, user, made.id)
    got: list[tuple[int | None, str]] = []
    for when in ("2026-12-03 19:00", "2026-12-03 19:00", "2026-12-03 20:00"):
        await studio.planner.move(GUILD, made.id, when, following=False)
        got += await studio.messages()
        await studio.before(hours=30)
        got += await studio.messages()
    assert got == [(ALICE, "session-moved"), (BOB, "session-moved")] * 2
    await studio.planner.cancel(GUILD, made.id, following=False)
    assert await studio.messages() == [(ALICE, "session-cancelled"), (BOB, "session-cancelled")]
    await studio.at(START + timedelta(days=3))
    assert await studio.messages() == []


async def test_two_moves_at_once_are_both_told(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.follow(GUILD, ALICE, made.id)
    as_read = await studio.planner.get(GUILD, made.id)
    await studio.planner.moved_at_discord(as_read, START + timedelta(days=1))
    assert await studio.messages() == []  # Discord's event is not settled yet: its echo
    await studio.events.settle(as_read, 77)
    known = await studio.planner.get(GUILD, made.id)
    for days in (1, 2):  # read before either of them
        await studio.planner.moved_at_discord(known, START + timedelta(days=days))
        assert await studio.messages() == [(ALICE, "session-moved")]
