"""Whose a paid object is, worked out from its metadata and from what was recorded of it."""

import pytest

from bot.payments.inbox.owners import Owners
from bot.payments.inbox.purchase_match import SoldItem
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, to_metadata
from tests.flow.conftest import ALICE, GUILD, Billing


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
