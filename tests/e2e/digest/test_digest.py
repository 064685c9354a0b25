"""The digest, the whole way: planned by staff, brought by the clock, wanted or not by members."""

from datetime import timedelta
from typing import Any

from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, PlayedChannel, text_of
from tests.e2e.digest.clockwork import came_round, ended, let_slot_come, plan_digest, time_to_slot
from tests.e2e.planted_community import opened_post, titles
from tests.e2e.sandbox import Sandbox
from tests.e2e.shifted_process import running_ahead
from tests.e2e.stored_rows import signals_of, slots
from tests.spec.discord_spec import assert_conforms

NOTHING = Permission(0)
SEE = Permission.VIEW_CHANNEL
ONE_WILL_DO = {"own_minimum": 1, "own_per_week": 7}  # these towns have little to say, but daily
SILENCE = timedelta(minutes=2)  # after which a run that gives no sign of life is taken over


def _news(town: Sandbox) -> PlayedChannel:
    return town.guild.create_text_channel("news")


def _backstage(town: Sandbox) -> PlayedChannel:
    """Make a forum that only those with the role Pro, and Lyceum, see."""
    hidden, shown = (NOTHING, SEE), (SEE, NOTHING)
    return town.guild.create_forum(
        "backstage",
        overwrites={
            town.guild.everyone: hidden,
            town.pro: shown,
            town.guild.bot_role: shown,
        },
    )


async def test_it_comes_once_though_we_were_down_at_its_time(both_towns: Sandbox) -> None:
    town, clock = both_towns, ShiftedClock()
    news, backstage = _news(town), _backstage(town)
    # The one with closed messages is the first in line.
    closed = town.guild.join("closed", dms_open=False)
    insider = town.guild.join("insider", roles=(town.pro,))
    mei = town.guild.join("mei", locale="zh-CN")
    ann, bob = (town.guild.join(name, roles=(town.pro,)) for name in ("ann", "bob"))
    async with town.app(clock=clock, digest=ONE_WILL_DO) as app:
        await plan_digest(town, news)
        await opened_post(town, ann, "Borrowing", bob)
        await opened_post(town, ann, "Backstage", bob, forum=backstage)
        for member in (closed, insider, mei):
            assert (await member.slash("me digest", state="on")).ephemeral
        due = await time_to_slot(town, app, clock)
    assert news.messages == []

    clock.advance(due)
    async with town.app(clock=clock, digest=ONE_WILL_DO):
        digest = await news.wait_for_message(timeout=10)
        assert titles(digest) == ["Borrowing"], "not all who read #news can read #backstage"
        own = await insider.wait_for_dm(timeout=10)
        assert set(titles(own)) == {"Borrowing", "Backstage"}
        own = await mei.wait_for_dm(timeout=10)
        assert titles(own) == ["Borrowing"]
        assert "为你精选" in text_of(own)
        await ended(town, "done")
        await opened_post(town, ann, "Lifetimes", bob)  # would be in it, came it again
    async with town.app(clock=clock, digest=ONE_WILL_DO) as app:
        await came_round(app)
        assert len(news.messages) == 1
        await let_slot_come(town, app, clock)
        await insider.wait_for_dm(lambda message: titles(message) == ["Lifetimes"], timeout=10)
        await mei.wait_for_dm(lambda message: titles(message) == ["Lifetimes"], timeout=10)
        await ended(town, "done", "done")
    assert [titles(message) for message in news.messages] == [["Borrowing"], ["Lifetimes"]]
    assert [len(member.inbox) for member in (closed, insider, mei, ann)] == [0, 2, 2, 0]
    # The second time we know where to write; who is closed is knocked at anew.
    assert town.discord.count("POST", "/users/@me/channels") == 4
    assert_conforms(town.discord)


async def test_members_opt_in_below_the_digest_and_stop_with_one_press(town: Sandbox) -> None:
    clock, news = ShiftedClock(), _news(town)
    ann, bob, alice = (town.guild.join(name) for name in ("ann", "bob", "alice"))
    async with town.app(clock=clock, digest=ONE_WILL_DO) as app:
        await plan_digest(town, news)
        await opened_post(town, ann, "One", bob)
        await let_slot_come(town, app, clock)
        digest = await news.wait_for_message(timeout=10)
        await ended(town, "done")
    async with town.app(clock=clock, digest=ONE_WILL_DO) as app:
        answer = await alice.click(digest, "Send me my own by DM")
        assert answer.ephemeral
        assert "Next: <t:" in answer.text
        assert [button.label for button in answer.buttons] == ["Stop my digest"]
        await opened_post(town, ann, "Two", bob)
        await let_slot_come(town, app, clock)
        own = await alice.wait_for_dm(timeout=10)
        assert set(titles(own)) == {"One", "Two"}
        await ended(town, "done", "done")
    async with town.app(clock=clock, digest=ONE_WILL_DO) as app:
        assert (await alice.click(own, "Save")).updated
        answer = await alice.click(own, "Stop my digest")
        assert answer.text == "Your personal digest is off."
        answer = await alice.slash("me digest")
        assert answer.text == "Your personal digest is off."
        assert [button.label for button in answer.buttons] == ["Send me my own by DM"]
        await opened_post(town, ann, "Three", bob)
        await let_slot_come(town, app, clock)
        await news.wait_for_message(lambda message: titles(message) == ["Three"], timeout=10)
        await ended(town, "done", "done", "done")
    assert len(alice.inbox) == 1
    assert bob.inbox == []
    assert await signals_of(town, alice.id) == {("save", titles(own)[0])}
    assert_conforms(town.discord)


