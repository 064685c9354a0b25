"""The question before unusually many lose their role, and the button below it."""

from tests.e2e.payments.test_purchase import buy, pay, sell, subscribe
from tests.e2e.sandbox import Sandbox


async def test_nothing_is_taken_until_staff_press_continue(town: Sandbox) -> None:
    async with town.app(payments={"brake_least": 1}) as app:
        await sell(town)
        alice = await buy(town)
        bob = town.guild.join("bob")
        await pay(town, await subscribe(town, bob))
        await town.guild.wait_for_role(bob, town.pro)
        async with app.parts.removal_breaker.whole():  # as a pass that ends both
            for subscription in list(town.stripe.subscriptions):
                await town.stripe.cancel_subscription(subscription)
            await town.stripe.webhooks.drained()
        asked = await town.staff.wait_for_message(
            lambda message: "2 of 2 members with a role" in message.content
        )
        assert town.pro.id in {role.id for role in alice.roles}
        assert town.pro.id in {role.id for role in bob.roles}
        refused = await alice.click(asked, "Continue")
        assert "Continuing: these members" not in refused.text
        assert town.pro.id in {role.id for role in alice.roles}
        done = await town.guild.owner.click(asked, "Continue")
        assert "Continuing: these members" in done.text
        for member in (alice, bob):
            await town.guild.wait_for_no_role(member, town.pro)
        again = await town.guild.owner.click(asked, "Continue")
        assert "already been settled" in again.text
