"""Pictures of live sessions and of a message that is sold, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_sessions.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, Person, PlayedChannel
from data import voice_stays
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.e2e.sessions.test_sessions import MAY, WRITTEN
from tests.pictures.bench_learning import button
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import Tour

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

MENU, I_AGREE = "Turn into a product", {"en": "I agree", "zh-CN": "同意"}


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_sessions(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    guild, owner, staff = sandbox.guild, sandbox.guild.owner, sandbox.staff
    guild.edit(name=scene.guild)
    guild.edit_role(guild.bot_role, permissions=MAY)
    room = guild.create_voice_channel("room")
    room.overwrite(guild.everyone, deny=Permission.CONNECT)
    room.overwrite(guild.bot_role, allow=Permission.CONNECT)
    hall = guild.create_voice_channel("hall")
    mei, ann = (guild.join(name, locale=scene.locale) for name in ("mei", "ann"))
    owner.user.locale = scene.locale
    tour = Tour(sandbox, scene.language, tmp_path)
    clock = ShiftedClock()
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(clock=clock, discord=speaking) as app:
        await guild.wait_for_command("session")
        plan: dict[str, Any] = {"name": "Pro", "role": sandbox.pro, "interval": "month"}
        await owner.slash("plan add", in_=staff, amount="9.00", currency="EUR", **plan)
        start = await _scheduled(tour, owner, room, hall)
        chosen = await _followed(tour, mei, ann)
        await _moved(tour, owner, mei, start)
        await tour.draw("sessions-1")
        start += timedelta(hours=1)
        await _held(tour, app, clock, mei, ann, room, start)

        async def over() -> bool:
            await app.services.sessions.follow_up.run()
            return bool(await owner.autocomplete("session attendance", in_=staff, session=""))

        await eventually(over, "not over")
        choices = await owner.autocomplete("session attendance", in_=staff, session="")
        first = str(choices[0]["value"])
        tour.see(
            "/session attendance", await owner.slash("session attendance", in_=staff, session=first)
        )
        kept = await owner.slash(
            "session recording",
            in_=staff,
            session=first,
            link="https://videos.example/1",
            notes=tour.words["minutes"],
        )
        tour.see("/session recording", kept)
        tour.see("Turn into an article", await owner.click(kept, button(kept, "session-lesson")))
        tour.see("/session list past", await owner.slash("session list", in_=staff, which="past"))
        tour.see("/sessions, after", await mei.slash("sessions", in_=sandbox.general))
        await _message(tour, owner, ann)
        await tour.draw("sessions-2")
        assert chosen


async def _scheduled(
    tour: Tour, owner: Person, room: PlayedChannel, hall: PlayedChannel
) -> datetime:
    (first, second, third), text = tour.words["sessions"], tour.words["session_text"]
    staff = tour.sandbox.staff
    start = (datetime.now(UTC) + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    tour.see("/session list, empty", await owner.slash("session list", in_=staff))
    made = await owner.slash(
        "session add", in_=staff, title=first, when=f"{start:{WRITTEN}}", channel=room, text=text
    )
    tour.see("/session add", made)
    made = await owner.slash(
        "session add",
        in_=staff,
        title=second,
        when=f"{start + timedelta(days=1):{WRITTEN}}",
        channel=hall,
        repeats="weekly",
        plan="Pro",
    )
    tour.see("/session add, weekly, in an open channel", made)
    made = await owner.slash(
        "session add",
        in_=staff,
        title=third,
        when=f"{start + timedelta(days=3):{WRITTEN}}",
        link="https://meet.example/x",
        minutes=90,
    )
    tour.see("/session add, outside", made)
    tour.see(
        "/session add, wrong time",
        await owner.slash("session add", in_=staff, title="x", when="tomorrow", channel=room),
    )
    await eventually(lambda: len(tour.sandbox.guild.state.events) >= 3, "no events")
    return start


async def _followed(tour: Tour, mei: Person, ann: Person) -> str:
    here, staff = tour.sandbox.general, tour.sandbox.staff
    shown = await mei.slash("sessions", in_=here)
    tour.see("/sessions", shown)
    menu = shown.selects[0]
    for label, value in menu.options:
        opened = await mei.select(shown, menu.custom_id, [value])
        tour.see(f"opened: {label}", opened)
    value = next(value for label, value in menu.options if label == tour.words["sessions"][0])
    opened = await mei.select(shown, menu.custom_id, [value])
    tour.see("Remind me", await mei.click(opened, button(opened, ":follow:")))
    form = await mei.click(opened, button(opened, ":ask:"))
    tour.see("form", form)
    label = form.modal.fields[0].label if form.modal else ""
    for who, text in zip((mei, ann), tour.words["questions"], strict=True):
        other = await who.select(await who.slash("sessions", in_=here), menu.custom_id, [value])
        form = await who.click(other, button(other, ":ask:"))
        tour.see("asked", await who.submit(form, {label: text}))
    opened = await mei.select(shown, menu.custom_id, [value])
    tour.see("with questions", opened)
    tour.see("Join, too early", await mei.click(opened, button(opened, ":join:")))
    link = await mei.click(shown, button(shown, "lyceum:calendar"))
    tour.see("My calendar", link)
    tour.see("My calendar, again", await mei.click(shown, button(shown, "lyceum:calendar")))
    tour.see("/session list", await tour.sandbox.guild.owner.slash("session list", in_=staff))
    return value


async def _moved(tour: Tour, owner: Person, mei: Person, start: datetime) -> None:
    staff = tour.sandbox.staff
    choices = await owner.autocomplete("session move", in_=staff, session="")
    first = next(c for c in choices if tour.words["sessions"][0] in str(c["name"]))
    moved = await owner.slash(
        "session move",
        in_=staff,
        session=str(first["value"]),
        when=f"{start + timedelta(hours=1):{WRITTEN}}",
    )
    tour.see("/session move", moved)
    third = next(c for c in choices if tour.words["sessions"][2] in str(c["name"]))
    opened = await mei.slash("sessions", in_=tour.sandbox.general)
    menu = opened.selects[0]
    panel = await mei.select(
        opened,
        menu.custom_id,
        [value for title, value in menu.options if title == tour.words["sessions"][2]],
    )
    await mei.click(panel, button(panel, ":follow:"))
    gone = await owner.slash("session cancel", in_=staff, session=str(third["value"]))
    tour.see("/session cancel", gone)
    await eventually(lambda: len(mei.inbox) >= 2, "no notices")
    for message in mei.inbox:
        tour.see("DM", message)


async def _held(
    tour: Tour,
    app: App,
    clock: ShiftedClock,
    mei: Person,
    ann: Person,
    room: PlayedChannel,
    start: datetime,
) -> None:
    here = tour.sandbox.general
    for before in (timedelta(hours=23), timedelta(minutes=9)):
        seen = len(mei.inbox)
        clock.advance(start - before - clock.now())
        await app.services.sessions.follow_up.run()
        await eventually(lambda: len(mei.inbox) > seen, "no reminder")  # noqa: B023 awaited at once
        tour.see(f"DM, {before} before", mei.inbox[-1])
    shown = await mei.slash("sessions", in_=here)
    opened = await mei.select(shown, shown.selects[0].custom_id, [shown.selects[0].options[0][1]])
    tour.see("Join", await mei.click(opened, button(opened, ":join:")))
    room.overwrite(mei, allow=Permission.CONNECT)
    room.overwrite(ann, allow=Permission.CONNECT)
    mei.join_voice(room)
    ann.join_voice(room)

    async def there(count: int) -> bool:
        async with app.services.deps.database.read() as connection:
            return len(await voice_stays.open_in(connection, tour.sandbox.guild.id)) == count

    await eventually(lambda: there(2), "not seen")
    clock.advance(start - clock.now())
    await app.services.sessions.follow_up.run()
    tour.see("/sessions, on now", await mei.slash("sessions", in_=here))
    clock.advance(timedelta(minutes=42))
    ann.leave_voice()
    await eventually(lambda: there(1), "not seen")
    clock.advance(timedelta(minutes=19))
    mei.leave_voice()
    await eventually(lambda: there(0), "not seen")


async def _message(tour: Tour, owner: Person, ann: Person) -> None:
    said = await ann.say(tour.sandbox.general, tour.words["message"])
    made = await owner.menu(MENU, said)
    tour.see("message menu", made)
    for message in made.followups:
        tour.see("message menu, after", message)
    tour.see("Publish, too early", await owner.click(made, button(made, ":publish:")))
    question = await ann.wait_for_dm()
    tour.see("DM to the author", question)
    agreed = await ann.click(question, I_AGREE[tour.language])
    tour.see("I agree", agreed)
    await tour.sandbox.staff.wait_for_message()
    for message in tour.sandbox.staff.messages:
        tour.see("staff", message)
