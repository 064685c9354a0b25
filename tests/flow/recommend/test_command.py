"""Test `/recommend` on Discord: what members see, and what its buttons do."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import discord
import pytest

from bot.i18n import Translations
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Person, PlayedChannel, PlayedGuild, buttons_of
from cogs.recommend.feedback_buttons import feedback_buttons
from data.engine import Database
from tests.flow.recommend.discord_client import TasteClient, found_guild, taste_client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Server:
    database: Database
    client: TasteClient
    simulator: DiscordSimulator
    guild: PlayedGuild
    chat: PlayedChannel
    forum: PlayedChannel
    ann: Person
    bob: Person

    async def settle(self) -> None:
        await self.client.caught_up_with(await self.ann.say(self.chat, "."))


@pytest.fixture
async def server(database: Database) -> AsyncGenerator[Server]:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        chat, forum = guild.create_text_channel("chat"), guild.create_forum("rust", tags=["async"])
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, Settings()) as client:
            yield Server(database, client, simulator, guild, chat, forum, ann, bob)


async def test_an_empty_server_gets_a_word_on_what_to_do(server: Server) -> None:
    reply = await server.bob.slash("recommend")
    assert reply.ephemeral
    assert "nothing to recommend yet" in reply.text


async def test_a_list_with_link_channel_reason_and_buttons(server: Server) -> None:
    posts = [await server.ann.post(server.forum, f"Post {number}", "words") for number in range(3)]
    await server.settle()
    reply = await server.bob.slash("recommend", count=2)
    assert reply.ephemeral
    assert reply.deferred
    assert f"[Post 2](https://discord.com/channels/{server.guild.id}/{posts[2].id})" in reply.text
    assert f"<#{server.forum.id}>" in reply.text
    assert "know your taste yet" in reply.text
    assert [button.emoji for button in reply.buttons] == 2 * ["🔖"]
    first, last = [label for label, _ in reply.selects[0].options]
    assert first == "1. Post 2"
    assert last in ("2. Post 1", "2. Post 0")  # on some days the last place is for the unseen
    chosen = await server.bob.select(reply, reply.selects[0].custom_id, ["1. Post 2"])
    assert [each.label for each in chosen.buttons] == ["More like this", "Not for me", "Save"]


async def test_seven_items_fit_one_message(server: Server) -> None:
    for number in range(9):
        await server.ann.post(server.forum, f"{number} " + "*[x](y)* " * 11, "words")
    await server.settle()
    reply = await server.bob.slash("recommend", count=7)
    assert len(reply.buttons) == 7


async def test_a_hidden_channel_never_shows(server: Server) -> None:
    secret = server.guild.create_text_channel("secret")
    thread = await server.ann.start_thread(await server.ann.say(secret, "words"), "Secret plans")
    post = await server.ann.post(server.forum, "Open plans", "words")
    for place in (thread, post):
        await server.bob.say(place, "words")
    await server.settle()
    newcomer = server.guild.join("Cy")
    assert "Secret plans" in (await newcomer.slash("recommend")).text
    secret.hide()
    await server.settle()
    reply = await newcomer.slash("recommend")
    assert "Open plans" in reply.text
    assert "Secret plans" not in reply.text


async def test_topics_find_titles_channels_and_tags(server: Server) -> None:
    await server.ann.post(server.forum, "Tokio in depth", "words", tags=["async"])
    await server.ann.post(server.forum, "Borrowing", "words")
    await server.settle()
    assert "Borrowing" not in (await server.bob.slash("recommend", topic="TOKIO")).text
    assert "Tokio" in (await server.bob.slash("recommend", topic="async")).text
    assert "Borrowing" in (await server.bob.slash("recommend", topic="rust")).text
    assert (
        "nothing new for you about “nix”" in (await server.bob.slash("recommend", topic="nix")).text
    )


async def test_titles_cannot_play_tricks(server: Server) -> None:
    await server.ann.post(server.forum, "@everyone **bold** [here](https://evil.example)", "words")
    await server.settle()
    reply = await server.bob.slash("recommend")
    assert "@everyone" not in reply.text
    assert "**bold**" not in reply.text
    assert "](https://evil" not in reply.text
    assert "https://evil" not in reply.text


async def test_the_buttons_are_recorded_and_show_it(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await server.settle()
    reply = await server.bob.slash("recommend")
    chosen = await server.bob.select(reply, reply.selects[0].custom_id, ["1. Borrowing"])
    pressed = await server.bob.click(chosen, "More like this")
    assert pressed.updated
    assert [button.disabled for button in chosen.buttons] == [True, False, False]
    assert (await server.client.known(server.guild.id))[server.bob.id, post.id] == ["more"]
    await server.bob.click(chosen, "Not for me")
    assert [button.disabled for button in chosen.buttons] == [False, True, False]
    await server.bob.click(reply, "🔖")
    assert [button.disabled for button in reply.buttons] == [True]
    assert (await server.client.known(server.guild.id))[server.bob.id, post.id] == ["less", "save"]
    assert "You have seen all" in (await server.bob.slash("recommend")).text


async def test_the_buttons_outlive_a_restart(database: Database) -> None:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        forum = guild.create_forum("rust")
        chat = guild.create_text_channel("chat")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, Settings()) as client:
            post = await ann.post(forum, "Borrowing", "words")
            await client.caught_up_with(await ann.say(chat, "."))
            reply = await bob.slash("recommend")
        await simulator.wait_until_disconnected()
        async with taste_client(simulator, database, Settings()) as client:
            await bob.click(reply, "🔖")
            assert (await client.known(guild.id))[bob.id, post.id] == ["save"]


async def test_only_the_member_asked_for_may_press(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await server.settle()
    view = discord.ui.LayoutView()
    translate = Translations.load().translator("en")
    buttons = feedback_buttons(translate, server.guild.id, post.id, server.bob.id)
    view.add_item(discord.ui.ActionRow[Any](*buttons))
    channel = server.client.get_channel(server.chat.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=view)
    shown = await server.chat.wait_for_message(lambda message: bool(buttons_of(message)))
    refused = await server.ann.click(shown, "Save")
    assert refused.ephemeral
    assert "someone else" in refused.text
    assert await server.client.known(server.guild.id) == {(server.ann.id, post.id): ["post"]}
    await server.bob.click(shown, "Save")
    assert (await server.client.known(server.guild.id))[server.bob.id, post.id] == ["save"]


async def test_chinese_members_read_chinese(server: Server) -> None:
    await server.ann.post(server.forum, "借用检查器", "words")
    await server.settle()
    mei = server.guild.join("Mei", locale="zh-CN")
    reply = await mei.slash("recommend")
    assert "值得一看" in reply.text
    chosen = await mei.select(reply, reply.selects[0].custom_id, ["1. 借用检查器"])
    assert [button.label for button in chosen.buttons] == ["多来点这类", "不感兴趣", "收藏"]
