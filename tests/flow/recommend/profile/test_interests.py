"""Test stated interests on real databases, and their panel on Discord."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import discord
import pytest

from bot.errors import UserError
from bot.i18n import Translations
from bot.recommend.profile.interests import Interests, InterestService
from bot.settings import Settings
from bot.simulator.discord import (
    DiscordSimulator,
    Person,
    PlayedChannel,
    PlayedGuild,
    buttons_of,
)
from cogs.me.interests_panel import InterestsPanel
from data import interests
from data.engine import Database
from tests.clocks import HandClock
from tests.flow.recommend.community import GUILD, Community
from tests.flow.recommend.discord_client import TasteClient, found_guild, taste_client

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_each_part_is_kept_when_the_other_changes(database: Database) -> None:
    service = InterestService(database, HandClock())
    assert not await service.get(1, 50)
    await service.choose(1, 50, text="Rust, 异步")
    await service.choose(1, 50, channel_ids=[1 << 62, 7])
    both = Interests(frozenset({7, 1 << 62}), frozenset({"rust", "异步"}))
    assert await service.get(1, 50) == both
    assert not await service.get(2, 50)
    with pytest.raises(UserError, match="interests-too-long"):
        await service.choose(1, 50, text="x" * 41)
    assert await service.get(1, 50) == both
    assert await service.choose(1, 50, text="") == Interests(both.channel_ids)


async def test_a_member_is_forgotten_and_nobody_else(database: Database) -> None:
    service = InterestService(database, HandClock())
    for user in (50, 51):
        await service.choose(1, user, text="rust")
    async with database.write() as connection:
        assert await interests.erase_member(connection, 1, 50) == 1
        assert await interests.erase_member(connection, 1, 50) == 0
    assert not await service.get(1, 50)
    await service.clear(2, 51)
    assert await service.get(1, 51)


@ON_SQLITE
async def test_a_newcomer_gets_the_channels_they_named_first(database: Database) -> None:
    community = Community(database)
    for number, channel in ((1, 5), (2, 6), (3, 7)):
        community.item(number, channel)
    for user in (10, 11, 12):
        community.act(user, 1)
    assert (await community.shown(50))[0] == 1
    answer = await community.recommender.recommend(
        GUILD,
        50,
        readable=lambda _: True,
        interest=lambda channel: {6: 1.0, 7: 0.6}.get(channel, 0.0),
    )
    assert [pick.item.object_id for pick in answer.picks] == [2, 3, 1]
    assert answer.newcomer
    assert answer.picks[0].reason.message == "recommend-why-interest"


@dataclass(frozen=True, slots=True)
class Server:
    client: TasteClient
    guild: PlayedGuild
    chat: PlayedChannel
    rust: PlayedChannel
    music: PlayedChannel
    ann: Person
    bob: Person

    async def settle(self) -> None:
        await self.client.caught_up_with(await self.ann.say(self.chat, "."))

    async def first(self) -> str:
        """Return the heading and the first entry of Bob's list."""
        return (await self.bob.slash("recommend", count=1)).text


@pytest.fixture
async def server(database: Database) -> AsyncGenerator[Server]:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        chat = guild.create_text_channel("chat")
        rust, music = guild.create_forum("rust", tags=["embedded"]), guild.create_forum("music")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, Settings()) as client:
            yield Server(client, guild, chat, rust, music, ann, bob)


