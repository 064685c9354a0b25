"""Test messages, reactions, threads and DMs over REST with a discord.py bot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest
from discord.ext import commands

from bot.simulator.discord import Permission, text_of
from tests.spec.discord_bot import Academy, running


@dataclass(frozen=True, slots=True)
class BotView:
    """The bot's view of the academy's channels."""

    bot: commands.Bot
    general: discord.TextChannel
    questions: discord.ForumChannel
    alice: discord.Member


@pytest.fixture
async def bot_view(academy: Academy) -> AsyncIterator[BotView]:
    async with running(academy.sim) as bot:
        guild = bot.get_guild(academy.guild.id)
        assert guild is not None
        general, questions = (guild.get_channel(c.id) for c in (academy.general, academy.questions))
        alice = guild.get_member(academy.alice.id)
        assert isinstance(general, discord.TextChannel)
        assert isinstance(questions, discord.ForumChannel)
        assert alice is not None
        yield BotView(bot, general, questions, alice)


async def test_history_pages_in_every_direction(academy: Academy, bot_view: BotView) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    sent = [
        await academy.alice.say(academy.general, str(n), at=start + timedelta(minutes=n))
        for n in range(7)
    ]
    middle = discord.Object(sent[3].id)
    history = bot_view.general.history

    async def ids(**where: object) -> list[int]:
        return [message.id async for message in history(**where)]  # pyright: ignore[reportArgumentType]

    every = [message.id for message in sent]
    assert await ids() == every[::-1]
    assert await ids(before=middle) == every[:3][::-1]
    assert await ids(after=middle) == every[4:]
    assert await ids(around=middle, limit=3) == every[2:5][::-1]
    assert await ids(limit=2) == every[:4:-1]
    assert [m.created_at async for m in history(limit=1)] == [start + timedelta(minutes=6)]


async def test_history_is_empty_without_its_permission(academy: Academy, bot_view: BotView) -> None:
    await academy.alice.say(academy.general, "hello")
    academy.general.overwrite(academy.guild.bot_role, deny=Permission.READ_MESSAGE_HISTORY)

    assert [m async for m in bot_view.general.history()] == []


async def test_a_reply_notifies_whom_it_may(academy: Academy, bot_view: BotView) -> None:
    question = await academy.alice.say(academy.general, "how?")
    target = bot_view.general.get_partial_message(question.id)
    loud = await target.reply(f"so, <@{academy.bob.id}> @everyone")
    quiet = await target.reply("so", allowed_mentions=discord.AllowedMentions.none())

    stored = await academy.general.wait_for_message(lambda m: m.id == loud.id)
    assert stored.reply_to is question
    assert sorted(stored.mention_ids) == sorted([academy.alice.id, academy.bob.id])
    assert not stored.mention_everyone
    assert quiet.mentions == []


async def test_a_reply_to_nothing_is_refused(bot_view: BotView) -> None:
    with pytest.raises(discord.HTTPException, match="message_reference") as refused:
        await bot_view.general.get_partial_message(1).reply("?")

    assert refused.value.code == 50035


async def test_a_lost_answer_posts_once(academy: Academy, bot_view: BotView) -> None:
    academy.sim.faults.lose_answer("POST", "/channels/*/messages")

    with pytest.raises(aiohttp.ClientConnectionError):
        await bot_view.general.send("only once", nonce="n1")
    again = await bot_view.general.send("only once", nonce="n1")

    statuses = [e.status for e in academy.sim.requests.matching("POST", "/channels/*/messages")]
    assert statuses == [0, 200]
    assert [message.id for message in academy.general.messages] == [again.id]


async def test_editing_and_deleting(academy: Academy, bot_view: BotView) -> None:
    others = await academy.alice.say(academy.general, "mine")
    own = await bot_view.general.send("first", embed=discord.Embed(title="kept"))
    await own.edit(content="second")
    with pytest.raises(discord.Forbidden) as refused:
        await bot_view.general.get_partial_message(others.id).edit(content="stolen")
    await bot_view.general.get_partial_message(others.id).delete()

    assert refused.value.code == 50005
    [left] = academy.general.messages
    assert text_of(left) == "second\nkept"
    assert left.edited_at is not None


async def test_bulk_deletion_spares_the_old(academy: Academy, bot_view: BotView) -> None:
    new = [await academy.alice.say(academy.general, str(n)) for n in range(3)]
    await bot_view.general.delete_messages([discord.Object(message.id) for message in new])
    long_ago = datetime.now(UTC) - timedelta(days=15)
    old = [await academy.alice.say(academy.general, "old", at=long_ago) for _ in range(2)]
    with pytest.raises(discord.HTTPException) as refused:
        await bot_view.general.delete_messages([discord.Object(message.id) for message in old])

    assert refused.value.code == 50034
    assert academy.general.messages == old


async def test_reactions_page_by_user(academy: Academy, bot_view: BotView) -> None:
    message = await academy.alice.say(academy.general, "hello")
    fans = [academy.guild.join(f"fan{n}") for n in range(120)]
    for fan in fans:
        await fan.react(message, "🎉")
    fetched = await bot_view.general.fetch_message(message.id)
    await fetched.add_reaction("👀")

    [party] = fetched.reactions
    assert party.count == 120
    assert {user.id async for user in party.users()} == {fan.id for fan in fans}
    assert set(message.reactions) == {"🎉", "👀"}
    with pytest.raises(discord.HTTPException) as refused:
        await fetched.add_reaction("nonsense")
    assert refused.value.code == 10014


async def test_threads_and_posts_are_listed(academy: Academy, bot_view: BotView) -> None:
    post = await academy.alice.post(academy.questions, "How?", "Like this?", tags=["rust"])
    old = await academy.alice.post(academy.questions, "Old", "…")
    old.archive()
    message = await academy.bob.say(academy.general, "aside")
    aside = await academy.bob.start_thread(message, "aside")
    made = await bot_view.questions.create_thread(name="News", content="Here")

    active = await bot_view.general.guild.active_threads()
    archived = [thread.id async for thread in bot_view.questions.archived_threads()]
    assert {thread.id for thread in active} == {post.id, aside.id, made.thread.id}
    assert archived == [old.id]
    fetched = await bot_view.bot.fetch_channel(post.id)
    assert isinstance(fetched, discord.Thread)
    assert [tag.name for tag in fetched.applied_tags] == ["rust"]
    assert fetched.owner_id == academy.alice.id
    assert post.starter.id == post.id
    assert message.thread_id == aside.id == message.id


async def test_direct_messages_reach_only_who_takes_them(
    academy: Academy, bot_view: BotView
) -> None:
    await bot_view.alice.send("welcome")
    assert (await academy.alice.wait_for_dm()).content == "welcome"

    academy.alice.user.dms_open = False
    with pytest.raises(discord.Forbidden) as refused:
        await bot_view.alice.send("still there?")
    assert refused.value.code == 50007
    assert len(academy.alice.inbox) == 1


async def test_a_file_can_be_fetched_again(academy: Academy, bot_view: BotView) -> None:
    file = discord.File(fp=__file__, filename="a.txt")
    sent = await bot_view.general.send("here", file=file)

    [attachment] = sent.attachments
    assert attachment.filename == "a.txt"
    assert b"can_be_fetched_again" in await attachment.read()
    assert academy.general.messages[0].attachments[0]["size"] == attachment.size


async def test_v2_components_stand_alone(academy: Academy, bot_view: BotView) -> None:
    view = discord.ui.LayoutView()
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    box.add_item(discord.ui.TextDisplay("inside"))
    view.add_item(box)
    await bot_view.general.send(view=view)
    view.add_item(discord.ui.TextDisplay("x" * 4000))
    with pytest.raises(discord.HTTPException, match="4000") as refused:
        await bot_view.general.send(view=view)

    assert refused.value.code == 50035
    assert [text_of(message) for message in academy.general.messages] == ["inside"]
