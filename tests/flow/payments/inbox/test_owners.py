"""Test the owner of a paid object: by metadata, recorded facts and what was sold."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.payments.inbox.owners import Owners
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, to_metadata
from data.plans import Plan
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

# Other tests run every statement of these on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ELSEWHERE = {"id": "price_else", "product": "prod_else"}


def subscription_body(
    id_: str, metadata: Mapping[str, str] | None, price: Mapping[str, str]
) -> dict[str, Any]:
    items = {"data": [{"price": price}]}
    return {
        "object": "subscription",
        "id": id_,
        "status": "active",
        "metadata": metadata,
        "items": items,
    }


def price_of(plan: Plan) -> dict[str, str]:
    return {"id": plan.price.price_id or "", "product": plan.product_id or ""}


def session_body(id_: str, owner: Owner, mode: str) -> dict[str, Any]:
    """Return a session as in an event, which doesn't show what it sold."""
    return {"object": "checkout.session", "id": id_, "mode": mode, "metadata": to_metadata(owner)}


async def test_metadata_names_the_owner_and_facts_do_where_it_was_wiped(billing: Billing) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (known,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    wiped = subscription_body(known, {}, price_of(plan))
    assert await owners.of("subscription", known, wiped) == Owner(GUILD, ALICE, plan.id)
    other = Owner(GUILD, ALICE + 1, plan.id, plan_key=plan.key)
    edited = subscription_body(known, to_metadata(other), price_of(plan))
    assert await owners.of("subscription", known, edited) == other
    for id_ in ("sub_new", known):
        unnamed = subscription_body(id_, None, ELSEWHERE)
        with pytest.raises(ForeignObjectError):
            await owners.of("session", id_, unnamed)


async def test_an_object_without_an_owner_is_refused_before_a_request(billing: Billing) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (known,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    named = to_metadata(Owner(GUILD, ALICE, plan.id, plan_key=plan.key))
    await owners.check(EventTarget("subscription", "sub_new", metadata=named))
    await owners.check(EventTarget("subscription", known, metadata={}))
    await owners.check(EventTarget("subscription", "sub_new"))  # its event doesn't show metadata
    with pytest.raises(ForeignObjectError):
        await owners.check(EventTarget("subscription", "sub_new", metadata={}))


async def test_a_recorded_object_keeps_its_owner_when_another_product_is_sold_with_it(
    billing: Billing,
) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (known,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    owner = Owner(GUILD, ALICE, plan.id, plan_key=plan.key)
    named = to_metadata(owner)
    sold = subscription_body("sub_new", named, price_of(plan))
    assert await owners.of("subscription", "sub_new", sold) == owner
    switched = subscription_body(known, named, ELSEWHERE)
    assert await owners.of("subscription", known, switched) == owner
    with pytest.raises(ForeignObjectError):
        await owners.of("subscription", "sub_new", subscription_body("sub_new", named, ELSEWHERE))


async def test_no_object_moves_to_another_server_whatever_its_metadata_says(
    billing: Billing,
) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (known,) = billing.stripe.subscriptions
    owners = Owners(billing.database, billing.clock)
    elsewhere = to_metadata(Owner(GUILD + 1, ALICE, plan.id, plan_key=plan.key))
    moved = subscription_body(known, elsewhere, price_of(plan))
    assert await owners.of("subscription", known, moved) == Owner(GUILD, ALICE, plan.id)


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
    recurring = session_body("cs_elsewhere", copied, "subscription")
    assert await owners.of("subscription", "sub_new", recurring) == copied
    with pytest.raises(ForeignObjectError):
        await owners.of("session", "cs_elsewhere", session_body("cs_elsewhere", copied, "payment"))
    await billing.buy()
    (session,) = billing.stripe.sessions
    assert await owners.of("session", session, session_body(session, copied, "payment")) == copied
