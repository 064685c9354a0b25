"""Test what signals a kill loses, and that no text of members is stored."""

from tests.e2e.planted_community import SIGNALS, opened_post
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.e2e.stored_rows import everything_stored, signals_of

SOON = "0.1"  # seconds
LATE = "60"


async def test_a_kill_loses_one_batch_at_most_and_an_orderly_end_none(sandbox: Sandbox) -> None:
    ann, bob, cleo = (sandbox.guild.join(name) for name in ("ann", "bob", "cleo"))
    async with sandbox.process(BOT__ACTIVITY__BATCH_SECONDS=SOON) as process:
        post = await opened_post(sandbox, ann, "Borrowing", bob)
        # Stored by itself, without a question or an end that would hurry it.
        await eventually(lambda: signals_of(sandbox, bob.id), "bob's answer was not stored")
        process.kill()
        assert (await process.wait()).code != 0
    assert await signals_of(sandbox, ann.id) == {("post", "Borrowing")}
    assert await signals_of(sandbox, bob.id) == {("reply", "Borrowing")}

    async with sandbox.process(
        BOT__ACTIVITY__BATCH_SECONDS=LATE, BOT__LOG__LEVEL="debug"
    ) as process:
        # Reading history stores what waits, which would hurry it.
        await eventually(lambda: "history.read" in process.err, "history was not read")
        bot = sandbox.guild.bot.user
        await cleo.react(post.starter, "👍")
        await cleo.say(post, f"{bot.mention} {SIGNALS}")  # a mention is what we get to read
        await cleo.dm(SIGNALS)
        # Answered after all this came, and without a need for what is stored.
        assert (await cleo.slash("plans", in_=sandbox.general)).ephemeral
        assert await signals_of(sandbox, cleo.id) == set(), "it was not held back"
        process.terminate()
        ended = await process.wait()
    assert ended.code == 0, ended.err
    assert await signals_of(sandbox, cleo.id) == {("react", "Borrowing"), ("reply", "Borrowing")}
    assert "app.stopping" in ended.err
    assert SIGNALS not in ended.out + ended.err
    stored = await everything_stored(sandbox)
    assert "Borrowing" in stored
    assert SIGNALS not in stored
