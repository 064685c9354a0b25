"""Test the digest from its schedule to the members who opt in or out."""

from datetime import timedelta
from typing import Any

from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, PlayedChannel, text_of
from tests.e2e.digest.clockwork import (
    came_round,
    ended,
    last_ended,
    let_slot_come,
    plan_digest,
    time_to_slot,
)
from tests.e2e.planted_community import opened_post, titles
from tests.e2e.sandbox import Sandbox
from tests.e2e.shifted_process import running_ahead
from tests.e2e.stored_rows import signals_of, slots
from tests.spec.discord_spec import assert_conforms

NOTHING = Permission(0)
SEE = Permission.VIEW_CHANNEL
ONE_WILL_DO = {
    "personal_minimum_items": 1,
    "personal_max_per_week": 7,
}  # these servers have little activity, but daily
SILENCE = timedelta(minutes=2)  # after which a run without a heartbeat is taken over


def _news(sandbox: Sandbox) -> PlayedChannel:
    return sandbox.guild.create_text_channel("news")


def _backstage(sandbox: Sandbox) -> PlayedChannel:
    """Make a forum that only those with the role Pro, and Lyceum, see."""
    hidden, shown = (NOTHING, SEE), (SEE, NOTHING)
    return sandbox.guild.create_forum(
        "backstage",
        overwrites={
            sandbox.guild.everyone: hidden,
            sandbox.pro: shown,
            sandbox.guild.bot_role: shown,
        },
    )


async def test_it_comes_once_though_we_were_down_at_its_time(sandbox: Sandbox) -> None:
    clock = ShiftedClock()
    news, backstage = _news(sandbox), _backstage(sandbox)
    # The one with closed messages is the first in line.
    closed = sandbox.guild.join("closed", dms_open=False)
    insider = sandbox.guild.join("insider", roles=(sandbox.pro,))
    mei = sandbox.guild.join("mei", locale="zh-CN")
    ann, bob = (sandbox.guild.join(name, roles=(sandbox.pro,)) for name in ("ann", "bob"))
    async with sandbox.app(clock=clock, digest=ONE_WILL_DO) as app:
        await plan_digest(sandbox, news)
        await opened_post(sandbox, ann, "Borrowing", bob)
        await opened_post(sandbox, ann, "Backstage", bob, forum=backstage)
        for member in (closed, insider, mei):
            assert (await member.slash("me digest", state="on")).ephemeral
        due = await time_to_slot(sandbox, app, clock)
    assert news.messages == []

    clock.advance(due)
    async with sandbox.app(clock=clock, digest=ONE_WILL_DO):
        digest = await news.wait_for_message()
        assert titles(digest) == ["Borrowing"], "not all who read #news can read #backstage"
        own = await insider.wait_for_dm()
        assert set(titles(own)) == {"Borrowing", "Backstage"}
        own = await mei.wait_for_dm()
        assert titles(own) == ["Borrowing"]
        assert "为你精选" in text_of(own)
        await ended(sandbox, "done")
        await opened_post(sandbox, ann, "Lifetimes", bob)  # would be in it, came it again
    async with sandbox.app(clock=clock, digest=ONE_WILL_DO) as app:
        await came_round(app)
        assert len(news.messages) == 1
        await let_slot_come(sandbox, app, clock)
        await insider.wait_for_dm(lambda message: titles(message) == ["Lifetimes"])
        await mei.wait_for_dm(lambda message: titles(message) == ["Lifetimes"])
        await ended(sandbox, "done", "done")
    assert [titles(message) for message in news.messages] == [["Borrowing"], ["Lifetimes"]]
    assert [len(member.inbox) for member in (closed, insider, mei, ann)] == [0, 2, 2, 0]
    # The second time the DM channel is known; members with closed DMs are tried again.
    assert sandbox.discord.count("POST", "/users/@me/channels") == 4
    assert_conforms(sandbox.discord)


