"""Test a course with the real clients: lessons, a quiz, a discussion, a certificate, a path."""

from decimal import Decimal
from functools import partial

import aiohttp
from sqlalchemy import select

from bot.app import App
from bot.learning.authoring import save_course, save_lesson
from bot.learning.drip import AT_ONCE
from bot.learning.quiz import ChoiceQuestion, NumberQuestion, Quiz, TextQuestion
from bot.simulator.discord import Person
from data import contents, tables
from data.contents import NewContent
from tests.e2e.payments.test_purchase import sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

QUIZ = Quiz(
    (
        ChoiceQuestion("Which is a borrow?", ("&x", "x"), frozenset({0}), explanation="A sign."),
        ChoiceQuestion("Which are types?", ("i32", "for", "u8"), frozenset({0, 2}), multiple=True),
        NumberQuestion("How many bits has u8?", Decimal(8)),
        TextQuestion("What checks borrows?", ("the borrow checker", "borrow checker")),
    ),
    75,
)


async def publish(sandbox: Sandbox, app: App, lessons: int) -> list[int]:
    """Publish a course with a quiz in its last lesson, in the plan; return all ids."""
    database, now = app.services.deps.database, app.services.deps.clock.now()
    guild_id, author = sandbox.guild.id, sandbox.guild.owner.id
    async with database.write() as connection:
        course = await contents.add(
            connection, NewContent(guild_id, "course", "Rust", author, tags=("rust",)), now
        )
        await contents.change(connection, course.id, card_channel_id=sandbox.general.id)
        await contents.publish(connection, course.id, now)
        await contents.hold(connection, guild_id, 1, [course.id])
        await save_course(connection, guild_id, course.id, sequential=True)
        ids = [course.id]
        for number in range(1, lessons + 1):
            title = f"Lesson {number}"
            new = NewContent(
                guild_id, "lesson", title, author, course_id=course.id, position=number, minutes=5
            )
            lesson = await contents.add(connection, new, now)
            await contents.publish(connection, lesson.id, now)
            quiz = QUIZ if number == lessons else None
            await save_lesson(
                connection, guild_id, course.id, lesson.id, optional=False, drip=AT_ONCE, quiz=quiz
            )
            ids.append(lesson.id)
    return ids


async def is_item(app: App, thread_id: int) -> bool:
    """Return whether a thread can be recommended."""
    await app.services.recommend.signals.flush()
    async with app.services.deps.database.read() as connection:
        query = select(tables.items.c.id).where(tables.items.c.object_id == thread_id)
        return await connection.scalar(query) is not None


async def give(sandbox: Sandbox, member: Person) -> None:
    await sandbox.guild.owner.slash(
        "grants give", in_=sandbox.staff, member=member, plan="Pro", reason="Speaker", days=7
    )
    await sandbox.guild.wait_for_role(member, sandbox.pro)


async def test_a_course_from_the_first_lesson_to_the_certificate(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sell(sandbox)
        course, *_ = await publish(sandbox, app, lessons=2)
        alice = sandbox.guild.join("alice")
        here = sandbox.general
        locked = await alice.slash("learn course", in_=here, course="Rust")
        assert "Previews are open" in locked.text
        await give(sandbox, alice)
        panel = await alice.slash("learn course", in_=here, course=str(course))
        assert "0 of 2 lessons done" in panel.text
        assert "Opens after “Lesson 1”" in panel.text
        card = await alice.click(panel, "Continue: Lesson 1")
        assert "Press *Done*" in card.text
        discussion = await alice.click(card, "Discuss")
        again = await alice.click(card, "Discuss")
        (thread,) = here.threads
        assert thread.name == "Rust: Lesson 1"
        assert discussion.text == again.text
        await eventually(partial(is_item, app, thread.id), "the discussion is no item")
        card = await alice.click(card, "Done")
        assert "Done on" in card.text
        card = await alice.click(card, "Not done")
        done = await alice.slash("learn done", in_=here)
        assert "Lesson 1" in done.text
        card = await alice.slash("learn next", in_=here)
        assert "once 75% of your answers are correct" in card.text
        asked = await alice.click(card, "Quiz")
        asked = await alice.click(asked, "&x")
        assert "Question 2 of 4" in asked.text
        asked = await alice.select(asked, "Choose all that are correct", ["i32", "u8"])
        form = await alice.click(asked, "Answer")
        refused = await alice.submit(form, {"Answer": "many"})
        assert "not a number" in refused.text
        form = await alice.click(asked, "Answer")
        asked = await alice.submit(form, {"Answer": "7"})
        assert "Question 4 of 4" in asked.text
        form = await alice.click(asked, "Answer")
        result = await alice.submit(form, {"Answer": "Borrow Checker"})
        assert "Passed: 3 of 4 correct (75%)" in result.text
        assert "Correct: 8" in result.text
        panel = await alice.slash("learn course", in_=here, course="Rust")
        assert "2 of 2 lessons done" in panel.text
        form = await alice.click(panel, "Certificate")
        issued = await alice.submit(form, {"Name on the certificate": "Alice 爱丽丝"}, timeout=20)
        assert len(issued.message.attachments) == 2
        await check_page(app, issued.text)
    assert_conforms(sandbox.discord)


async def check_page(app: App, text: str) -> None:
    """Look the certificate up as a stranger, in both languages, then unknown numbers."""
    number = text.partition("Number: **")[2].partition("**")[0]
    site = f"http://127.0.0.1:{app.port}/verify"
    async with aiohttp.ClientSession() as browser:
        page = await (await browser.get(f"{site}/{number.lower()}?lang=en")).text()
        assert "This certificate is valid" in page
        assert "Alice 爱丽丝" in page
        chinese = await (await browser.get(f"{site}/{number}?lang=zh-CN")).text()
        assert "证书有效" in chinese
        other = await browser.get(f"{site}/{number[:-1]}{'0' if number[-1] != '0' else '1'}")
        unknown = await browser.get(f"{site}/0000-0000-0000-0000")
        assert other.status == unknown.status == 200
        assert await other.text() == await unknown.text()


async def test_a_long_course_is_paged_and_a_profile_shapes_the_path(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sell(sandbox)
        await publish(sandbox, app, lessons=20)
        here, bob = sandbox.general, sandbox.guild.join("bob", locale="zh-CN")
        await give(sandbox, bob)
        panel = await bob.slash("learn course", in_=here, course="Rust")
        assert "Lesson 7" in panel.text
        assert "Lesson 8" not in panel.text
        panel = await bob.click(panel, "▶")
        assert "Lesson 8" in panel.text
        profile = await bob.slash("me profile", in_=here)
        profile = await bob.select(profile, "想学的", ["rust"])
        profile = await bob.select(profile, "每周时间", ["60"])
        path = await bob.slash("learn path", in_=here)
        assert "通向你的目标" in path.text
        assert "完成上一步后开放" in path.text
        assert "不足 20 人" in path.text
        card = await bob.click(path, "开始")
        assert "点击「完成」" in card.text
        review = await bob.slash("learn review", in_=here)
        review = await bob.click(review, "好的")
        assert "还没有题目" in review.text
    assert_conforms(sandbox.discord)
