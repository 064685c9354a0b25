"""Test digests in forums, threads and channels, their buttons, and the preview."""

from datetime import timedelta
from typing import Any

from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, Person, PlayedChannel, Reply, text_of
from bot.simulator.discord.actors.channel import Overwrites
from tests.e2e.digest.clockwork import ended, let_slot_come, plan_digest
from tests.e2e.planted_community import opened_post, titles
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.e2e.stored_rows import signals_of, slots
from tests.spec.discord_spec import assert_conforms

SAVED = "Saved. I'll use it"


async def previewed(staff: Person, where: PlayedChannel, member: Person) -> Reply:
    """Ask for the digest as a member would get it, even where the command is hidden."""
    options: dict[str, Any] = {"as": member}
    return await staff.slash("digest preview", in_=where, unhidden=True, **options)


async def test_a_forum_gets_a_post_for_each_digest_and_whoever_presses_saves(
    sandbox: Sandbox,
) -> None:
    clock, weekly = ShiftedClock(), sandbox.guild.create_forum("weekly")
    ann, bob, mei = sandbox.guild.join("ann"), sandbox.guild.join("bob"), sandbox.guild.join("mei")
    async with sandbox.app(clock=clock) as app:
        await plan_digest(sandbox, weekly)
        for title in ("Borrowing", "Traits"):
            await opened_post(sandbox, ann, title, bob)
        await let_slot_come(sandbox, app, clock)
        (post,) = await eventually(lambda: weekly.threads, "no post came")
        await ended(sandbox, "done")
        assert post.name.startswith("Don't miss this: ")
        digest = post.starter
        assert set(titles(digest)) == {"Borrowing", "Traits"}

        assert (await mei.slash("me saved")).text.startswith("You haven't saved anything yet")
        for person in (mei, bob):
            answer = await person.click(digest, "Save", index=1)
            assert answer.ephemeral
            assert answer.text.startswith(SAVED)
        answer = await mei.slash("me saved")
        assert answer.ephemeral
        assert answer.text.startswith("## Saved for later")
        assert titles(answer) == titles(digest)[1:]
        assert await signals_of(sandbox, mei.id) == {("save", titles(digest)[1])}
        assert titles(await ann.click(digest, "Send me my own by DM")) == []

        await opened_post(sandbox, ann, "Lifetimes", bob)
        await let_slot_come(sandbox, app, clock)
        await ended(sandbox, "done", "done")
    assert [titles(post.starter) for post in weekly.threads][-1] == ["Lifetimes"]
    assert_conforms(sandbox.discord)


async def test_cut_off_while_it_posts_in_a_forum_it_finds_the_post_it_made(
    sandbox: Sandbox,
) -> None:
    clock, weekly = ShiftedClock(), sandbox.guild.create_forum("weekly")
    ann, bob = sandbox.guild.join("ann"), sandbox.guild.join("bob")
    async with sandbox.app(clock=clock) as app:
        await plan_digest(sandbox, weekly)
        await opened_post(sandbox, ann, "Borrowing", bob)
        sandbox.discord.faults.lose_answer("POST", f"/channels/{weekly.id}/threads", times=1)
        await let_slot_come(sandbox, app, clock)
        await eventually(lambda: weekly.threads, "no post came")
        await eventually(lambda: _waiting(sandbox), "the failure was not noted")
        clock.advance(timedelta(minutes=2))
        await ended(sandbox, "done")
    assert len(weekly.threads) == 1


async def _waiting(sandbox: Sandbox) -> bool:
    return await slots(sandbox) == ["waiting"]


async def test_a_thread_that_sleeps_is_woken_by_its_digest(sandbox: Sandbox) -> None:
    clock = ShiftedClock()
    ann, bob = sandbox.guild.join("ann"), sandbox.guild.join("bob")
    starter = await ann.say(sandbox.general, "digests go below")
    thread = await ann.start_thread(starter, "digests")
    async with sandbox.app(clock=clock) as app:
        await plan_digest(sandbox, thread)
    thread.archive()
    async with sandbox.app(clock=clock) as app:
        await opened_post(sandbox, ann, "Borrowing", bob)
        await let_slot_come(sandbox, app, clock)
        digest = await thread.wait_for_message(lambda message: bool(titles(message)))
        await ended(sandbox, "done")
    assert titles(digest) == ["Borrowing"]
    assert_conforms(sandbox.discord)


async def test_what_is_missing_in_a_forum_or_thread_is_named(sandbox: Sandbox) -> None:
    owner, bot = sandbox.guild.owner, sandbox.guild.bot_role
    nothing, send = Permission(0), Permission.SEND_MESSAGES
    forum = sandbox.guild.create_forum("mute", overwrites={bot: (nothing, send)})
    parent = sandbox.guild.create_text_channel(
        "parent", overwrites={bot: (nothing, Permission.SEND_MESSAGES_IN_THREADS)}
    )
    thread = await owner.start_thread(await owner.say(parent, "here"), "below")
    async with sandbox.app():
        for place, missing in ((forum, "Create Posts"), (thread, "Send Messages in Threads")):
            reply = await owner.slash(
                "digest schedule", in_=sandbox.staff, channel=place, time="09:00"
            )
            assert f"I need {missing} there." in reply.text