async def test_staff_see_post_pause_and_resume(town: Sandbox) -> None:
    clock, news, owner = ShiftedClock(), _news(town), town.guild.owner
    ann, bob = town.guild.join("ann"), town.guild.join("bob")
    async with town.app(clock=clock) as app:
        await plan_digest(town, news)
        for title in ("One", "Two"):
            await opened_post(town, ann, title, bob)
        preview = await owner.slash("digest preview", in_=town.staff)
        assert preview.ephemeral
        assert set(titles(preview)) == {"One", "Two"}
        assert news.messages == []
        posted = await owner.slash("digest post", in_=town.staff)
        assert posted.text == f"Posted in {news.mention}."
        assert [text_of(message) for message in news.messages] == [preview.text]

        asked = await owner.slash("digest post", in_=town.staff)
        assert "Post another one now?" in asked.text
        refused = await owner.click(asked, "Post another one")
        assert "not enough new for a digest" in refused.text
        await opened_post(town, ann, "Three", bob)
        asked = await owner.slash("digest post", in_=town.staff)
        assert len(news.messages) == 1, "it was not asked first"
        await owner.click(asked, "Post another one")
        assert titles(news.messages[-1]) == ["Three"]

        await opened_post(town, ann, "Four", bob)
        due = await time_to_slot(town, app, clock)
        paused = await owner.slash("digest pause", in_=town.staff)
        assert "is paused" in paused.text
        clock.advance(due)
        await came_round(app)
        assert await slots(town) == []
        resumed = await owner.slash("digest pause", in_=town.staff)
        assert "Next:" in resumed.text
        await let_slot_come(town, app, clock)
        await ended(town, "done")
        assert titles(news.messages[-1]) == ["Four"]

        # Nothing new has come since: nothing is posted, and that is no failure.
        await let_slot_come(town, app, clock)
        await ended(town, "done", "skipped")
    assert len(news.messages) == 3
    assert_conforms(town.discord)


async def test_what_staff_mistype_is_named_and_members_may_not_even_try(town: Sandbox) -> None:
    news, owner, alice = _news(town), town.guild.owner, town.guild.join("alice")
    mute = town.guild.create_text_channel(
        "mute", overwrites={town.guild.bot_role: (NOTHING, Permission.SEND_MESSAGES)}
    )
    mistakes: tuple[tuple[PlayedChannel, dict[str, Any], str], ...] = (
        (news, {"time": "25:99"}, "couldn't read “25:99” as a time"),
        (news, {"time": "9:00", "days": "mon,fry"}, "couldn't read “fry” as days"),
        (news, {"time": "9:00", "timezone": "Berlin"}, "Did you mean Europe/Berlin?"),
        (news, {"time": "9:00", "timezone": "Atlantis"}, "There's no time zone “Atlantis”"),
        (mute, {"time": "9:00"}, f"{mute.mention} because I need Send Messages there."),
    )
    async with town.app() as app:
        for channel, typed, answer in mistakes:
            reply = await owner.slash("digest schedule", in_=town.staff, channel=channel, **typed)
            assert reply.ephemeral
            assert answer in reply.text
        for command in ("digest pause", "digest post"):
            reply = await owner.slash(command, in_=town.staff)
            assert "There's no digest here yet" in reply.text
        reply = await owner.slash("digest preview", in_=town.staff)
        assert "not enough new for a digest" in reply.text

        commands = ("digest preview", "digest pause", "digest post")
        for command in commands:
            reply = await alice.slash(command, in_=town.general, unhidden=True)
            assert reply.text == "You need the Manage Server permission to use this command."
        reply = await alice.slash(
            "digest schedule", in_=town.general, channel=news, time="9:00", unhidden=True
        )
        assert reply.text == "You need the Manage Server permission to use this command."
        assert await app.parts.digest_schedules.view(town.guild.id) is None
    assert_conforms(town.discord)


async def test_killed_in_the_middle_it_goes_on_and_everybody_gets_it_once(town: Sandbox) -> None:
    clock, news = ShiftedClock(), _news(town)
    ann, bob = town.guild.join("ann"), town.guild.join("bob")
    members = [town.guild.join(f"member{number}") for number in range(4)]
    # There is more than fits one digest: a second one would have something to say.
    async with town.app(clock=clock) as app:
        await plan_digest(town, news)
        for title in ("Borrowing", "Lifetimes", "Traits"):
            await opened_post(town, ann, title, bob)
        for member in members:
            await member.slash("me digest", state="on")
        due = await time_to_slot(town, app, clock)
    # Whoever has written to us has a channel whose path is known.
    paths = [f"/channels/{(await one.dm('hello')).channel_id}/messages" for one in members]

    # One gets theirs and we never hear of it, at another we are killed: they stand for a bundle.
    town.discord.faults.lose_answer("POST", paths[1])
    never_sent = town.discord.faults.hang("POST", paths[2])
    async with running_ahead(town, due, BOT__DIGEST__ITEMS="1") as process:
        await never_sent.wait_until_hit(timeout=20)
        for member in (members[0], members[1], members[3]):
            await member.wait_for_dm(timeout=10)
        await news.wait_for_message(timeout=10)
        process.kill()
        await process.wait()
    assert [len(member.inbox) for member in members] == [1, 1, 0, 1]

    town.discord.faults.clear()
    clock.advance(due + SILENCE)
    async with town.app(clock=clock, digest={"items": 1}):
        await members[2].wait_for_dm(timeout=20)
        await ended(town, "done")
    assert [len(member.inbox) for member in members] == [1, 1, 1, 1]
    assert len(news.messages) == 1
