"""Test what members change about their access themselves, and how a plan ends."""

from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, text_of
from tests.e2e.payments.test_purchase import buy, sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms

SECOND = timedelta(seconds=1)


async def test_a_member_weighs_manages_cancels_and_thinks_better_of_it(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = await buy(sandbox)
        managed = await alice.slash("membership manage", in_=sandbox.general)
        assert "/p/session/" in (managed.buttons[0].url or "")
        weighed = await alice.slash("membership value", in_=sandbox.general)
        assert "€9.00" in weighed.text
        cancelled = await alice.click(weighed, "Cancel Pro")
        await cancelled.wait_until(lambda reply: "Cancelled" in reply.text)
        status = await alice.slash("membership status", in_=sandbox.general)
        assert "Cancelled: active until" in status.text
        kept = await alice.click(status, "Keep Pro")
        await kept.wait_until(lambda reply: "Your membership continues" in reply.text)
        (subscription,) = sandbox.stripe.subscriptions.values()
        assert not subscription["cancel_at_period_end"]
        assert alice.has(sandbox.pro)
        silenced = await alice.click(status, "Stop reminders")
        assert [button.label for button in silenced.buttons] == ["Turn on reminders"]
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)


@pytest.mark.parametrize("allowed", [True, False], ids=["may kick", "may not"])
async def test_a_plan_that_says_so_sees_its_last_access_out(
    sandbox: Sandbox, *, allowed: bool
) -> None:
    if allowed:
        sandbox.guild.edit_role(
            sandbox.guild.bot_role, permissions=PERMISSIONS | Permission.KICK_MEMBERS
        )
    async with sandbox.app():
        await sell(sandbox, on_end="kick")
        alice = await buy(sandbox)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        if allowed:
            await alice.wait_for_dm(lambda message: "this plan removes members" in text_of(message))
            await sandbox.staff.wait_for_message(lambda message: "was removed" in text_of(message))
        else:
            await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
            await sandbox.staff.wait_for_message(lambda message: "Kick Members" in text_of(message))
    assert (alice.id in sandbox.guild.state.members) is not allowed


@pytest.mark.parametrize(
    ("status", "code", "times", "leaves", "words"),
    [
        (403, 60003, None, False, "two-factor authentication"),
        (403, 50013, None, False, "Discord doesn't let me"),
        (503, 0, 2, True, "was removed from the server"),
    ],
    ids=["no second factor", "another refusal", "away twice"],
)
async def test_a_kick_that_fails_holds_up_nothing_and_is_told_once(
    sandbox: Sandbox, *, status: int, code: int, times: int | None, leaves: bool, words: str
) -> None:
    sandbox.guild.edit_role(
        sandbox.guild.bot_role, permissions=PERMISSIONS | Permission.KICK_MEMBERS
    )
    clock = ShiftedClock()
    async with sandbox.app(clock=clock):
        await sell(sandbox, on_end="kick")
        alice = await buy(sandbox)
        path = f"/guilds/{sandbox.guild.id}/members/{alice.id}"
        answer = {"code": code, "message": "refused"}
        sandbox.discord.faults.fail("DELETE", path, times=times, status=status, body=answer)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await alice.wait_for_dm(lambda message: "this plan removes members" in text_of(message))
        if times is not None:
            await eventually(
                lambda: clock.advance(SECOND) or sandbox.discord.count("DELETE", path) > times,
                "not tried again",
                20,
            )
        await sandbox.staff.wait_for_message(lambda message: words in text_of(message), timeout=20)
        kicks = sandbox.discord.count("DELETE", path)
        if leaves:
            assert kicks == 3
        else:
            assert not alice.has(sandbox.pro)
            sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=PERMISSIONS)  # tried again
            sandbox.guild.edit_role(
                sandbox.guild.bot_role, permissions=PERMISSIONS | Permission.KICK_MEMBERS
            )
            await eventually(
                lambda: sandbox.discord.count("DELETE", path) > kicks, "not tried again"
            )
        received = [
            message for message in alice.inbox if "this plan removes members" in text_of(message)
        ]
        assert len(received) == 1
        lines = [message for message in sandbox.staff.messages if words in text_of(message)]
        assert len(lines) == 1
    assert (alice.id in sandbox.guild.state.members) is not leaves