async def test_staff_see_what_a_member_would_get_but_nothing_of_what_they_did(
    sandbox: Sandbox,
) -> None:
    owner = sandbox.guild.owner
    staff = sandbox.guild.join("helper")
    sandbox.guild.give_role(
        staff, sandbox.guild.create_role("Staff", permissions=Permission.MANAGE_GUILD)
    )
    secret = sandbox.guild.create_forum(
        "secret",
        overwrites={
            sandbox.guild.everyone: (Permission(0), Permission.VIEW_CHANNEL),
            sandbox.pro: (Permission.VIEW_CHANNEL, Permission(0)),
            sandbox.guild.bot_role: (Permission.VIEW_CHANNEL, Permission(0)),
        },
    )
    ann, bob, cid = (
        sandbox.guild.join(name, roles=(sandbox.pro,)) for name in ("ann", "bob", "cid")
    )
    async with sandbox.app(digest={"personal_minimum_items": 1}):
        for title in ("Borrowing", "Traits", "Lifetimes"):
            post = await opened_post(sandbox, ann, title, cid)
            if title != "Lifetimes":
                await bob.say(post, "yes")
        await opened_post(sandbox, ann, "Hidden", cid, forum=secret)
        own = await previewed(owner, sandbox.staff, bob)
        assert own.ephemeral
        assert set(titles(own)) == {"Lifetimes", "Hidden"}
        assert f"As {bob.mention} would get it" in own.text
        _, _, listed = own.text.partition("open yourself")
        assert not [word for word in ("you", "You", "liked") if word in listed]
        assert own.buttons == []

        theirs = await previewed(staff, sandbox.general, bob)
        assert titles(theirs) == ["Lifetimes"], "staff may not read everything"
        nothing = await previewed(owner, sandbox.staff, ann)
        assert "wouldn't get one now" in nothing.text
        refused = await previewed(bob, sandbox.general, ann)
        assert refused.text == "You need the Manage Server permission, or a role that may do this."
    assert_conforms(sandbox.discord)


async def test_staff_see_beforehand_no_more_of_the_post_than_they_may_read(
    sandbox: Sandbox,
) -> None:
    helper = sandbox.guild.join("helper")
    sandbox.guild.give_role(
        helper, sandbox.guild.create_role("Staff", permissions=Permission.MANAGE_GUILD)
    )
    nothing, see = Permission(0), Permission.VIEW_CHANNEL
    paying: Overwrites = {
        sandbox.guild.everyone: (nothing, see),
        sandbox.pro: (see, nothing),
        sandbox.guild.bot_role: (see, nothing),
    }
    lounge = sandbox.guild.create_text_channel("lounge", overwrites=paying)
    backstage = sandbox.guild.create_forum("backstage", overwrites=paying)
    ann, bob = (sandbox.guild.join(name, roles=(sandbox.pro,)) for name in ("ann", "bob"))
    async with sandbox.app():
        await plan_digest(sandbox, lounge)
        await opened_post(sandbox, ann, "Borrowing", bob)
        await opened_post(sandbox, ann, "Backstage", bob, forum=backstage)
        whole = await sandbox.guild.owner.slash("digest preview", in_=sandbox.staff)
        assert set(titles(whole)) == {"Borrowing", "Backstage"}, "what the post will bring"
        theirs = await helper.slash("digest preview", in_=sandbox.general, unhidden=True)
        assert titles(theirs) == ["Borrowing"]


async def test_members_choose_their_hour_zone_and_days(sandbox: Sandbox) -> None:
    mei = sandbox.guild.join("mei")
    async with sandbox.app():
        offered = await mei.autocomplete("me digest", timezone="zurich")
        assert [choice["value"] for choice in offered] == ["Europe/Zurich"]
        offered = await mei.autocomplete("me digest", days="week")
        assert [choice["value"] for choice in offered] == ["weekdays", "weekend"]
        unscheduled = await mei.slash("me digest", state="on")
        assert "once the staff here schedule the digest" in unscheduled.text
        answer = await mei.slash(
            "me digest", state="on", hour=8, timezone="Europe/Zurich", days="mon,thu", per_week=1
        )
        assert "at most one a week by DM (Europe/Zurich time)" in answer.text
        refused = await mei.slash("me digest", timezone="Atlantis")
        assert "There's no time zone “Atlantis”" in refused.text
        shown = await mei.slash("me digest")
        assert shown.text == answer.text
        assert "Your personal digest is off" in (await mei.slash("me digest", state="off")).text
        assert text_of((await mei.slash("me digest", hour=8)).message) == answer.text
