"""Test live sessions from schedule to attendance, on the simulator."""

from datetime import UTC, datetime, timedelta

import aiohttp

from bot.app import App
from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, Person, PlayedChannel
from bot.simulator.discord.actors.rendering import text_of
from data import voice_stays
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox

MAY = (
    PERMISSIONS
    | Permission.CREATE_EVENTS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.STREAM
    | Permission.USE_APPLICATION_COMMANDS
)
WRITTEN = "%Y-%m-%d %H:%M"


def _whole_hour() -> datetime:
    return (datetime.now(UTC) + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)


async def _pass_until(app: App, clock: ShiftedClock, moment: datetime) -> None:
    clock.advance(moment - clock.now())
    await app.services.sessions.follow_up.run()


async def _room(sandbox: Sandbox) -> PlayedChannel:
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=MAY)
    room = sandbox.guild.create_voice_channel("room")
    room.overwrite(sandbox.guild.everyone, deny=Permission.CONNECT)
    room.overwrite(sandbox.guild.bot_role, allow=Permission.CONNECT)
    return room


def _own(room: PlayedChannel, person: Person) -> tuple[int, int]:
    """Return what the channel allows and denies to a person of their own."""
    found = room.state.overwrites[person.id]
    return found.allow, found.deny


async def _session_id(staff: Person, sandbox: Sandbox) -> str:
    (choice,) = await staff.autocomplete("session move", in_=sandbox.staff, session="")
    return str(choice["value"])


async def test_a_session_from_schedule_to_attendance(sandbox: Sandbox) -> None:
    clock, start = ShiftedClock(), _whole_hour()
    async with sandbox.app(clock=clock) as app:
        room, staff = await _room(sandbox), sandbox.guild.owner
        alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob", locale="zh-CN")
        room.overwrite(bob, allow=Permission.STREAM, deny=Permission.SPEAK)  # staff's own
        made = await staff.slash(
            "session add",
            in_=sandbox.staff,
            title="Ask me",
            when=f"{start:{WRITTEN}}",
            channel=room,
        )
        assert "is scheduled" in made.text
        await eventually(lambda: bool(sandbox.guild.state.events), "no event was made")
        event = sandbox.guild.event("Ask me")
        assert (event.starts_at, event.channel_id) == (start, room.id)

        alice.set_interest(event)
        shown = await bob.slash("sessions", in_=sandbox.general)
        opened = await bob.select(shown, "打开一节直播课", ["Ask me"])
        await bob.click(opened, "提醒我")
        asked = await bob.click(opened, "提问")
        await bob.submit(asked, {"你的问题": "为什么"})

        start += timedelta(hours=1)
        chosen = await _session_id(staff, sandbox)
        await staff.slash(
            "session move", in_=sandbox.staff, session=chosen, when=f"{start:{WRITTEN}}"
        )
        await eventually(lambda: event.starts_at == start, "the event was not moved")
        assert "has been moved" in text_of(await alice.wait_for_dm())
        assert "改期" in text_of(await bob.wait_for_dm())

        await _pass_until(app, clock, start - timedelta(minutes=5))
        await bob.wait_for_dm(lambda message: "开始" in text_of(message))
        assert room.mention in (await bob.click(opened, "进入")).text
        assert Permission.CONNECT & _own(room, bob)[0]
        bob.join_voice(room)
        await _wait_for_there(app, sandbox, [bob.id])
        await _pass_until(app, clock, start)
        await eventually(lambda: event.status.name == "ACTIVE", "the event did not begin")
        await _pass_until(app, clock, start + timedelta(minutes=30))
        bob.leave_voice()
        await _wait_for_there(app, sandbox, [])
        await _pass_until(app, clock, start + timedelta(minutes=60))
        await eventually(lambda: event.status.name == "COMPLETED", "the event did not end")
        await eventually(lambda: _own(room, bob)[0] == Permission.STREAM, "bob kept more")
        assert _own(room, bob) == (Permission.STREAM, Permission.SPEAK)
        attended = await staff.slash("session attendance", in_=sandbox.staff, session=chosen)
        assert f"{bob.mention}: 30 minutes" in attended.text
        await _pass_until(app, clock, start + timedelta(minutes=63))
        await app.services.sessions.completion.run()
        over = await bob.slash("library open", in_=sandbox.general, content="1")
        assert "已结束" in over.text
        assert "已完成" in over.text
        undone = await bob.click(over, "撤销完成")
        assert "已撤销完成" in undone.text
        over = await bob.slash("library open", in_=sandbox.general, content="1")
        assert "已完成" not in over.text