async def test_members_opt_in_below_the_digest_and_stop_with_one_press(sandbox: Sandbox) -> None:
    clock, news = ShiftedClock(), _news(sandbox)
    ann, bob, alice = (sandbox.guild.join(name) for name in ("ann", "bob", "alice"))
    async with sandbox.app(clock=clock, digest=ONE_WILL_DO) as app:
        await plan_digest(sandbox, news)
        await opened_post(sandbox, ann, "One", bob)
        await let_slot_come(sandbox, app, clock)
        digest = await news.wait_for_message()
        await ended(sandbox, "done")
    async with sandbox.app(clock=clock, digest=ONE_WILL_DO) as app:
        answer = await alice.click(digest, "Send me my own by DM")
        assert answer.ephemeral
        assert "Next: <t:" in answer.text
        assert [button.label for button in answer.buttons] == ["Stop my digest"]
        await opened_post(sandbox, ann, "Two", bob)
        await let_slot_come(sandbox, app, clock)
        own = await alice.wait_for_dm()
        assert set(titles(own)) == {"One", "Two"}
        await ended(sandbox, "done", "done")
    async with sandbox.app(clock=clock, digest=ONE_WILL_DO) as app:
        assert (await alice.click(own, "🔖")).updated
        answer = await alice.click(own, "Stop my digest")
        assert answer.text == "Your personal digest is off."
        answer = await alice.slash("me digest")
        assert answer.text == "Your personal digest is off."
        assert [button.label for button in answer.buttons] == ["Send me my own by DM"]
        await opened_post(sandbox, ann, "Three", bob)
        await let_slot_come(sandbox, app, clock)
        await news.wait_for_message(lambda message: titles(message) == ["Three"])
        await ended(sandbox, "done", "done", "done")
    assert len(alice.inbox) == 1
    assert bob.inbox == []
    assert await signals_of(sandbox, alice.id) == {("save", titles(own)[0])}
    assert_conforms(sandbox.discord)


async def test_staff_see_post_pause_and_resume(sandbox: Sandbox) -> None:
    clock, news, owner = ShiftedClock(), _news(sandbox), sandbox.guild.owner
    ann, bob = sandbox.guild.join("ann"), sandbox.guild.join("bob")
    async with sandbox.app(clock=clock) as app:
        await plan_digest(sandbox, news)
        for title in ("One", "Two"):
            await opened_post(sandbox, ann, title, bob)
        preview = await owner.slash("digest preview", in_=sandbox.staff)
        assert preview.ephemeral
        assert set(titles(preview)) == {"One", "Two"}
        assert news.messages == []
        posted = await owner.slash("digest post", in_=sandbox.staff)
        assert posted.text == f"Posted in {news.mention}."
        assert [text_of(message) for message in news.messages] == [preview.text]

        asked = await owner.slash("digest post", in_=sandbox.staff)
        assert "Post another one now?" in asked.text
        refused = await owner.click(asked, "Post another one")
        assert "not enough new for a digest" in refused.text
        await opened_post(sandbox, ann, "Three", bob)
        asked = await owner.slash("digest post", in_=sandbox.staff)
        assert len(news.messages) == 1, "it was not asked first"
        await owner.click(asked, "Post another one")
        assert titles(news.messages[-1]) == ["Three"]

        await opened_post(sandbox, ann, "Four", bob)
        due = await time_to_slot(sandbox, app, clock)
        paused = await owner.slash("digest pause", in_=sandbox.staff)
        assert "is paused" in paused.text
        clock.advance(due)
        await came_round(app)
        assert len(news.messages) == 2
        resumed = await owner.slash("digest pause", in_=sandbox.staff)
        assert "Next:" in resumed.text
        # A round that began before the pause may have recorded its slot as skipped.
        await let_slot_come(sandbox, app, clock)
        await last_ended(sandbox, "done")
        assert titles(news.messages[-1]) == ["Four"]

        # Nothing new has come since: nothing is posted, and that is no failure.
        await let_slot_come(sandbox, app, clock)
        await last_ended(sandbox, "skipped")
        assert (await slots(sandbox)).count("done") == 1
    assert len(news.messages) == 3
    assert_conforms(sandbox.discord)


