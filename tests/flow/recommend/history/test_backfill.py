"""Test the backfill: interrupted, continued, beside live messages, within limits."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiolimiter import AsyncLimiter
from sqlalchemy import delete

from bot.clock import ShiftedClock
from bot.discord.history_source import DiscordArchive
from bot.errors import RetryLaterError
from bot.recommend.history.backfill import Backfill
from bot.recommend.history.progress import BackfillProgress
from bot.recommend.profile.erasure import Erasure
from bot.recommend.signals.model import Signal, SignalKey, emoji_key
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Permission, Person, PlayedChannel, PlayedGuild
from data import history as records
from data.engine import Database
from data.tables import signals
from tests.flow.recommend.discord_client import TasteClient, taste_client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEVER = datetime(2020, 1, 1, tzinfo=UTC)
MAY = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY


@dataclass
class Server:
    client: TasteClient
    simulator: DiscordSimulator
    guild: PlayedGuild
    chat: PlayedChannel
    forum: PlayedChannel
    ann: Person
    bob: Person
    history: Backfill
    database: Database
    clock: ShiftedClock
    shares: list[float] = field(default_factory=list[float])

    async def read(self) -> BackfillProgress:
        """Read the server once."""
        guild = self.client.get_guild(self.guild.id)
        assert guild is not None

        async def on_progress(progress: BackfillProgress) -> None:
            self.shares.append(progress.share)

        limiter = AsyncLimiter(1000, 1)
        archive = DiscordArchive(self.client, guild, frozenset({"news"}), limiter)
        return await self.history.read(archive, on_progress)

    async def known(self) -> dict[tuple[int, int], list[str]]:
        await self.client.caught_up_with(await self.ann.say(self.chat, "."))
        return {
            place: [*kinds] for place, kinds in (await self.client.known(self.guild.id)).items()
        }


@pytest.fixture
async def server(database: Database) -> AsyncGenerator[Server]:
    settings = Settings.model_validate({"activity": {"content_channels": ["news"]}})
    async with DiscordSimulator() as simulator:
        guild = simulator.create_guild("Lyceum")
        guild.invite_bot(MAY)
        chat, forum = guild.create_text_channel("chat"), guild.create_forum("rust")
        ann, bob = guild.join("Ann"), guild.join("Bob")
        async with taste_client(simulator, database, settings) as client:
            clock = ShiftedClock()
            eraser = Erasure(database, client.signals, clock)
            history = Backfill(database, client.signals, eraser, settings.activity, clock)
            yield Server(client, simulator, guild, chat, forum, ann, bob, history, database, clock)


async def forgotten(server: Server) -> None:
    """Lose all that was heard, as if we had been down."""
    await server.known()
    async with server.database.write() as writing:
        await writing.execute(delete(signals))


async def test_what_was_not_heard_is_read_and_reading_again_finds_nothing(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await server.bob.react(post.starter, "👍")
    await server.bob.react(post.starter, "👎")
    first = await server.ann.say(server.chat, "words")
    await server.bob.say(server.chat, "words", reply_to=first)
    thread = await server.bob.start_thread(first, "Aside")
    await server.ann.say(thread, "words")
    archived = await server.bob.post(server.forum, "Old", "words")
    archived.archive()
    known = await server.known()
    await forgotten(server)
    progress = await server.read()
    assert await server.known() == known
    assert progress.missed
    assert server.shares[-1] == 1
    again = await server.read()
    assert not again.missed
    assert again.since is not None
    assert abs(again.since - progress.began) < timedelta(milliseconds=1)


async def test_more_than_a_page_of_messages_and_of_reactions(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    fans = [server.guild.join(f"fan{number}") for number in range(130)]
    for fan in fans:
        await fan.say(post, "words")
        await fan.react(post.starter, "👍")
    known = await server.known()
    await forgotten(server)
    progress = await server.read()
    assert await server.known() == known
    assert progress.messages > 130


async def test_a_reading_that_is_cut_off_goes_on_at_its_mark(server: Server) -> None:
    long_ago = server.client.clock.now() - timedelta(days=20)
    posts = [
        await server.ann.post(server.forum, f"Post {number}", "words", at=long_ago)
        for number in range(3)
    ]
    known = await server.known()
    await forgotten(server)
    server.simulator.faults.fail("GET", f"/channels/{posts[2].id}/messages", times=None, status=503)
    with pytest.raises(RetryLaterError):
        await server.read()
    server.simulator.faults.clear()
    async with server.database.read() as reading:
        assert await records.heard_until(reading, server.guild.id) is None
        assert posts[0].id in await records.marks(reading, server.guild.id)
    before = server.simulator.count("GET", f"/channels/{posts[0].id}/messages")
    await server.read()
    assert await server.known() == known
    # What was read of the first post is not read again: it is older than what may have changed.
    pages = server.simulator.requests.matching("GET", f"/channels/{posts[0].id}/messages")
    assert all(int(page.query["after"]) >= posts[0].id for page in pages[before:])


async def test_rate_limits_and_faults_of_discord_only_cost_time(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await server.bob.react(post.starter, "👍")
    known = await server.known()
    await forgotten(server)
    server.simulator.faults.rate_limit(0.05, "GET", "/channels/*/messages", times=2)
    server.simulator.faults.rate_limit(0.05, "GET", "*/reactions/*", times=1)
    await server.read()
    assert await server.known() == known


async def test_what_happens_while_we_read_wins(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    await server.bob.react(post.starter, "👍")
    await server.known()
    cut = server.simulator.faults.delay(0.3, "GET", "*/reactions/*")
    task = asyncio.create_task(server.read())
    await cut.wait_until_hit()
    await server.bob.unreact(post.starter, "👍")
    await server.bob.react(post.starter, "🎉")
    await task
    assert await server.known() == {
        (server.ann.id, post.id): ["post"],
        (server.bob.id, post.id): ["react"],
    }


async def test_a_reaction_while_we_read_undoes_no_other(server: Server) -> None:
    """discord.py lists as many users as there were, and Discord lists them by their ids."""
    post, cleo = (
        await server.ann.post(server.forum, "Borrowing", "words"),
        server.guild.join("Cleo"),
    )
    await cleo.react(post.starter, "👍")
    await server.known()
    cut = server.simulator.faults.delay(0.3, "GET", "*/reactions/*")
    task = asyncio.create_task(server.read())
    await cut.wait_until_hit()
    await server.bob.react(post.starter, "👍")
    progress = await task
    assert progress.undone == 0
    known = await server.known()
    assert known[cleo.id, post.id] == known[server.bob.id, post.id] == ["react"]


async def test_a_reaction_while_we_read_hides_none_that_was_missed(server: Server) -> None:
    post, cleo = (
        await server.ann.post(server.forum, "Borrowing", "words"),
        server.guild.join("Cleo"),
    )
    await cleo.react(post.starter, "👍")
    await server.known()
    thumb = emoji_key(None, "👍")
    cleos = SignalKey(server.guild.id, cleo.id, post.id, "react", post.starter.id, thumb)
    server.client.signals.undo(cleos)
    assert (cleo.id, post.id) not in await server.known()
    cut = server.simulator.faults.delay(0.3, "GET", "*/reactions/*")
    task = asyncio.create_task(server.read())
    await cut.wait_until_hit()
    await server.bob.react(post.starter, "👍")
    await task
    assert (await server.known())[cleo.id, post.id] == ["react"]


async def test_a_reaction_whose_removal_was_missed_is_undone(server: Server) -> None:
    post, cleo = (
        await server.ann.post(server.forum, "Borrowing", "words"),
        server.guild.join("Cleo"),
    )
    await cleo.react(post.starter, "👍")
    before = await server.known()
    thumb = emoji_key(None, "👍")
    bobs = SignalKey(server.guild.id, server.bob.id, post.id, "react", post.starter.id, thumb)
    server.client.signals.record(Signal(bobs, server.clock.now()))
    assert (server.bob.id, post.id) in await server.known()
    progress = await server.read()
    assert progress.undone == 1
    assert await server.known() == before


async def test_a_channel_that_we_may_not_read_loses_nothing(server: Server) -> None:
    first = await server.ann.say(server.chat, "words")
    await server.bob.react(first, "👍")
    known = await server.known()
    server.chat.overwrite(server.guild.everyone, deny=Permission.READ_MESSAGE_HISTORY)
    server.chat.overwrite(server.guild.bot_role, deny=Permission.READ_MESSAGE_HISTORY)
    progress = await server.read()
    assert not progress.missed
    server.chat.clear_overwrite(server.guild.everyone)
    assert await server.known() == known


async def test_deleted_threads_and_channels_are_found(server: Server) -> None:
    gone = await server.ann.post(server.forum, "Gone", "words")
    news = server.guild.create_text_channel("news")
    await server.ann.say(news, "words")
    assert len(await server.known()) == 2
    world = server.simulator.world
    for channel_id in (gone.id, news.id):  # unheard
        del world.channels[channel_id]
    guild = server.client.get_guild(server.guild.id)
    assert guild is not None
    channel, thread = guild.get_channel(news.id), guild.get_thread(gone.id)
    assert channel is not None
    assert thread is not None
    # As the cache is after a new session.
    guild._remove_channel(channel)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    guild._remove_thread(thread)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    progress = await server.read()
    assert progress.gone == 2
    assert await server.known() == {}


async def test_nothing_is_claimed_to_be_heard_before_all_is_read(server: Server) -> None:
    async def known() -> datetime:
        async with server.database.read() as reading:
            return await records.heard_until(reading, server.guild.id) or NEVER

    everywhere = [server.guild.id]
    await server.history.mark_listening(everywhere)
    assert await known() == NEVER  # never read
    server.history.mark_gap(everywhere)
    await server.read()
    first = await known()
    server.clock.advance(timedelta(minutes=10))
    await server.history.mark_listening(everywhere)
    listened = await known()
    assert listened > first
    server.history.mark_gap(everywhere)
    server.clock.advance(timedelta(minutes=10))
    await server.history.mark_listening(everywhere)
    assert await known() == listened
    await server.read()
    assert await known() > listened


async def test_reactions_that_discord_does_not_list_stay_and_stop_nothing(server: Server) -> None:
    odd = await server.ann.post(server.forum, "Odd", "words")
    other = await server.ann.post(server.forum, "Other", "words")
    await server.bob.react(odd.starter, "⛷🏼")
    await server.bob.say(other, "words")
    known = await server.known()
    unknown = {"message": "Unknown Emoji", "code": 10014}
    place = f"/channels/{odd.id}/messages/*/reactions/*"
    server.simulator.faults.fail("GET", place, times=None, status=400, body=unknown)
    await server.read()
    assert await server.known() == known
    await forgotten(server)
    await server.read()
    found = await server.known()
    assert found[server.bob.id, other.id] == ["reply"]
    assert (server.bob.id, odd.id) not in found  # nobody told whose it is


async def test_super_reactions_are_read_beside_the_others(server: Server) -> None:
    post = await server.ann.post(server.forum, "Borrowing", "words")
    cleo = server.guild.join("Cleo")
    await server.bob.react(post.starter, "🔥", burst=True)
    await cleo.react(post.starter, "🔥")
    known = await server.known()
    assert known[server.bob.id, post.id] == known[cleo.id, post.id] == ["react"]
    await server.read()
    assert await server.known() == known
    await forgotten(server)
    await server.read()
    assert await server.known() == known


async def test_a_thread_outlives_its_first_message_with_what_members_said_of_it(
    server: Server,
) -> None:
    first = await server.ann.say(server.chat, "words")
    thread = await server.ann.start_thread(first, "Closer look")
    await server.known()
    for member, kind in ((server.bob, "save"), (server.guild.join("Cleo"), "less")):
        recommender = server.client.services.recommend.recommender
        recommender.feedback(server.guild.id, member.id, thread.id, kind)
    before = await server.known()
    await server.ann.delete(first)
    live = await server.known()
    await server.read()
    for found in (live, await server.known()):
        assert found[server.bob.id, thread.id] == before[server.bob.id, thread.id] == ["save"]
