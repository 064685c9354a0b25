"""Test that no payer loses access when members and roles come and go."""

from datetime import timedelta

from bot.clock import ShiftedClock
from bot.simulator.discord import text_of
from tests.e2e.payments.test_purchase import buy, pay, sell, subscribe
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.e2e.stored_rows import nothing_waits


async def test_who_pays_while_away_gets_the_role_on_coming(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        reply = await subscribe(sandbox, alice)
        alice.leave()
        await pay(sandbox, reply)
        await sandbox.stripe.webhooks.drained()
        sandbox.guild.join(alice)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)


async def test_a_role_deleted_at_discord_is_told_and_the_next_one_is_given_to_all(
    sandbox: Sandbox,
) -> None:
    silver = sandbox.guild.create_role("Silver", below=sandbox.pro)
    async with sandbox.app():
        await sell(sandbox)
        alice = await buy(sandbox)
        sandbox.guild.delete_role(sandbox.pro)
        bob = sandbox.guild.join("bob")
        await pay(sandbox, await subscribe(sandbox, bob))
        received = await sandbox.staff.wait_for_message(
            lambda message: "role that no longer exists" in text_of(message)
        )
        assert "/plan edit" in text_of(received)
        asked = await sandbox.guild.owner.slash(
            "plan edit", in_=sandbox.staff, plan="Pro", role=silver
        )
        await sandbox.guild.owner.click(asked, "Apply")
        for member in (alice, bob):
            await sandbox.guild.wait_for_role(member, silver)


async def test_members_whom_a_broken_connection_never_told_of_are_not_forgotten(
    sandbox: Sandbox,
) -> None:
    clock = ShiftedClock()
    async with sandbox.app(clock=clock) as app:
        await sell(sandbox)
        alice = await buy(sandbox)
        guild = app.connection.client.get_guild(sandbox.guild.id)
        assert guild is not None
        guild._members.pop(alice.id)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] as after a resume amid the telling
        sandbox.guild.take_role(alice, sandbox.pro)  # which nobody reports about unknown members
        asked = await sandbox.guild.owner.slash("grants reconcile", in_=sandbox.staff)
        assert "One member gains" in asked.text, asked.text
        await sandbox.guild.owner.click(asked, "Apply")
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        clock.advance(timedelta(minutes=20))  # so that it is no answer in place any more
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await alice.wait_for_dm(lambda message: "has ended" in text_of(message))


async def test_what_happened_while_it_was_not_on_the_server_is_put_right_on_its_return(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = await buy(sandbox)
        bob = sandbox.guild.join("bob")
        reply = await subscribe(sandbox, bob)
        sandbox.guild.remove_bot()
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await pay(sandbox, reply)
        await eventually(lambda: nothing_waits(sandbox), "Stripe's news were not worked off")
        sandbox.guild.invite_bot(PERMISSIONS)
        sandbox.guild.move_role(sandbox.guild.bot_role, above=sandbox.pro)
        await sandbox.guild.wait_for_role(bob, sandbox.pro)
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)


async def test_what_happened_in_an_outage_of_discords_is_put_right_at_its_end(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app() as app:
        await app.connection.client.wait_until_ready()  # after which nobody is looked at unasked
        await sell(sandbox)
        alice = await buy(sandbox)
        await sandbox.guild.owner.slash(
            "plan list", in_=sandbox.staff
        )  # so that all before was heard
        await eventually(
            lambda: nothing_waits(sandbox), "Alice's roles were not looked at to the end"
        )
        sandbox.guild.go_down()
        sandbox.guild.take_role(alice, sandbox.pro)
        sandbox.guild.come_back()
        await sandbox.guild.wait_for_role(alice, sandbox.pro)


async def test_the_list_of_plans_names_what_each_turn_of_money_does(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox, grace_days=3, on_end="kick")
        listed = await sandbox.guild.owner.slash("plan list", in_=sandbox.staff)
        for words in ("3 days of grace", "ends on a full refund", "members are removed from"):
            assert words in listed.text, listed.text


async def test_staff_hear_how_to_end_what_somebody_who_was_removed_still_pays(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = await buy(sandbox)
        sandbox.guild.kick(alice)
        received = await sandbox.staff.wait_for_message(
            lambda message: "no longer in the server" in text_of(message)
        )
        revoke = sandbox.guild.mention("grants revoke")
        assert f"{revoke} member:{alice.id} plan:Pro" in text_of(received)
        sandbox.guild.join(alice)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        sandbox.guild.kick(alice)
        await sandbox.staff.wait_for_message(
            lambda message: (
                "no longer in the server" in text_of(message) and message.id != received.id
            )
        )
