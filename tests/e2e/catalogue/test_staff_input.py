"""Test commands of the catalogue with what people type by mistake, in both languages."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.files.store import FileStore
from bot.simulator.discord import Person
from data import contents, tables
from data.contents import Kind, NewContent
from tests.e2e.payments.test_purchase import pay
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.e2e.sessions.test_sessions import MAY
from tests.spec.discord_spec import assert_conforms

OTHER_GUILD = 4_711
TOO_LARGE = "9" * 19  # as many digits as Discord lets people type; no database takes it


async def add(
    sandbox: Sandbox, app: App, title: str, kind: Kind = "article", guild_id: int = 0
) -> int:
    """Publish a content, here or in another server; return its id."""
    now = app.services.deps.clock.now()
    guild_id = guild_id or sandbox.guild.id
    store = FileStore(f"file:{sandbox.folder / 'library'}")
    text = await store.put("texts", title.encode())
    async with app.services.deps.database.write() as connection:
        new = NewContent(guild_id, kind, title, sandbox.guild.owner.id)
        made = await contents.add(connection, new, now)
        await contents.change(connection, made.id, body_key=text.key)
        await contents.publish(connection, made.id, now)
    return made.id


async def prerequisites(app: App) -> set[tuple[int, int]]:
    """Return what is stored: pairs of a content and what comes before it."""
    query = select(tables.prerequisites.c.content_id, tables.prerequisites.c.required_id)
    async with app.services.deps.database.read() as connection:
        return {(row[0], row[1]) for row in await connection.execute(query)}


async def test_prerequisites_are_set_and_what_cannot_be_is_refused(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("catalogue")
        basics, essay, book = [
            await add(sandbox, app, title) for title in ("Basics", "Essay", "Book")
        ]
        foreign = await add(sandbox, app, "Elsewhere", guild_id=OTHER_GUILD)
        owner = sandbox.guild.owner

        async def ask(content: object, before: object, needed: str = "yes") -> str:
            options: dict[str, Any] = {
                "content": str(content),
                "before": str(before),
                "needed": needed,
            }
            reply = await owner.slash("catalogue prerequisite", in_=sandbox.staff, **options)
            assert reply.ephemeral
            return reply.text

        assert "Essay" in await ask(essay, basics)
        await ask(book, essay)
        stored = {(essay, basics), (book, essay)}
        assert await prerequisites(app) == stored
        for language in ("en-US", "zh-CN"):
            owner.user.locale = language
            refusals = {
                "circle": [await ask(basics, book), await ask(basics, basics)],
                "unknown": [
                    await ask(basics, 4_000),
                    await ask(4_000, basics),
                    await ask(basics, foreign),
                    await ask(foreign, basics),
                    await ask("basics", essay),
                    await ask(TOO_LARGE, essay),
                    await ask(basics, TOO_LARGE),
                ],
            }
            circle, unknown = WORDS[language]
            assert all(circle in each for each in refusals["circle"]), refusals
            assert all(unknown in each for each in refusals["unknown"]), refusals
        assert await prerequisites(app) == stored
        offered = await owner.autocomplete(
            "catalogue prerequisite", in_=sandbox.staff, content=str(basics), before=""
        )
        assert {each["name"] for each in offered} == {"📄 Basics", "📄 Essay", "📄 Book"}
        await ask(book, essay, "no")
        assert await prerequisites(app) == {(essay, basics)}
    assert_conforms(sandbox.discord)


WORDS = {
    "en-US": ("would make a circle", "no such content here"),
    "zh-CN": ("形成循环", "这里没有这项内容"),
}


async def test_a_session_becomes_a_lesson_of_a_course_that_exists(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("session")
        sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=MAY)
        course = await add(sandbox, app, "Rust", "course")
        foreign = await add(sandbox, app, "Elsewhere", "course", OTHER_GUILD)
        essay = await add(sandbox, app, "Essay")
        owner, when = sandbox.guild.owner, datetime.now(UTC) + timedelta(days=3)

        async def plan(title: str, course: str) -> str:
            reply = await owner.slash(
                "session add",
                in_=sandbox.staff,
                title=title,
                when=f"{when:%Y-%m-%d %H:%M}",
                link="https://meet.example/room",
                course=course,
            )
            assert reply.ephemeral
            return reply.text

        for language, words in (("en-US", "no such course here"), ("zh-CN", "没有这门课程")):
            owner.user.locale = language
            for wrong in ("Python", str(foreign), "Elsewhere", str(essay), "4000", TOO_LARGE):
                assert words in await plan("Wrong", wrong), wrong
        assert "已安排" in await plan("第一次", str(course))
        owner.user.locale = "en-US"
        assert "is scheduled" in await plan("Second", "Rust")
        async with app.services.deps.database.read() as connection:
            found = await contents.of_course(connection, course)
        assert [each.title for each in found] == ["第一次", "Second"]
        assert found[0].position < found[1].position
        offered = await owner.autocomplete(
            "session add", in_=sandbox.staff, title="X", when="2030-01-01 10:00", course=""
        )
        assert [each["name"] for each in offered] == ["Rust"]
    assert_conforms(sandbox.discord)


async def test_the_list_names_prices_and_bundles_and_is_turned(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("catalogue")
        owner, staff = sandbox.guild.owner, sandbox.staff
        empty = await owner.slash("catalogue list", in_=staff)
        assert "Nothing here yet" in empty.text
        none = await owner.click(empty, "Bundles")
        assert "No bundle is on sale" in none.text
        ids = [await add(sandbox, app, f"Essay *{number}*") for number in range(12)]
        await owner.slash(
            "catalogue price", in_=staff, content=str(ids[11]), amount="9.00", currency="EUR"
        )
        both = "Essay *11*, Essay *10*"
        await owner.slash(
            "catalogue bundle", in_=staff, name="Both", contents=both, amount="15", currency="EUR"
        )
        listed = await owner.slash("catalogue list", in_=staff)
        assert listed.ephemeral
        first = next(part for part in listed.text.split("**") if "€9.00" in part)
        assert "Published · €9.00 for lifetime access · in Both for €15.00" in first
        assert "Essay \\*2\\*" in listed.text
        assert "Essay \\*1\\*" not in listed.text
        listed = await owner.click(listed, "▶️")
        assert "Essay \\*1\\*" in listed.text
        assert "Essay \\*11\\*" not in listed.text
        bundles = await owner.click(listed, "Bundles")
        assert "€15.00 for lifetime access · Essay \\*10\\* + Essay \\*11\\*" in bundles.text
        owner.user.locale = "zh-CN"
        listed = await owner.click(bundles, "Contents")
        assert "含于「Both」" in listed.text
        alice = sandbox.guild.join("alice")
        refused = await alice.slash("catalogue list", in_=sandbox.general, unhidden=True)
        assert "need the Manage Server permission" in refused.text
    assert_conforms(sandbox.discord)


async def saved_by(sandbox: Sandbox, member: Person) -> tuple[str, list[str]]:
    reply = await member.slash("library saved", in_=sandbox.general)
    assert reply.ephemeral
    return reply.text, [button.label for button in reply.buttons]


async def test_saved_contents_are_listed_and_open_or_show_what_would(sandbox: Sandbox) -> None:
    guild = sandbox.guild
    shop = guild.create_forum("shop")
    async with sandbox.app(library={"shop_channel": "shop"}) as app:
        await guild.wait_for_command("catalogue")
        essay, _ = [await add(sandbox, app, title) for title in ("Essay *draft*", "Book")]
        await guild.owner.slash(
            "catalogue price", in_=sandbox.staff, content=str(essay), amount="9.00", currency="EUR"
        )
        await eventually(lambda: len(shop.threads) == 2, "not all cards were posted")
        alice, mei = guild.join("alice"), guild.join("mei", locale="zh-CN")
        assert "saved nothing of the shop" in (await saved_by(sandbox, alice))[0]
        assert "还没有收藏" in (await saved_by(sandbox, mei))[0]

        feedback = app.services.recommend.recommender.feedback
        cards = {each.name: each.id for each in shop.threads}

        async def known() -> bool:
            await app.services.recommend.signals.flush()
            query = select(tables.items.c.object_id).where(tables.items.c.content_id.is_not(None))
            async with app.services.deps.database.read() as connection:
                return set(cards.values()) <= set(await connection.scalars(query))

        await eventually(partial(known), "the cards are no items")
        for title in ("Essay *draft*", "Book"):
            feedback(guild.id, alice.id, cards[title], "save")
        feedback(guild.id, mei.id, cards["Book"], "save")
        feedback(OTHER_GUILD, mei.id, cards["Essay *draft*"], "save")
        text, buttons = await saved_by(sandbox, alice)
        assert "Saved for later" in text
        assert "Essay \\*draft\\*" in text
        assert "Book" in text
        assert buttons == ["Open", "Open"]
        text, _ = await saved_by(sandbox, mei)
        assert "我的收藏" in text
        assert "Book" in text
        assert "Essay" not in text

        reply = await alice.slash("library saved", in_=sandbox.general)
        at = 0 if reply.text.index("Essay") < reply.text.index("Book") else 1
        locked = await alice.click(reply, "Open", index=at)
        assert "don't own" in locked.text
        await pay(sandbox, await alice.slash("buy", in_=sandbox.general, product="Essay *draft*"))
        await eventually(partial(owns, app, alice, essay), "the essay was not given")
        opened = await alice.click(reply, "Open", index=at)
        assert "Essay *draft*" in opened.text
        for wrong in ("Book", "4000", TOO_LARGE):
            missing = await alice.slash("library open", in_=sandbox.general, content=wrong)
            assert "isn't available here now" in missing.text
    assert_conforms(sandbox.discord)


async def owns(app: App, member: Person, content_id: int) -> bool:
    ownership = app.services.catalogue.ownership
    guild_id = next(each.id for each in app.connection.client.guilds)
    return content_id in await ownership.owned(guild_id, member.id)
