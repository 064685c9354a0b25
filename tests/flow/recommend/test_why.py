"""Test *Why this?* and the offer of a locked channel on Discord."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord
import pytest

from bot.i18n import Translations
from bot.recommend.service import RecommendationList
from bot.settings import Settings
from bot.simulator.discord import (
    DiscordSimulator,
    Permission,
    Person,
    PlayedChannel,
    PlayedGuild,
    Role,
    selects_of,
)
from cogs.recommend.view import RecommendView
from data import plans
from data.engine import Database
from data.plans import NewPlan, Terms
from tests.flow.recommend.discord_client import TasteClient, found_guild, taste_client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MENU = "Rate a post, or see why it's here"
SEE = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def anything(_channel_id: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Server:
    client: TasteClient
    guild: PlayedGuild
    chat: PlayedChannel
    forum: PlayedChannel
    ann: Person
    bob: Person

    async def settle(self) -> None:
        await self.client.caught_up_with(await self.ann.say(self.chat, "."))

    async def circle(self, *titles: str) -> list[PlayedChannel]:
        """Let two members answer each post of Ann's, and Bob the first one."""
        posts = [await self.ann.post(self.forum, title, "words") for title in titles]
        for name in ("Cy", "Di"):
            person = self.guild.join(name)
            for post in posts:
                await person.say(post, "words")
        await self.bob.say(posts[0], "words")
        await self.settle()
        return posts


@asynccontextmanager
async def founded(database: Database, settings: Settings) -> AsyncGenerator[Server]:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        chat, forum = guild.create_text_channel("chat"), guild.create_forum("rust")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, settings) as client:
            yield Server(client, guild, chat, forum, ann, bob)


@pytest.fixture
async def server(database: Database) -> AsyncGenerator[Server]:
    async with founded(database, Settings()) as server:
        yield server


async def test_why_tells_the_terms_and_nobodys_name(server: Server) -> None:
    await server.circle("Borrowing", "Lifetimes")
    reply = await server.bob.slash("recommend")
    assert [label for label, _ in reply.selects[0].options] == ["1. Lifetimes"]
    explanation = await server.bob.select(reply, MENU, ["1. Lifetimes"])
    assert explanation.ephemeral
    assert not explanation.updated
    assert "Why [Lifetimes](https://discord.com/channels/" in explanation.text
    assert (
        "Members who liked “[Borrowing](" in explanation.text
    )  # the largest term, as its bar shows
    assert "members with similar taste" in explanation.text
    assert "█" in explanation.text
    for person in (server.ann, server.bob):
        assert person.name not in explanation.text
    for name in ("Cy", "Di", "<@"):
        assert name not in explanation.text


async def test_why_outlives_a_restart_and_answers_for_now(database: Database) -> None:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        chat, forum = guild.create_text_channel("chat"), guild.create_forum("rust")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, Settings()) as client:
            post = await ann.post(forum, "Borrowing", "words")
            other = await ann.post(forum, "Lifetimes", "words")
            await client.caught_up_with(await ann.say(chat, "."))
            reply = await bob.slash("recommend")
        await simulator.wait_until_disconnected()
        async with taste_client(simulator, database, Settings()) as client:
            explanation = await bob.select(reply, MENU, [str(post.id)])
            assert "Why [Borrowing]" in explanation.text
            assert f"New in <#{forum.id}>" in explanation.text
            post.delete()
            await client.caught_up_with(await ann.say(chat, "."))
            gone = await bob.select(reply, MENU, [str(post.id)])
            assert gone.text == (
                "That item is no longer on your list: you've already dealt with it, or it was"
                " deleted or closed to you."
            )
            forum.hide()
            await client.caught_up_with(await ann.say(chat, "."))
            hidden = await bob.select(reply, MENU, [str(other.id)])
            assert hidden.text == gone.text


async def test_only_the_member_asked_for_may_ask_why(server: Server) -> None:
    await server.circle("Borrowing", "Lifetimes")
    answer = await server.client.services.recommend.recommender.recommend(
        server.guild.id, server.bob.id, readable=anything
    )
    view = RecommendView(
        Translations.load().translator("en"), server.guild.id, server.bob.id, answer, topic=None
    )
    channel = server.client.get_channel(server.chat.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=view)
    shown = await server.chat.wait_for_message(lambda message: bool(selects_of(message)))
    refused = await server.ann.select(shown, MENU, ["1. Lifetimes"])
    assert refused.ephemeral
    assert "someone else" in refused.text
    assert "Lifetimes" in (await server.bob.select(shown, MENU, ["1. Lifetimes"])).text


