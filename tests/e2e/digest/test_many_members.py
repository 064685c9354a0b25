"""Test that a kill in the middle of a digest to many leaves out nobody."""

from datetime import UTC, datetime, timedelta

from bot.clock import ShiftedClock
from bot.simulator.discord import text_of
from tests.e2e.digest.many_members import counts, gather, received
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.e2e.shifted_process import running_ahead

MEMBERS = 200
JUST_AFTER, SILENCE = timedelta(minutes=1), timedelta(minutes=2)


async def test_each_gets_theirs_exactly_once_though_we_are_killed_in_between(
    sandbox: Sandbox,
) -> None:
    ahead = await gather(sandbox, MEMBERS) - datetime.now(UTC) + JUST_AFTER
    async with running_ahead(sandbox, ahead, BOT__DIGEST__MESSAGES_PER_SECOND="500") as process:
        await eventually(lambda: received(sandbox)[1] > MEMBERS / 3, "nothing came", 60)
        process.kill()
        await process.wait()
    assert received(sandbox).total() < MEMBERS

    clock = ShiftedClock()
    clock.advance(ahead + SILENCE)
    async with sandbox.app(clock=clock, digest={"messages_per_second": 500}):
        figures = await eventually(lambda: counts(sandbox), "it was not taken up again", 60)
    assert received(sandbox) == {1: MEMBERS}
    assert figures == {"sent": MEMBERS}
    texts = [
        text_of(message)
        for message in sandbox.staff.messages
        if "Personal digests" in text_of(message)
    ]
    assert len(texts) == 1, "staff read one message, edited"
    assert f"{MEMBERS} sent" in texts[0]