async def test_what_staff_mistype_is_named_and_members_may_not_even_try(sandbox: Sandbox) -> None:
    news, owner, alice = _news(sandbox), sandbox.guild.owner, sandbox.guild.join("alice")
    mute = sandbox.guild.create_text_channel(
        "mute", overwrites={sandbox.guild.bot_role: (NOTHING, Permission.SEND_MESSAGES)}
    )
    mistakes: tuple[tuple[PlayedChannel, dict[str, Any], str], ...] = (
        (news, {"time": "25:99"}, "couldn't read “25:99” as a time"),
        (news, {"time": "9:00", "days": "mon,fry"}, "couldn't read “fry” as days"),
        (news, {"time": "9:00", "timezone": "Berlin"}, "Did you mean Europe/Berlin?"),
        (news, {"time": "9:00", "timezone": "Atlantis"}, "There's no time zone “Atlantis”"),
        (mute, {"time": "9:00"}, f"{mute.mention} because I need Send Messages there."),
    )
    async with sandbox.app() as app:
        for channel, typed, answer in mistakes:
            reply = await owner.slash(
                "digest schedule", in_=sandbox.staff, channel=channel, **typed
            )
            assert reply.ephemeral
            assert answer in reply.text
        for command in ("digest pause", "digest post"):
            reply = await owner.slash(command, in_=sandbox.staff)
            assert "There's no digest here yet" in reply.text
        reply = await owner.slash("digest preview", in_=sandbox.staff)
        assert "not enough new for a digest" in reply.text

        commands = ("digest preview", "digest pause", "digest post")
        for command in commands:
            reply = await alice.slash(command, in_=sandbox.general, unhidden=True)
            assert (
                reply.text == "You need the Manage Server permission, or a role that may do this."
            )
        reply = await alice.slash(
            "digest schedule", in_=sandbox.general, channel=news, time="9:00", unhidden=True
        )
        assert reply.text == "You need the Manage Server permission, or a role that may do this."
        assert await app.services.digest.schedules.view(sandbox.guild.id) is None
    assert_conforms(sandbox.discord)


async def test_killed_in_the_middle_it_goes_on_and_everybody_gets_it_once(sandbox: Sandbox) -> None:
    clock, news = ShiftedClock(), _news(sandbox)
    ann, bob = sandbox.guild.join("ann"), sandbox.guild.join("bob")
    members = [sandbox.guild.join(f"member{number}") for number in range(4)]
    # There is more than fits one digest: a second one would have something to say.
    async with sandbox.app(clock=clock) as app:
        await plan_digest(sandbox, news)
        for title in ("Borrowing", "Lifetimes", "Traits"):
            await opened_post(sandbox, ann, title, bob)
        for member in members:
            await member.slash("me digest", state="on")
        due = await time_to_slot(sandbox, app, clock)
    # A member who has written to the bot has a known DM channel.
    paths = [f"/channels/{(await one.dm('hello')).channel_id}/messages" for one in members]

    # One is delivered without our knowledge, at another we are killed: they stand for a batch.
    sandbox.discord.faults.lose_answer("POST", paths[1])
    never_sent = sandbox.discord.faults.hang("POST", paths[2])
    async with running_ahead(sandbox, due, BOT__DIGEST__ITEMS="1") as process:
        await never_sent.wait_until_hit(timeout=20)
        for member in (members[0], members[1], members[3]):
            await member.wait_for_dm()
        await news.wait_for_message()
        process.kill()
        await process.wait()
    assert [len(member.inbox) for member in members] == [1, 1, 0, 1]

    sandbox.discord.faults.clear()
    clock.advance(due + SILENCE)
    async with sandbox.app(clock=clock, digest={"items": 1}):
        await members[2].wait_for_dm(timeout=20)
        await ended(sandbox, "done")
    assert [len(member.inbox) for member in members] == [1, 1, 1, 1]
    assert len(news.messages) == 1
