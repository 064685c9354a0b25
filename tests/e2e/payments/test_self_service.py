"""What members do by themselves about what they have, and how a plan sees them out."""

import pytest

from bot.simulator.discord import Permission
from tests.e2e.payments.test_purchase import buy, sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms


async def test_a_member_weighs_manages_cancels_and_thinks_better_of_it(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        alice = await buy(town)
        managed = await alice.slash("membership manage", in_=town.general)
        assert "/p/session/" in (managed.buttons[0].url or "")
        weighed = await alice.slash("membership value", in_=town.general)
        assert "€9.00" in weighed.text
        cancelled = await alice.click(weighed, "Cancel Pro")
        await cancelled.wait_until(lambda reply: "Cancelled" in reply.text)
        status = await alice.slash("membership status", in_=town.general)
        assert "Cancelled: active until" in status.text
        kept = await alice.click(status, "Keep Pro")
        await kept.wait_until(lambda reply: "Your membership continues" in reply.text)
        (subscription,) = town.stripe.subscriptions.values()
        assert not subscription["cancel_at_period_end"]
        assert alice.has(town.pro)
        silenced = await alice.click(status, "Stop reminders")
        assert [button.label for button in silenced.buttons] == ["Turn on reminders"]
    assert_conforms(town.discord)
    assert_stripe_conforms(town.stripe)


@pytest.mark.parametrize("allowed", [True, False], ids=["may kick", "may not"])
async def test_a_plan_that_says_so_sees_its_last_access_out(
    town: Sandbox, *, allowed: bool
) -> None:
    if allowed:
        town.guild.edit_role(town.guild.bot_role, permissions=PERMISSIONS | Permission.KICK_MEMBERS)
    async with town.app():
        await sell(town, on_end="kick")
        alice = await buy(town)
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        if allowed:
            await alice.wait_for_dm(lambda message: "this plan removes members" in message.content)
            await town.staff.wait_for_message(lambda message: "was removed" in message.content)
        else:
            await town.guild.wait_for_no_role(alice, town.pro)
            await town.staff.wait_for_message(lambda message: "Kick Members" in message.content)
    assert (alice.id in town.guild.state.members) is not allowed


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
    town: Sandbox, *, status: int, code: int, times: int | None, leaves: bool, words: str
) -> None:
    town.guild.edit_role(town.guild.bot_role, permissions=PERMISSIONS | Permission.KICK_MEMBERS)
    async with town.app():
        await sell(town, on_end="kick")
        alice = await buy(town)
        path = f"/guilds/{town.guild.id}/members/{alice.id}"
        answer = {"code": code, "message": "refused"}
        town.discord.faults.fail("DELETE", path, times=times, status=status, body=answer)
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await alice.wait_for_dm(lambda message: "this plan removes members" in message.content)
        await town.staff.wait_for_message(lambda message: words in message.content, timeout=20)
        kicks = town.discord.count("DELETE", path)
        if leaves:
            assert kicks == 3
        else:
            assert not alice.has(town.pro)
            town.guild.edit_role(town.guild.bot_role, permissions=PERMISSIONS)  # tried again
            town.guild.edit_role(
                town.guild.bot_role, permissions=PERMISSIONS | Permission.KICK_MEMBERS
            )
            await eventually(lambda: town.discord.count("DELETE", path) > kicks, "not tried again")
        told = [
            message for message in alice.inbox if "this plan removes members" in message.content
        ]
        assert len(told) == 1
        lines = [message for message in town.staff.messages if words in message.content]
        assert len(lines) == 1
    assert (alice.id in town.guild.state.members) is not leaves
