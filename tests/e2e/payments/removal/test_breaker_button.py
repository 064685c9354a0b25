"""Test the question before unusually many removals, and its button."""

from bot.simulator.discord import text_of
from tests.e2e.payments.test_purchase import buy, pay, sell, subscribe
from tests.e2e.sandbox import Sandbox


async def test_nothing_is_taken_until_staff_press_continue(sandbox: Sandbox) -> None:
    async with sandbox.app(payments={"breaker_minimum_members": 1}) as app:
        await sell(sandbox)
        alice = await buy(sandbox)
        bob = sandbox.guild.join("bob")
        await pay(sandbox, await subscribe(sandbox, bob))
        await sandbox.guild.wait_for_role(bob, sandbox.pro)
        async with app.services.payments.removal_breaker.whole():  # as a pass that ends both
            for subscription in list(sandbox.stripe.subscriptions):
                await sandbox.stripe.cancel_subscription(subscription)
            await sandbox.stripe.webhooks.drained()
        asked = await sandbox.staff.wait_for_message(
            lambda message: "2 of 2 members with a role" in text_of(message)
        )
        assert sandbox.pro.id in {role.id for role in alice.roles}
        assert sandbox.pro.id in {role.id for role in bob.roles}
        refused = await alice.click(asked, "Continue")
        assert "Continuing: these members" not in refused.text
        assert sandbox.pro.id in {role.id for role in alice.roles}
        done = await sandbox.guild.owner.click(asked, "Continue")
        assert "Continuing: these members" in done.text
        for member in (alice, bob):
            await sandbox.guild.wait_for_no_role(member, sandbox.pro)
        again = await sandbox.guild.owner.click(asked, "Continue")
        assert "already been settled" in again.text
