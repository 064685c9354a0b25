"""Whose a paid object is, worked out from its metadata and from what was recorded of it."""

import pytest

from bot.payments.inbox.owners import Owners
from bot.payments.inbox.purchase_match import SoldItem
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, to_metadata
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing


async def test_metadata_say_whose_it_is_and_where_they_were_wiped_what_was_recorded(
    billing: Billing,
) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    recorded = await owners.of("subscription", subscription, {})
    assert recorded == Owner(GUILD, ALICE, plan.id)
    other = Owner(GUILD, ALICE + 1, plan.id, plan_key=plan.key)
    assert await owners.of("subscription", subscription, to_metadata(other)) == other
    with pytest.raises(ForeignObjectError):
        await owners.of("subscription", "sub_new", None)
    with pytest.raises(ForeignObjectError):
        await owners.of("session", subscription, None)


async def test_what_is_known_stays_whose_it_was_though_something_else_is_sold_with_it(
    billing: Billing,
) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    owner = Owner(GUILD, ALICE, plan.id, plan_key=plan.key)
    ours = SoldItem(plan.price.price_id or "", plan.product_id or "")
    assert await owners.of_sold("subscription", "sub_new", owner, [ours]) == owner
    foreign = SoldItem("price_else", "prod_else")
    assert await owners.of_sold("subscription", subscription, owner, [foreign]) == owner
    with pytest.raises(ForeignObjectError):
        await owners.of_sold("subscription", "sub_new", owner, [foreign])


async def test_no_object_moves_to_another_server_whatever_its_metadata_say(
    billing: Billing,
) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    elsewhere = to_metadata(Owner(GUILD + 1, ALICE, plan.id, plan_key=plan.key))
    recorded = Owner(GUILD, ALICE, plan.id)
    assert await owners.of("subscription", subscription, elsewhere) == recorded
    assert (await owners.of("subscription", "sub_new", elsewhere)).guild_id == GUILD + 1


async def test_a_cancellation_counts_though_the_metadata_name_another_server(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    assert await billing.roles() == {ROLE}
    metadata = billing.stripe.subscriptions[subscription]["metadata"]
    await billing.api.client.v1.subscriptions.update_async(
        subscription, {"metadata": {**metadata, "lyceum_guild": str(GUILD + 1)}}
    )
    await billing.api.client.v1.subscriptions.cancel_async(subscription)
    await billing.catch_up()
    assert await billing.roles() == frozenset()


async def test_a_copied_key_proves_no_payment_while_stripe_shows_no_lines(
    billing: Billing,
) -> None:
    plan = await billing.sell(interval="once")
    owners = Owners(billing.database, billing.clock)
    copied = Owner(GUILD, ALICE, plan.id, plan_key=plan.key)
    assert await owners.of_checkout("cs_elsewhere", copied, recurring=True) == copied
    with pytest.raises(ForeignObjectError):
        await owners.of_checkout("cs_elsewhere", copied, recurring=False)
    await billing.buy()
    (session,) = billing.stripe.sessions
    assert await owners.of_checkout(session, copied, recurring=False) == copied
