"""Test the buttons in direct messages, where there are no commands."""

from datetime import timedelta

from bot.clock import ShiftedClock
from bot.simulator.discord import Message, Person, text_of
from tests.e2e.payments.test_purchase import buy, pay, sell
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

IN_PLACE_NO_MORE = timedelta(minutes=20)  # the token of what was asked before is gone by then


async def received(sandbox: Sandbox, member: Person, words: str) -> Message:
    """Return a direct message: it names no command, and links to the server."""
    message = await member.wait_for_dm(lambda each: words in text_of(each))
    assert "</" not in text_of(message)
    server = f"[Ferris Academy](https://discord.com/channels/{sandbox.guild.id})"
    assert text_of(message).endswith(f"\n-# from {server}")
    return message


async def test_who_lost_a_membership_gets_it_again_by_the_button_below_the_message(
    sandbox: Sandbox,
) -> None:
    clock = ShiftedClock()
    async with sandbox.app(clock=clock):
        await sell(sandbox)
        alice = await buy(sandbox)
        clock.advance(IN_PLACE_NO_MORE)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        ended = await received(sandbox, alice, "has ended")
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
    async with sandbox.app(clock=clock):  # buttons outlive restarts
        page = await alice.click(ended, "Get Pro")
        assert page.ephemeral
        await pay(sandbox, page)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await page.wait_until(lambda answer: "is active" in answer.text)
        already = await alice.click(ended, "Get Pro")
        assert already.text == "You already have Pro."
    assert_conforms(sandbox.discord)


async def test_what_is_in_the_way_of_buying_again_is_said_without_commands(
    sandbox: Sandbox,
) -> None:
    clock = ShiftedClock()
    async with sandbox.app(clock=clock):
        await sell(sandbox)
        alice = await buy(sandbox)
        clock.advance(IN_PLACE_NO_MORE)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        ended = await received(sandbox, alice, "has ended")
        alice.leave()
        bob = sandbox.guild.join("bob")  # so that the leaving has been heard of
        await bob.slash("plans", in_=sandbox.general)
        gone = await alice.click(ended, "Get Pro")
        assert "no longer in that server" in gone.text
        sandbox.guild.join(alice)
        asked = await sandbox.guild.owner.slash("plan retire", in_=sandbox.staff, plan="Pro")
        await sandbox.guild.owner.click(asked, "Stop selling it")
        retired = await alice.click(ended, "Get Pro")
        assert "no longer on sale" in retired.text
        assert "</" not in gone.text + retired.text
        assert len(sandbox.stripe.sessions) == 1


async def test_a_failed_renewal_is_managed_and_a_gift_looked_at_from_there(
    sandbox: Sandbox,
) -> None:
    clock = ShiftedClock()
    async with sandbox.app(clock=clock):
        await sell(sandbox)
        alice, mei = sandbox.guild.join("alice"), sandbox.guild.join("mei")
        page = await alice.slash("membership gift", in_=sandbox.general, plan="Pro", member=mei)
        await pay(sandbox, page)
        gift = await received(sandbox, mei, "as a gift")
        status = await mei.click(gift, "My membership")
        assert "Pro" in status.text
        assert "by @" not in status.text
        clock.advance(IN_PLACE_NO_MORE)
        await sandbox.stripe.renew(next(iter(sandbox.stripe.subscriptions)), card="declined")
        failed = await received(sandbox, alice, "Pay on Stripe's page below")
        managed = await alice.click(failed, "Manage")
        assert "/p/session/" in (managed.buttons[0].url or "")
        refused = await mei.click(gift, "My membership")
        await refused.wait_until(lambda reply: "Pro" in reply.text)
    assert_conforms(sandbox.discord)
