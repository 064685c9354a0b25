"""Test that a member who leaves in the middle of a course and returns finds all as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import aiohttp

from bot.app import App
from bot.clock import ShiftedClock
from bot.learning.authoring import save_course, save_lesson
from bot.learning.drip import AT_ONCE, Drip
from bot.simulator.discord import Message, Person, text_of
from data import contents
from data.contents import NewContent
from tests.e2e.digest.clockwork import last_ended, let_slot_come, plan_digest
from tests.e2e.learning.test_course import publish
from tests.e2e.payments.test_purchase import buy, sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import SHORT_TICK_SECONDS, Sandbox
from tests.e2e.stored_rows import nothing_waits

DAILY = {"personal_minimum_items": 1, "personal_max_per_week": 7}
DAYS_AWAY = 9  # more than the drip's days, and than those after which a course has stalled


async def publish_short(sandbox: Sandbox, app: App) -> None:
    """Publish a course of one lesson in the plan."""
    database, now = app.services.deps.database, app.services.deps.clock.now()
    guild_id, author = sandbox.guild.id, sandbox.guild.owner.id
    async with database.write() as connection:
        made = NewContent(guild_id, "course", "Short", author)
        course = await contents.add(connection, made, now)
        lesson = await contents.add(
            connection,
            NewContent(guild_id, "lesson", "All of it", author, course_id=course.id, position=1),
            now,
        )
        for each in (course, lesson):
            await contents.publish(connection, each.id, now)
        await contents.hold(connection, guild_id, 1, [course.id])
        await save_course(connection, guild_id, course.id, sequential=True)
        await save_lesson(
            connection, guild_id, course.id, lesson.id, optional=False, drip=AT_ONCE, quiz=None
        )


async def publish_dripping(sandbox: Sandbox, app: App) -> None:
    """Publish a course whose second lesson opens seven days after the first look."""
    course, _, second, *_ = await publish(sandbox, app, lessons=3)
    async with app.services.deps.database.write() as connection:
        await save_lesson(
            connection,
            sandbox.guild.id,
            course,
            second,
            optional=False,
            drip=Drip("days", 7),
            quiz=None,
        )


async def complete_short(sandbox: Sandbox, alice: Person) -> None:
    panel = await alice.slash("learn course", in_=sandbox.general, course="Short")
    card = await alice.click(panel, "Continue: All of it")
    await alice.click(card, "Done")


async def certificate_of(sandbox: Sandbox, alice: Person) -> str:
    """Ask for the certificate of the short course; return its number."""
    panel = await alice.slash("learn course", in_=sandbox.general, course="Short")
    form = await alice.click(panel, "Certificate")
    issued = await alice.submit(form, {"Name on the certificate": "Alice"}, timeout=20)
    return issued.text.partition("Number: **")[2].partition("**")[0]


async def is_valid(app: App, number: str) -> bool:
    async with aiohttp.ClientSession() as browser:
        url = f"http://127.0.0.1:{app.port}/verify/{number}?lang=en"
        return "This certificate is valid" in await (await browser.get(url)).text()


async def posted(
    sandbox: Sandbox, clock: ShiftedClock, title: str, people: tuple[Person, Person]
) -> None:
    """Let one member post at the clock's time, and another reply."""
    author, other = people
    now = clock.now()
    post = await author.post(sandbox.questions, title, "Read this.", at=now - timedelta(hours=1))
    await other.say(post, "I did.", at=now)


async def test_who_leaves_amid_a_course_loses_nothing_and_is_left_in_peace(
    sandbox: Sandbox,
) -> None:
    clock, sandbox = ShiftedClock(), replace(sandbox, tick_seconds=SHORT_TICK_SECONDS)
    news, here = sandbox.guild.create_text_channel("news"), sandbox.general
    ann, bob, carol = (sandbox.guild.join(name) for name in ("ann", "bob", "carol"))
    async with sandbox.app(clock=clock, digest=DAILY) as app:
        await sell(sandbox)
        await publish_dripping(sandbox, app)
        await publish_short(sandbox, app)
        alice = await buy(sandbox)
        await plan_digest(sandbox, news)
        for member in (alice, carol):
            await member.slash("me digest", state="on")
        await complete_short(sandbox, alice)
        number = await certificate_of(sandbox, alice)
        panel = await alice.slash("learn course", in_=here, course="Rust")
        card = await alice.click(panel, "Continue: Lesson 1")
        discussion = await alice.click(card, "Discuss")
        await alice.click(card, "Done")
        panel = await alice.slash("learn course", in_=here, course="Rust")
        assert "1 of 3 lessons done" in panel.text
        clock.advance(timedelta(minutes=20))  # so that nothing is an answer in place any more
        alice.leave()
        await sandbox.staff.wait_for_message(_has("no longer in the server"))
        await eventually(lambda: nothing_waits(sandbox), "notices kept waiting")
        before = sandbox.discord.count("POST", "/users/@me/channels")

        for day in range(DAYS_AWAY):
            await posted(sandbox, clock, f"News {day}", (ann, bob))
            await let_slot_come(sandbox, app, clock)
            await carol.wait_for_dm(_has(f"News {day}"), timeout=20)
            await last_ended(sandbox, "done")
        assert alice.inbox == []
        assert sandbox.discord.count("POST", "/users/@me/channels") == before + 1  # to carol
        assert await is_valid(app, number)

        sandbox.guild.join(alice)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await posted(sandbox, clock, "Welcome back", (ann, bob))
        await let_slot_come(sandbox, app, clock)
        own = await alice.wait_for_dm(_has("Welcome back"), timeout=20)
        assert "You stopped in **Rust**: 1 of 3" in text_of(own)
        assert await certificate_of(sandbox, alice) == number
        panel = await alice.slash("learn course", in_=here, course="Rust")
        assert "1 of 3 lessons done" in panel.text
        assert "Continue: Lesson 2" in [each.label for each in panel.buttons]
        card = await alice.click(panel, "Open")
        assert (await alice.click(card, "Discuss")).text == discussion.text
        assert len(here.threads) == 1
    assert len(alice.inbox) == 1


def _has(words: str) -> Callable[[Message], bool]:
    return lambda message: words in text_of(message)
