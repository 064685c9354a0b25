"""Test `/recommend` with the real clients, from members' acts to the list."""

from typing import Any

import discord

from bot.app import App
from bot.i18n import Translations
from bot.simulator.discord import Permission, Person, PlayedChannel, buttons_of
from cogs.recommend.feedback_buttons import feedback_buttons
from tests.e2e.planted_community import (
    SIGNALS,
    UNTITLED,
    gather_circle,
    opened_post,
    recommended,
    titles,
)
from tests.e2e.sandbox import Sandbox
from tests.e2e.stored_rows import everything_stored, signals_of
from tests.spec.discord_spec import assert_conforms

NOTHING = Permission(0)
SEE = Permission.VIEW_CHANNEL
NEWCOMER = "know your taste yet"


async def test_members_get_what_their_own_circle_likes_and_they_have_not_seen(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        small = await gather_circle(sandbox, "async", people=3, posts=5)
        large = await gather_circle(sandbox, "errors", people=5, posts=5)
        alice, bart, newcomer = (sandbox.guild.join(name) for name in ("alice", "bart", "cy"))
        for post in small.posts[:2]:
            await alice.react(post.starter, "👍")
        for post in large.posts[:2]:
            await bart.react(post.starter, "👍")

        reply = await alice.slash("recommend", count=3)
        assert set(titles(reply)) == set(small.titles[2:])
        assert set(await recommended(bart, count=3)) == set(large.titles[2:])

        # The other circle is the larger one: without alice's taste it would have come first.
        reply = await newcomer.slash("recommend", count=3)
        assert set(titles(reply)) <= set(large.titles)
        assert NEWCOMER in reply.text
    stored = await everything_stored(sandbox)
    assert small.titles[0] in stored
    assert SIGNALS not in stored
    assert_conforms(sandbox.discord)


async def test_nothing_that_is_hidden_gone_own_or_known_is_shown(both_servers: Sandbox) -> None:
    sandbox = both_servers
    backstage = _backstage(sandbox)
    showcase = sandbox.guild.create_text_channel("showcase")
    ann, insider = (sandbox.guild.join(name, roles=(sandbox.pro,)) for name in ("ann", "insider"))
    alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob")
    async with sandbox.app(activity={"content_channels": ["showcase"]}) as app:
        await opened_post(sandbox, ann, "Backstage", insider, forum=backstage)
        await opened_post(sandbox, ann, "Open", bob)
        await opened_post(sandbox, alice, "Mine", bob)
        known = await opened_post(sandbox, ann, "Reacted to", bob)
        await alice.react(known.starter, "👍")
        await opened_post(sandbox, ann, "Answered", bob, alice)
        gone = await opened_post(sandbox, ann, "Gone", bob, insider)
        corridor = await ann.start_thread(await ann.say(sandbox.general, SIGNALS), "Corridor")
        await bob.say(corridor, SIGNALS)
        await _send_dm(app, sandbox, ann, bob)
        kept, torn = [await ann.say(showcase, SIGNALS) for _ in range(2)]
        await bob.react(kept, "👍")
        await bob.react(torn, "👍")
        viewer = sandbox.guild.join("viewer")
        assert "Gone" in await recommended(viewer, count=7)
        assert await recommended(viewer, topic="showcase") == [UNTITLED, UNTITLED]

        gone.delete()
        await ann.delete(torn)
        for_all = {UNTITLED, "Open", "Corridor"}
        assert sorted(await recommended(alice, count=7)) == sorted(for_all)
        others = {"Mine", "Reacted to", "Answered"}
        newcomer = sandbox.guild.join("newcomer")  # of what the viewer saw twice, some rests
        assert set(await recommended(newcomer, count=7)) == for_all | others
        # What alice must not see is there: who may, sees it.
        watcher = sandbox.guild.join("watcher", roles=(sandbox.pro,))
        assert set(await recommended(watcher, count=7)) == for_all | others | {"Backstage"}

        # Hidden from members, not from us, and nothing is learnt in between.
        sandbox.general.overwrite(sandbox.guild.bot_role, allow=SEE)
        sandbox.general.overwrite(sandbox.guild.everyone, deny=SEE)
        assert set(await recommended(alice, count=7)) == for_all - {"Corridor"}
        assert "Corridor" in await recommended(sandbox.guild.owner, count=7)
    assert_conforms(sandbox.discord)


def _backstage(sandbox: Sandbox) -> PlayedChannel:
    """Make a forum that only those with the role Pro, and Lyceum, see."""
    return sandbox.guild.create_forum(
        "backstage",
        overwrites={
            sandbox.guild.everyone: (NOTHING, SEE),
            sandbox.pro: (SEE, NOTHING),
            sandbox.guild.bot_role: (SEE, NOTHING),
        },
    )


async def _send_dm(app: App, sandbox: Sandbox, *people: Person) -> None:
    """Let people talk in a private thread that Lyceum is in."""
    sandbox.general.overwrite(sandbox.guild.bot_role, allow=Permission.CREATE_PRIVATE_THREADS)
    general = app.connection.client.get_channel(sandbox.general.id)
    assert isinstance(general, discord.TextChannel)
    thread = await general.create_thread(
        name="Whispers", type=discord.ChannelType.private_thread, invitable=False
    )
    for person in people:
        await person.react(await sandbox.guild.owner.say(thread, SIGNALS), "👍")
        await person.say(thread, SIGNALS)


async def test_what_people_take_back_no_longer_counts(sandbox: Sandbox) -> None:
    async with sandbox.app():
        ann, alice, carl = (sandbox.guild.join(name) for name in ("ann", "alice", "carl"))
        post = await opened_post(sandbox, ann, "Borrowing")
        await alice.react(post.starter, "👍")
        assert await recommended(alice) == []
        await alice.unreact(post.starter, "👍")
        assert await recommended(alice) == ["Borrowing"]
        answer = await alice.say(post, SIGNALS)
        assert await recommended(alice) == []
        await alice.delete(answer)
        assert await recommended(alice) == ["Borrowing"]
        assert await signals_of(sandbox, alice.id) == set()

        joke = await ann.say(sandbox.general, SIGNALS)
        fans = [sandbox.guild.join(f"fan{number}") for number in range(3)]
        for fan in fans:
            await fan.react(joke, "😂")
        assert set(await recommended(alice)) == {"Borrowing", UNTITLED}
        await fans[0].unreact(joke, "😂")
        assert await recommended(alice) == ["Borrowing"]

        gone = await opened_post(sandbox, ann, "Gone", carl)
        assert NEWCOMER not in (await carl.slash("recommend")).text
        gone.delete()
        assert NEWCOMER in (await carl.slash("recommend")).text


async def test_a_neighbours_reaction_is_in_the_very_next_answer(sandbox: Sandbox) -> None:
    async with sandbox.app():
        ann, alice, bob = (sandbox.guild.join(name) for name in ("ann", "alice", "bob"))
        stranger = sandbox.guild.join("stranger")
        common = await opened_post(sandbox, ann, "Common")
        await alice.react(common.starter, "👍")
        await bob.react(common.starter, "👍")
        unnoticed = await opened_post(sandbox, ann, "Unnoticed")
        await opened_post(sandbox, ann, "Popular", stranger)
        assert await recommended(alice) == ["Popular", "Unnoticed"]
        await bob.react(unnoticed.starter, "👍")
        assert await recommended(alice) == ["Unnoticed", "Popular"]


async def test_the_buttons_are_felt_and_outlive_a_restart(sandbox: Sandbox) -> None:
    ann, alice = sandbox.guild.join("ann"), sandbox.guild.join("alice")
    async with sandbox.app():
        for number in range(4):
            await opened_post(sandbox, ann, f"Post {number}")
        reply = await alice.slash("recommend", count=3)
        first, second, third = titles(reply)
        liked = await alice.select(reply, reply.selects[0].custom_id, [f"1. {first}"])
        await alice.click(liked, "More like this")
    async with sandbox.app():
        pressed = await alice.click(reply, "🔖", index=2)
        assert pressed.updated
        assert [button.disabled for button in reply.buttons] == [False, False, True]
        refused = await alice.select(reply, reply.selects[0].custom_id, [f"2. {second}"])
        assert (await alice.click(refused, "Not for me")).updated
        assert [button.disabled for button in refused.buttons] == [False, True, False]
        assert set(await recommended(alice)).isdisjoint({first, second, third})
    assert await signals_of(sandbox, alice.id) == {
        ("more", first),
        ("less", second),
        ("save", third),
    }
    assert_conforms(sandbox.discord)


async def test_nobody_presses_anothers_buttons(sandbox: Sandbox) -> None:
    ann, alice = sandbox.guild.join("ann"), sandbox.guild.join("alice")
    async with sandbox.app() as app:
        post = await opened_post(sandbox, ann, "Borrowing")
        # Discord shows a list to its member alone; if another's press came all the same:
        view = discord.ui.LayoutView()
        translate = Translations.load().translator("en")
        buttons = feedback_buttons(translate, sandbox.guild.id, post.id, alice.id)
        view.add_item(discord.ui.ActionRow[Any](*buttons))
        general = app.connection.client.get_channel(sandbox.general.id)
        assert isinstance(general, discord.TextChannel)
        await general.send(view=view)
        shown = await sandbox.general.wait_for_message(lambda message: bool(buttons_of(message)))
        refused = await ann.click(shown, "Save")
        assert refused.ephemeral
        assert "made for someone else" in refused.text
        assert (await alice.click(shown, "Save")).updated
    assert await signals_of(sandbox, ann.id) == {("post", "Borrowing")}
    assert await signals_of(sandbox, alice.id) == {("save", "Borrowing")}


async def test_an_empty_server_and_a_topic_without_hits_are_answered_honestly(
    sandbox: Sandbox,
) -> None:
    ann, mei = sandbox.guild.join("ann"), sandbox.guild.join("mei", locale="zh-CN")
    async with sandbox.app():
        reply = await ann.slash("recommend")
        assert reply.ephemeral
        assert "nothing to recommend yet" in reply.text
        assert "暂时还没有可推荐的内容" in (await mei.slash("recommend")).text

        await opened_post(sandbox, ann, "借用检查器怎么用?")
        await opened_post(sandbox, ann, "Tokio in depth", tags=("async",))
        await opened_post(sandbox, ann, "Result or panic", tags=("errors",))
        reply = await mei.slash("recommend", topic="检查器")
        assert titles(reply) == ["借用检查器怎么用?"]
        assert "值得一看" in reply.text
        assert "我还不了解你的喜好" in reply.text
        option = [label for label, _ in reply.selects[0].options]
        chosen = await mei.select(reply, reply.selects[0].custom_id, option[:1])
        assert [button.label for button in chosen.buttons] == ["多来点这类", "不感兴趣", "收藏"]
        assert await recommended(mei, topic="TOKIO") == ["Tokio in depth"]
        assert await recommended(mei, topic="errors") == ["Result or panic"]
        assert "关于「猫」" in (await mei.slash("recommend", topic="猫")).text
        reply = await ann.slash("recommend", topic="@everyone *x*")
        assert "nothing new for you about" in reply.text
        assert "@everyone" not in reply.text
    assert_conforms(sandbox.discord)


async def test_titles_can_neither_ping_nor_pretend(sandbox: Sandbox) -> None:
    ann, bob, alice = (sandbox.guild.join(name) for name in ("ann", "bob", "alice"))
    tricks = (
        f"@everyone {bob.mention} {sandbox.pro.mention}",
        "**bold** `code` ||spoiler||",
        "[Free money](https://evil.example) https://evil.example",
    )
    async with sandbox.app():
        for title in tricks:
            await opened_post(sandbox, ann, title)
        reply = await alice.slash("recommend")
        assert len(titles(reply)) == len(tricks)
        for spoilt in ("@everyone", bob.mention, sandbox.pro.mention, "**bold**", "||spoiler||"):
            assert spoilt not in reply.text
        assert "https://evil" not in reply.text
        assert not reply.message.mention_everyone
        assert reply.message.mention_ids == reply.message.mention_role_ids == []
    sent = sandbox.discord.requests.matching("POST", "*/webhooks/*")
    bodies: list[Any] = [request.body for request in sent]
    assert [body["allowed_mentions"] for body in bodies] == [{"parse": []}]
