"""Test a folder that is published by the command and read in Discord."""

import asyncio
from pathlib import Path

from bot.simulator.discord import text_of
from data import contents
from data.engine import open_database
from tests.e2e.bot_process import spawn
from tests.e2e.payments.test_purchase import pay
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.flow.publishing.conftest import write
from tests.spec.discord_spec import assert_conforms

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
ESSAY = "---\ntitle: Lifetimes\nprice: 9.00 EUR\n---\n![A box](box.png)\n\n" + "\n\n".join(
    f"Paragraph {number}. " + "words " * 60 for number in range(20)
)


async def published(sandbox: Sandbox, folder: Path, *words: str) -> str:
    """Run the command; return what it printed."""
    process = await spawn(
        "publish",
        str(folder),
        "--guild",
        str(sandbox.guild.id),
        *words,
        folder=sandbox.folder,
        environment=sandbox.environment(),
        port=sandbox.port,
    )
    outcome = await process.wait()
    assert outcome.code == 0, outcome
    return outcome.out


async def numbers(sandbox: Sandbox) -> dict[str, int]:
    """Map the titles of what is published to their ids."""
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        found = await contents.of_guild(connection, sandbox.guild.id, ("published",))
    await database.close()
    return {each.title: each.id for each in found}


async def titles(sandbox: Sandbox) -> list[str]:
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        found = await contents.of_guild(connection, sandbox.guild.id, ("published",))
    await database.close()
    return [each.title for each in found]


async def test_an_essay_is_published_sold_and_read(sandbox: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "essays"
    write(folder, {"essay.md": ESSAY})
    (folder / "box.png").write_bytes(PNG)
    async with sandbox.app():
        await sandbox.guild.wait_for_command("shop")
        dry = await published(sandbox, folder)
        assert "+ essay.md: Lifetimes" in dry
        assert await titles(sandbox) == []
        assert "Published." in await published(sandbox, folder, "--apply")
        assert "1 unchanged" in await published(sandbox, folder)
        alice = sandbox.guild.join("alice")
        listed = await alice.slash("shop", in_=sandbox.general)
        order = await alice.click(listed, "Buy")
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "is yours" in answer.text)
        first = await alice.click(order, "Open")
        assert "Paragraph 0." in first.text
        assert "Page 1 of 3" in first.text
        assert len(first.message.attachments) == 1
        second = await alice.click(first, "Next page")
        assert "Page 2 of 3" in second.text
        assert second.message.attachments == []
        again = await alice.slash("library open", in_=sandbox.general, content="1")
        assert "Page 2 of 3" in again.text
        back = await alice.click(again, "Back")
        assert "Paragraph 0." in back.text
    assert_conforms(sandbox.discord)


async def test_what_builds_on_another_text_says_so_and_opens_all_the_same(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    basics = "---\ntitle: Basics\npreview: true\n---\nWhat a value is.\n"
    essay = "---\ntitle: Lifetimes\npreview: true\nprerequisites: basics\n---\nHow long it is.\n"
    write(folder, {"basics.md": basics, "essay.md": essay})
    shop = sandbox.guild.create_text_channel("shop")
    async with sandbox.app(library={"shop_channel": "shop"}):
        await sandbox.guild.wait_for_command("shop")
        assert "Published." in await published(sandbox, folder, "--apply")
        await sandbox.guild.owner.slash("catalogue list", in_=sandbox.staff)  # the cards are due
        await eventually(lambda: len(shop.messages) == 2, "no cards")
        (card,) = [each for each in map(text_of, shop.messages) if "Lifetimes" in each]
        assert "Builds on **Basics**" in card
        alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob", locale="zh-CN")
        ids = await numbers(sandbox)
        essay_id = str(ids["Lifetimes"])
        asked = await bob.slash("library open", in_=sandbox.general, content=essay_id)
        assert "Lifetimes** 以 **Basics** 为基础" in asked.text
        text = await bob.click(asked, "直接打开")
        assert "How long it is." in text.text
        asked = await alice.slash("library open", in_=sandbox.general, content=essay_id)
        assert "Lifetimes** builds on **Basics**" in asked.text
        text = await alice.click(asked, "Basics")
        assert "What a value is." in text.text
        done = await alice.click(text, "Done")
        assert "**Basics** is done." in done.text
        text = await alice.slash("library open", in_=sandbox.general, content=essay_id)
        assert "How long it is." in text.text
        await alice.click(done, "Not done")
        asked = await alice.slash("library open", in_=sandbox.general, content=essay_id)
        assert "builds on" in asked.text
    assert_conforms(sandbox.discord)


async def test_a_kill_in_the_middle_leaves_nothing_half_visible(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    lessons = {f"{nth:03}.md": f"---\ntitle: L{nth}\n---\nText {nth}.\n" for nth in range(150)}
    write(folder, {"course.md": "---\ntitle: Course\n---\n"} | lessons)
    async with sandbox.app():
        pass  # it makes the database
    process = await spawn(
        "publish",
        str(folder),
        "--guild",
        str(sandbox.guild.id),
        "--apply",
        folder=sandbox.folder,
        environment=sandbox.environment(),
        port=sandbox.port,
    )
    library = sandbox.folder / "library" / "texts"
    async with asyncio.timeout(20):
        while len(list(library.glob("*/*"))) < 20:  # noqa: ASYNC110 a file is no event
            await asyncio.sleep(0.001)
    process.kill()
    await process.wait()
    assert await titles(sandbox) == []
    assert "Published." in await published(sandbox, folder, "--apply")
    assert await titles(sandbox) == ["Course"]
