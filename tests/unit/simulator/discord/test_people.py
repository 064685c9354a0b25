"""Test that played people can do what their client lets them, and nothing else."""

from datetime import UTC, datetime

import pytest

from bot.simulator.discord import ImpossibleError, Permission, SimulatedTimeout
from tests.spec.discord_bot import Academy


async def test_nobody_talks_where_they_see_nothing(academy: Academy) -> None:
    academy.general.hide()
    with pytest.raises(ImpossibleError, match="alice can't see #general"):
        await academy.alice.say(academy.general, "hello")

    academy.general.overwrite(academy.alice, Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES)
    with pytest.raises(ImpossibleError, match="may not do that in #general"):
        await academy.alice.say(academy.general, "hello")
    assert academy.general.messages == []


async def test_a_forum_takes_posts_with_its_own_tags(academy: Academy) -> None:
    with pytest.raises(ImpossibleError, match="a forum takes posts"):
        await academy.alice.say(academy.questions, "hello")
    with pytest.raises(ImpossibleError, match="no tag 'go'; it has: rust, python"):
        await academy.alice.post(academy.questions, "How?", "…", tags=["go"])
    with pytest.raises(ImpossibleError, match="is no forum"):
        await academy.alice.post(academy.general, "How?", "…")

    post = await academy.alice.post(academy.questions, "How?", "…", tags=["python"])
    await academy.bob.say(post, "So.")
    assert [message.author.name for message in post.messages] == ["alice", "bob"]
    post.lock()
    with pytest.raises(ImpossibleError, match="locked"):
        await academy.bob.say(post, "More.")


async def test_only_authors_edit_and_only_moderators_delete(academy: Academy) -> None:
    message = await academy.alice.say(academy.general, "first")
    with pytest.raises(ImpossibleError, match="bob can't edit"):
        await academy.bob.edit(message, "x")
    with pytest.raises(ImpossibleError, match="bob can't delete"):
        await academy.bob.delete(message)
    await academy.alice.edit(message, "second")
    assert message.content == "second"
    await academy.guild.owner.delete(message)
    with pytest.raises(ImpossibleError, match="deleted"):
        await academy.alice.react(message, "👍")


async def test_who_left_can_do_nothing_until_they_return(academy: Academy) -> None:
    academy.guild.give_role(academy.alice, academy.pro)
    academy.alice.leave()
    with pytest.raises(ImpossibleError):
        await academy.alice.say(academy.general, "hello")
    with pytest.raises(ImpossibleError, match="alice is not in Ferris Academy"):
        _ = academy.alice.roles

    again = academy.guild.join(academy.alice)
    assert again.id == academy.alice.id
    assert academy.alice.roles == []
    assert (await academy.alice.say(academy.general, "back")).author is again.user


async def test_ids_tell_the_time_of_backdated_messages(academy: Academy) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    late = await academy.alice.say(academy.general, "now")
    early = await academy.alice.say(academy.general, "then", at=moment)

    assert early.timestamp == moment
    assert academy.general.messages == [early, late]


async def test_a_reaction_that_was_not_set_is_not_taken(academy: Academy) -> None:
    message = await academy.alice.say(academy.general, "hello")
    with pytest.raises(ImpossibleError, match="has not reacted"):
        await academy.bob.unreact(message, "👍")
    for text in ("thumbs up", "好", ""):
        with pytest.raises(ImpossibleError, match="no emoji"):
            await academy.bob.react(message, text)
    for emoji in ("👍", "❤️", "1️⃣", "🇨🇳", "<:ferris:123>"):
        await academy.bob.react(message, emoji)
    assert list(message.reactions) == ["👍", "❤️", "1️⃣", "🇨🇳", "123"]


async def test_what_is_waited_for_in_vain_is_named(academy: Academy) -> None:
    with pytest.raises(SimulatedTimeout, match="alice did not get"):
        await academy.guild.wait_for_role(academy.alice, academy.pro, timeout=0.01)
    with pytest.raises(SimulatedTimeout, match="no such message in #general"):
        await academy.general.wait_for_message(timeout=0.01)
    with pytest.raises(SimulatedTimeout, match="did not connect"):
        await academy.sim.wait_until_connected(timeout=0.01)
    with pytest.raises(SimulatedTimeout, match="0 of 1 requests came"):
        await academy.sim.requests.wait_for("GET", "*", timeout=0.01)