async def test_what_joining_gave_is_taken_from_a_member_who_has_left(sandbox: Sandbox) -> None:
    clock, start = ShiftedClock(), _whole_hour()
    async with sandbox.app(clock=clock) as app:
        room, staff = await _room(sandbox), sandbox.guild.owner
        alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob")
        room.overwrite(bob, allow=Permission.STREAM)  # staff's own, which stays
        await staff.slash(
            "session add",
            in_=sandbox.staff,
            title="Ask me",
            when=f"{start:{WRITTEN}}",
            channel=room,
        )
        await _pass_until(app, clock, start - timedelta(minutes=5))
        for member in (alice, bob):
            shown = await member.slash("sessions", in_=sandbox.general)
            opened = await member.select(shown, "Open a session", ["Ask me"])
            await member.click(opened, "Join")
            assert Permission.CONNECT & _own(room, member)[0]
            member.leave()
        await _pass_until(app, clock, start)
        await _pass_until(app, clock, start + timedelta(minutes=60))
        await eventually(lambda: alice.id not in room.state.overwrites, "alice kept hers")
        await eventually(lambda: _own(room, bob)[0] == Permission.STREAM, "bob kept more")


async def _there(app: App, sandbox: Sandbox) -> list[int]:
    """Return who is recorded as being in a channel."""
    async with app.services.deps.database.read() as connection:
        return list(await voice_stays.open_in(connection, sandbox.guild.id))


async def _wait_for_there(app: App, sandbox: Sandbox, expected: list[int]) -> None:
    async def fits() -> bool:
        return await _there(app, sandbox) == expected

    await eventually(fits, "the wrong members were seen")


async def test_a_calendar_is_served_until_it_is_revoked(sandbox: Sandbox) -> None:
    async with sandbox.app(), aiohttp.ClientSession() as browser:
        await _room(sandbox)
        staff, alice = sandbox.guild.owner, sandbox.guild.join("alice")
        await staff.slash(
            "session add",
            in_=sandbox.staff,
            title="Outside",
            when=f"{_whole_hour():{WRITTEN}}",
            link="https://meet.example/secret",
        )
        await eventually(lambda: bool(sandbox.guild.state.events), "no event was made")
        assert "secret" not in str(sandbox.guild.event("Outside").location)
        shown = await alice.slash("sessions", in_=sandbox.general)
        assert "secret" not in shown.text
        link = await alice.click(shown, "My calendar")
        url = link.text.split()[-1]
        async with browser.get(url) as response:
            assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
            assert response.headers["Cache-Control"] == "private, no-store"
            assert "SUMMARY:Outside" in await response.text()
        await alice.click(link, "Revoke the link")
        async with browser.get(url) as response:
            assert response.status == 404


async def test_what_discord_would_refuse_is_said_before(sandbox: Sandbox) -> None:
    async with sandbox.app():
        room = sandbox.guild.create_stage_channel("hall")
        refused = await sandbox.guild.owner.slash(
            "session add",
            in_=sandbox.staff,
            title="X",
            when=f"{_whole_hour():{WRITTEN}}",
            channel=room,
        )
        assert "Create Events" in refused.text
        assert "Mute Members" in refused.text
        assert not sandbox.guild.state.events
