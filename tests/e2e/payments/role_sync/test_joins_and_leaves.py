"""People and roles that come and go at the wrong moment: nobody who paid loses by it."""

from datetime import timedelta

from bot.clock import ShiftedClock
from tests.e2e.payments.test_purchase import buy, pay, sell, subscribe
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.e2e.stored_rows import nothing_waits


async def test_who_pays_while_away_gets_the_role_on_coming(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        alice = town.guild.join("alice")
        reply = await subscribe(town, alice)
        alice.leave()
        await pay(town, reply)
        await town.stripe.webhooks.drained()
        town.guild.join(alice)
        await town.guild.wait_for_role(alice, town.pro)


async def test_a_role_deleted_at_discord_is_told_and_the_next_one_is_given_to_all(
    town: Sandbox,
) -> None:
    silver = town.guild.create_role("Silver", below=town.pro)
    async with town.app():
        await sell(town)
        alice = await buy(town)
        town.guild.delete_role(town.pro)
        bob = town.guild.join("bob")
        await pay(town, await subscribe(town, bob))
        told = await town.staff.wait_for_message(
            lambda message: "role that no longer exists" in message.content
        )
        assert "/plan edit" in told.content
        asked = await town.guild.owner.slash("plan edit", in_=town.staff, plan="Pro", role=silver)
        await town.guild.owner.click(asked, "Apply")
        for member in (alice, bob):
            await town.guild.wait_for_role(member, silver)


async def test_members_whom_a_broken_connection_never_told_of_are_not_forgotten(
    town: Sandbox,
) -> None:
    clock = ShiftedClock()
    async with town.app(clock=clock) as app:
        await sell(town)
        alice = await buy(town)
        guild = app.connection.client.get_guild(town.guild.id)
        assert guild is not None
        guild._members.pop(alice.id)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] as after a resume amid the telling
        town.guild.take_role(alice, town.pro)  # which nobody tells of whom we don't know
        asked = await town.guild.owner.slash("grants reconcile", in_=town.staff)
        assert "One member gains" in asked.text, asked.text
        await town.guild.owner.click(asked, "Apply")
        await town.guild.wait_for_role(alice, town.pro)
        clock.advance(timedelta(minutes=20))  # so that it is no answer in place any more
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await alice.wait_for_dm(lambda message: "has ended" in message.content)


async def test_what_happened_while_it_was_not_on_the_server_is_put_right_on_its_return(
    town: Sandbox,
) -> None:
    async with town.app():
        await sell(town)
        alice = await buy(town)
        bob = town.guild.join("bob")
        reply = await subscribe(town, bob)
        town.guild.remove_bot()
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await pay(town, reply)
        await eventually(lambda: nothing_waits(town), "Stripe's news were not worked off")
        town.guild.invite_bot(PERMISSIONS)
        town.guild.move_role(town.guild.bot_role, above=town.pro)
        await town.guild.wait_for_role(bob, town.pro)
        await town.guild.wait_for_no_role(alice, town.pro)


async def test_what_happened_in_an_outage_of_discords_is_put_right_at_its_end(
    town: Sandbox,
) -> None:
    async with town.app() as app:
        await app.connection.client.wait_until_ready()  # after which nobody is looked at unasked
        await sell(town)
        alice = await buy(town)
        await town.guild.owner.slash("plan list", in_=town.staff)  # so that all before was heard
        await eventually(lambda: nothing_waits(town), "Alice's roles were not looked at to the end")
        town.guild.go_down()
        town.guild.take_role(alice, town.pro)
        town.guild.come_back()
        await town.guild.wait_for_role(alice, town.pro)


async def test_the_list_of_plans_names_what_each_turn_of_money_does(town: Sandbox) -> None:
    async with town.app():
        await sell(town, grace_days=3, on_end="kick")
        listed = await town.guild.owner.slash("plan list", in_=town.staff)
        for words in ("3 days of grace", "ends on a full refund", "members are removed from"):
            assert words in listed.text, listed.text


async def test_staff_hear_how_to_end_what_somebody_who_was_removed_still_pays(
    town: Sandbox,
) -> None:
    async with town.app():
        await sell(town)
        alice = await buy(town)
        town.guild.kick(alice)
        told = await town.staff.wait_for_message(
            lambda message: "no longer in the server" in message.content
        )
        revoke = town.guild.mention("grants revoke")
        assert f"{revoke} member:{alice.id} plan:Pro" in told.content
        town.guild.join(alice)
        await town.guild.wait_for_role(alice, town.pro)
        town.guild.kick(alice)
        await town.staff.wait_for_message(
            lambda message: "no longer in the server" in message.content and message.id != told.id
        )