async def test_a_full_list_with_an_offer_is_what_discord_takes(server: Server) -> None:
    for number in range(8):
        person = server.guild.join(f"P{number}")
        await person.post(server.forum, f"{number} " + "*[x](y)* " * 11, "words")
    await server.settle()
    picks = (
        await server.client.services.recommend.recommender.recommend(
            server.guild.id, server.bob.id, readable=anything, count=7
        )
    ).picks
    assert len(picks) == 7
    answer = RecommendationList(picks, None, newcomer=True)
    view = RecommendView(
        Translations.load().translator("en"),
        server.guild.id,
        server.bob.id,
        answer,
        topic="x" * 100,
        offer="y" * 200,
    )
    assert view.total_children_count == 7 * 3 + 5
    channel = server.client.get_channel(server.chat.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=view)
    assert await server.chat.wait_for_message(lambda message: bool(selects_of(message)))


async def sold(server: Server, database: Database, role: Role) -> None:
    """Put a plan on sale."""
    async with database.write() as connection:
        plan = await plans.add_pending(
            connection,
            NewPlan(
                guild_id=server.guild.id,
                name="Pro*",
                description="",
                role_id=role.id,
                days=None,
                trial_days=0,
                terms=Terms(),
                amount=900,
                currency="eur",
                interval="month",
                created_by=1,
            ),
            server.client.clock.now(),
        )
        await plans.activate(connection, plan.id)


@dataclass(frozen=True, slots=True)
class Locked:
    """A forum that only those with a role read, and the most talked-about post in it."""

    role: Role
    forum: PlayedChannel


async def locked_forum(server: Server, name: str) -> Locked:
    role = server.guild.create_role(name)
    forum = server.guild.create_forum(f"{name}-room")
    forum.hide()
    for each in (role, server.guild.bot_role):
        forum.overwrite(each, allow=SEE)
    forum.overwrite(role, allow=SEE | Permission.SEND_MESSAGES_IN_THREADS)
    insiders = [server.guild.join(f"{name}{number}", roles=[role]) for number in range(4)]
    post = await insiders[0].post(forum, f"Secrets of {name}", "words")
    for person in insiders[1:]:
        await person.say(post, "words")
    await server.settle()
    return Locked(role, forum)


async def test_one_line_offers_a_locked_channel_and_nothing_in_it(
    server: Server, database: Database
) -> None:
    await server.ann.post(server.forum, "Open", "words")
    pro = await locked_forum(server, "pro")
    await locked_forum(server, "staff")  # no plan sells it
    assert "🔒" not in (await server.bob.slash("recommend")).text

    await sold(server, database, pro.role)
    reply = await server.bob.slash("recommend")
    assert reply.text.count("🔒") == 1
    assert "**#pro-room**, included in **Pro\\***: /subscribe" in reply.text
    assert "Secrets" not in str(reply.components)
    assert "staff" not in reply.text
    assert len(reply.selects[0].options) == 1
    # Searching for what stands in it tells nothing, found or not.
    for topic in ("open", "secrets", "pro-room"):
        assert "🔒" not in (await server.bob.slash("recommend", topic=topic)).text


async def test_an_owner_may_have_nothing_offered(database: Database) -> None:
    settings = Settings.model_validate({"recommend": {"show_locked_channels": False}})
    async with founded(database, settings) as server:
        await server.ann.post(server.forum, "Open", "words")
        pro = await locked_forum(server, "pro")
        await sold(server, database, pro.role)
        reply = await server.bob.slash("recommend")
        assert "Open" in reply.text
        assert "🔒" not in reply.text


async def test_no_offer_to_whom_the_plan_would_not_open_it(
    server: Server, database: Database
) -> None:
    await server.ann.post(server.forum, "Open", "words")
    pro = await locked_forum(server, "pro")
    await sold(server, database, pro.role)
    member = server.guild.join("Member", roles=[pro.role])
    await server.settle()
    inside = await member.slash("recommend")
    assert "Secrets of pro" in inside.text
    assert "🔒" not in inside.text
    pro.forum.overwrite(server.bob, deny=Permission.VIEW_CHANNEL)
    await server.settle()
    assert "🔒" not in (await server.bob.slash("recommend")).text
    assert "🔒" in (await server.guild.join("Cy").slash("recommend")).text