@ON_SQLITE
async def test_what_is_said_changes_the_very_next_answer(server: Server) -> None:
    await server.ann.post(server.rust, "Borrowing", "words")
    await server.ann.post(server.music, "Ten tunes", "words")
    await server.settle()
    before = await server.first()
    assert "Ten tunes" in before
    assert "tell me what you care about: /me interests" in before

    panel = await server.bob.slash("me interests")
    assert panel.ephemeral
    assert "Keywords: none yet" in panel.text
    assert [button.label for button in panel.buttons] == ["Keywords"]
    form = await server.bob.click(panel, "Keywords")
    answer = await server.bob.submit(form, {"Keywords and topics": "Embedded, 日本*"})
    assert answer.updated
    assert "**embedded**, **日本\\***" in panel.text
    after = await server.first()
    assert "Borrowing" in after
    assert "use your /me interests" in after
    assert f"<#{server.rust.id}> matches your interests." in after

    await server.bob.select(panel, "Choose channels", [server.music])
    assert f"Channels: <#{server.music.id}>" in panel.text
    assert "Ten tunes" in await server.first()
    await server.bob.click(panel, "Clear all")
    assert "Channels: none yet" in panel.text
    assert "tell me what you care about" in await server.first()


@ON_SQLITE
async def test_roles_speak_where_nothing_was_said(server: Server) -> None:
    await server.ann.post(server.rust, "Borrowing", "words")
    await server.ann.post(server.music, "Ten tunes", "words")
    await server.settle()
    role = server.guild.create_role("Rust")
    server.guild.give_role(server.bob, role)
    await server.settle()
    assert "Borrowing" in await server.first()


@ON_SQLITE
async def test_words_that_can_not_be_kept_are_named(server: Server) -> None:
    panel = await server.bob.slash("me interests")
    form = await server.bob.click(panel, "Keywords")
    too_many = ",".join(f"word{number}" for number in range(21))
    refused = await server.bob.submit(form, {"Keywords and topics": too_many})
    assert "more than 20 keywords" in refused.text
    assert refused.ephemeral
    assert not await server.client.services.recommend.interests.get(server.guild.id, server.bob.id)


@ON_SQLITE
async def test_a_channel_out_of_reach_is_neither_kept_nor_shown(server: Server) -> None:
    panel = await server.bob.slash("me interests")
    await server.bob.select(panel, "Choose channels", [server.rust, server.music])
    server.music.hide()
    await server.settle()
    again = await server.bob.slash("me interests")
    assert f"Channels: <#{server.rust.id}>\n" in again.text
    await server.bob.select(panel, "Choose channels", [server.rust, server.music])
    stored = await server.client.services.recommend.interests.get(server.guild.id, server.bob.id)
    assert stored.channel_ids == {server.rust.id}


@ON_SQLITE
async def test_the_panel_outlives_a_restart_and_is_its_members_own(database: Database) -> None:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        chat, forum = guild.create_text_channel("chat"), guild.create_forum("rust")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, Settings()):
            panel = await bob.slash("me interests")
        await simulator.wait_until_disconnected()
        async with taste_client(simulator, database, Settings()) as client:
            await bob.select(panel, "Choose channels", [forum])
            form = await bob.click(panel, "Keywords")
            await bob.submit(form, {"Keywords and topics": "x"})
            kept = Interests(frozenset({forum.id}), frozenset({"x"}))
            assert await client.services.recommend.interests.get(guild.id, bob.id) == kept

            place, member = client.get_channel(chat.id), client.guilds[0].get_member(bob.id)
            assert isinstance(place, discord.TextChannel)
            assert member is not None
            translate = Translations.load().translator("en")
            await place.send(view=InterestsPanel(translate, member, kept))
            shown = await chat.wait_for_message(lambda message: bool(buttons_of(message)))
            for refused in (
                await ann.click(shown, "Clear all"),
                await ann.click(shown, "Keywords"),
                await ann.select(shown, "Choose channels", []),
            ):
                assert refused.ephemeral
                assert "someone else" in refused.text
            assert await client.services.recommend.interests.get(guild.id, bob.id) == kept


@ON_SQLITE
async def test_the_panel_speaks_chinese(server: Server) -> None:
    mei = server.guild.join("Mei", locale="zh-CN")
    panel = await mei.slash("me interests")
    assert "你关注的内容" in panel.text
    form = await mei.click(panel, "关键词")
    await mei.submit(form, {"关键词和话题": "异步、求职"})
    assert "**异步**、**求职**" in panel.text
