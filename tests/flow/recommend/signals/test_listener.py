"""Test which signals are stored of what members do on Discord."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest

from bot.settings import Settings
from bot.simulator.discord import (
    DiscordSimulator,
    Message,
    Permission,
    Person,
    PlayedChannel,
    PlayedGuild,
)
from data.engine import Database
from tests.e2e.polling import eventually
from tests.flow.recommend.discord_client import TasteClient, found_guild, taste_client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Server:
    client: TasteClient
    simulator: DiscordSimulator
    guild: PlayedGuild
    chat: PlayedChannel
    news: PlayedChannel
    forum: PlayedChannel
    ann: Person
    bob: Person

    async def settle(self) -> None:
        """Wait until the bot has handled all that happened so far."""
        await self.client.caught_up_with(await self.ann.say(self.chat, "."))

    async def known(self) -> dict[tuple[int, int], list[str]]:
        await self.settle()
        return {
            place: [*kinds] for place, kinds in (await self.client.known(self.guild.id)).items()
        }

    async def kinds(self) -> dict[int, str]:
        await self.settle()
        records = await self.client.records(self.guild.id)
        return {item.object_id: item.kind for item in records.items}


@pytest.fixture
async def server(database: Database) -> AsyncGenerator[Server]:
    settings = Settings.model_validate({"activity": {"content_channels": ["news"]}})
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        chat, news = guild.create_text_channel("chat"), guild.create_text_channel("news")
        forum = guild.create_forum("rust")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, settings) as client:
            yield Server(client, simulator, guild, chat, news, forum, ann, bob)


async def test_a_forum_post_its_answers_and_reactions(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await server.bob.say(post, "words")
    await server.bob.react(post.starter, "👍")
    await server.ann.react(post.starter, "👍")  # on oneself: nothing
    assert await server.known() == {
        (server.ann.id, post.id): ["post"],
        (server.bob.id, post.id): ["react", "reply"],
    }
    (item,) = (await server.client.records(server.guild.id)).items
    assert (item.kind, item.title, item.channel_id) == ("post", "Borrowing", server.forum.id)
    assert item.author_id == server.ann.id
    post.rename("Lifetimes")
    await server.settle()
    (item,) = (await server.client.records(server.guild.id)).items
    assert item.title == "Lifetimes"


async def test_reactions_are_undone_one_by_one(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    answer = await server.ann.say(post, "words")
    for emoji in ("👍", "🎉"):
        await server.bob.react(answer, emoji)
    assert (await server.known())[server.bob.id, post.id] == ["react", "react"]
    await server.bob.unreact(answer, "👍")
    assert (await server.known())[server.bob.id, post.id] == ["react"]
    await server.ann.delete(answer)
    assert (server.bob.id, post.id) not in await server.known()


async def test_plain_talk_leaves_no_trace_but_answers_do(server: Server) -> None:
    first = await server.ann.say(server.chat, "words")
    await server.ann.say(server.chat, "words", reply_to=first)  # to oneself: nothing
    assert await server.known() == {}
    await server.bob.say(server.chat, "words", reply_to=first)
    assert await server.known() == {(server.bob.id, first.id): ["reply"]}
    assert await server.kinds() == {first.id: "message"}
    await server.ann.delete(first)
    assert await server.kinds() == {}


async def test_what_discord_itself_wrote_is_no_item(server: Server) -> None:
    hello = server.guild.welcome(server.ann, server.chat)
    await server.settle()
    await server.bob.react(hello, "👋")
    assert await server.known() == {}
    assert server.simulator.count("GET", f"/channels/{server.chat.id}/messages/{hello.id}") == 0


@dataclass(frozen=True, slots=True)
class Past:
    """A channel in which all was said before the bot came."""

    simulator: DiscordSimulator
    guild: PlayedGuild
    chat: PlayedChannel
    ann: Person
    bob: Person
    cleo: Person

    async def items_become(self, client: TasteClient, *left: int) -> None:
        """Wait until just these messages are items."""

        async def same() -> bool:
            await client.caught_up_with(await self.ann.say(self.chat, "."))
            records = await client.records(self.guild.id)
            return {item.object_id for item in records.items} == {*left}

        await eventually(same, "the items are not what persons wrote")

    def asked(self, message: Message) -> int:
        """Return how often Discord was asked about a message."""
        path = f"/channels/{message.channel_id}/messages/{message.id}"
        return self.simulator.count("GET", path)


@pytest.fixture
async def past() -> AsyncGenerator[Past]:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator, Permission.READ_MESSAGE_HISTORY)
        ann, bob, cleo = (guild.join(name) for name in ("Ann", "Bob", "Cleo"))
        yield Past(simulator, guild, guild.create_text_channel("chat"), ann, bob, cleo)


async def test_of_messages_that_it_did_not_hear_discord_is_asked_once_who_wrote_them(
    past: Past, database: Database
) -> None:
    closed = past.guild.create_text_channel("closed")
    closed.overwrite(past.guild.bot_role, deny=Permission.READ_MESSAGE_HISTORY)
    words, unknown = await past.ann.say(past.chat, "words"), await past.ann.say(closed, "words")
    hello = past.guild.welcome(past.ann, past.chat)
    async with taste_client(past.simulator, database, Settings()) as client:
        for person in (past.bob, past.cleo):
            for message in (hello, words, unknown):
                await person.react(message, "👋")
        await past.items_become(client, words.id, unknown.id)
        await eventually(
            lambda: past.asked(words) and past.asked(unknown), "they were not looked at"
        )
        for message in (hello, words, unknown):
            await past.bob.react(message, "🎉")
        await past.items_become(client, words.id, unknown.id)
        assert [past.asked(message) for message in (hello, words, unknown)] == [1, 1, 1]
        known = await client.known(past.guild.id)
        assert {place[1] for place in known} == {words.id, unknown.id}
    async with taste_client(past.simulator, database, Settings()) as client:
        await past.bob.react(hello, "🥳")  # the next process knows nothing of it either
        await eventually(lambda: past.asked(hello) > 1, "it was not looked at again")
        await past.items_become(client, words.id, unknown.id)


async def test_where_discord_gave_no_answer_it_is_asked_again(
    past: Past, database: Database
) -> None:
    hello = past.guild.welcome(past.ann, past.chat)
    fault = past.simulator.faults.fail("GET", f"*/messages/{hello.id}", status=503)
    async with taste_client(past.simulator, database, Settings()) as client:
        await past.bob.react(hello, "👋")
        await fault.wait_until_hit()
        await past.cleo.react(hello, "👋")
        await past.items_become(client)


async def test_messages_in_content_channels_are_posts(server: Server) -> None:
    news = await server.ann.say(server.news, "words")
    await server.bob.react(news, "👍")
    assert await server.known() == {
        (server.ann.id, news.id): ["post"],
        (server.bob.id, news.id): ["react"],
    }
    assert await server.kinds() == {news.id: "content"}


async def test_a_thread_begun_on_a_message(server: Server) -> None:
    first = await server.ann.say(server.chat, "words")
    await server.bob.react(first, "👍")
    thread = await server.ann.start_thread(first, "Closer look")
    await server.bob.say(thread, "words")
    assert await server.known() == {
        (server.ann.id, thread.id): ["post"],
        (server.bob.id, thread.id): ["react", "reply"],
    }
    assert await server.kinds() == {thread.id: "thread"}
    await server.ann.delete(first)  # the thread lives on
    assert await server.kinds() == {thread.id: "thread"}
    thread.delete()
    assert await server.kinds() == {}


async def test_webhooks_and_bots_count_for_nothing(server: Server) -> None:
    message = server.news.webhook_says("Feed", "words")
    await server.bob.react(message, "👍")
    await server.bob.say(server.chat, "words", reply_to=server.chat.webhook_says("Feed", "words"))
    robot = server.guild.join("Robot", bot=True)
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await robot.say(post, "beep")
    await robot.react(post.starter, "👍")
    assert await server.known() == {(server.ann.id, post.id): ["post"]}


async def test_a_deleted_channel_takes_all_with_it(server: Server) -> None:
    await server.ann.post(server.forum, "Borrowing", "words")
    news = await server.ann.say(server.news, "words")
    server.forum.delete()
    assert await server.kinds() == {news.id: "content"}
