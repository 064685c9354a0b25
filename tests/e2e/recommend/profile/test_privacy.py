"""Test that a member's data is erased when they ask, and stays so."""

from datetime import timedelta
from secrets import token_hex

from bot.simulator.discord import Person, text_of
from data import notices
from tests.e2e.planted_community import opened_post
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.e2e.stored_rows import signals_of
from tests.spec.discord_spec import assert_conforms

MIB = 1024 * 1024


async def acted(sandbox: Sandbox, *people: Person) -> None:
    """Let people answer and react, and wait until it is stored."""
    ann = sandbox.guild.join("ann")
    post = await opened_post(sandbox, ann, "Borrowing", *people)
    for person in people:
        await person.react(post.starter, "👍")
        await eventually(lambda who=person: known(sandbox, who, 2), "their acts were not stored")


async def known(sandbox: Sandbox, person: Person, count: int) -> bool:
    return len(await signals_of(sandbox, person.id)) == count


async def test_now_after_a_question_and_not_again_by_history(sandbox: Sandbox) -> None:
    bob, cleo = sandbox.guild.join("bob"), sandbox.guild.join("cleo", locale="zh-CN")
    async with sandbox.app():
        await acted(sandbox, bob, cleo)
        packed = await bob.slash("privacy export")
        assert packed.ephemeral
        assert [each["filename"] for each in packed.message.attachments] == ["lyceum-data.zip"]
        asked = await bob.slash("privacy erase", when="now")
        assert asked.ephemeral
        assert "Payment records stay" in asked.text
        assert await known(sandbox, bob, 2)
        done = await bob.click(asked, "Erase it")
        assert "Done: 2 records erased." in done.text
        assert await known(sandbox, bob, 0)
        assert await known(sandbox, cleo, 2)
        assert "会保留" in (await cleo.slash("privacy erase")).text
    async with sandbox.app() as app:
        # Discord still shows what bob did; it is read again, and stays erased.
        guild = app.connection.client.get_guild(sandbox.guild.id)
        assert guild is not None
        late = await bob.say(
            sandbox.general, "words", reply_to=await cleo.say(sandbox.general, "words")
        )
        await eventually(lambda: known(sandbox, bob, 1), "what bob did later was not stored")
        assert late.reply_to is not None
    assert await known(sandbox, bob, 1)
    assert_conforms(sandbox.discord)


async def test_when_they_leave_heard_or_unheard(sandbox: Sandbox) -> None:
    bob, cleo, dan = (sandbox.guild.join(name) for name in ("bob", "cleo", "dan"))
    async with sandbox.app():
        await acted(sandbox, bob, cleo, dan)
        for person in (bob, cleo):
            assert (
                "When you leave the server, I'll erase"
                in (await person.slash("privacy erase", when="when I leave")).text
            )
        bob.leave()
        dan.leave()
        await eventually(lambda: known(sandbox, bob, 0), "bob's taste was not erased")
    cleo.leave()
    assert await known(sandbox, cleo, 2)
    async with sandbox.app():
        await eventually(lambda: known(sandbox, cleo, 0), "cleo's taste was not erased")
    assert await known(sandbox, dan, 2)


async def test_the_choice_can_be_taken_back(sandbox: Sandbox) -> None:
    bob = sandbox.guild.join("bob")
    async with sandbox.app():
        await bob.slash("privacy erase", when="when I leave")
        assert "even after you leave" in (await bob.slash("privacy erase", when="keep")).text
        assert "even after you leave" in (await bob.slash("privacy erase")).text


async def test_data_that_one_file_can_t_hold_comes_in_several_messages(sandbox: Sandbox) -> None:
    bob, cleo = sandbox.guild.join("bob"), sandbox.guild.join("cleo", locale="zh-CN")
    sandbox.discord.world.attachments.limit = MIB
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("privacy")
        database, now = app.services.deps.database, app.services.deps.clock.now()
        async with database.write() as connection:
            for number, member in enumerate((bob, cleo) * 1_000):
                await notices.post(
                    connection,
                    guild_id=sandbox.guild.id,
                    user_id=member.id,
                    key=str(number),
                    message="turn-given",
                    arguments={"reason": token_hex(1_000)},
                    at=now + timedelta(days=1),  # so that none is delivered
                )
        for member, more, end in (
            (bob, "too much for one file", "all of it, in 2 files"),
            (cleo, "一个文件放不下", "共 2 个文件"),
        ):
            first = await member.slash("privacy export")
            await first.wait_for_followup(count=2)
            shown = [first.message, *first.followups]
            assert more in text_of(shown[1])
            assert end in text_of(shown[2])
            names = [each["filename"] for message in shown for each in message.attachments]
            assert names == ["lyceum-data.zip", "lyceum-data-2.zip"]
            assert all(each["size"] <= MIB for m in shown for each in m.attachments)
            assert all(message.ephemeral for message in shown)
    assert_conforms(sandbox.discord)
