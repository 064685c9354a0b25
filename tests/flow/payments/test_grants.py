"""Test grants and revocations by staff, with their reasons, and their end at Stripe."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.grants import CompGrant, GrantService, RevokeRequest
from bot.payments.ledger.facts import Claim
from bot.payments.stripe.objects.metadata import Owner
from bot.scheduling.worker import WakeupEvent
from data import audit, role_sync
from data.facts import StoredEntitlement
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing

# Other tests run every statement of these on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BOB = 31
SORRY = "Sorry for the outage"


def service(billing: Billing) -> GrantService:
    return GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())


async def give(billing: Billing, days: int | None = None, **changes: Any) -> StoredEntitlement:  # noqa: ANN401 the comp's own types
    options: dict[str, Any] = {"user_id": ALICE, "plan": "Pro", "reason": SORRY} | changes
    return await service(billing).give(
        CompGrant(guild_id=GUILD, actor_id=STAFF, days=days, **options)
    )


async def revoke(billing: Billing, user: int = ALICE, reason: str = "Spam") -> None:
    shown = await service(billing).current(GUILD, user, "Pro")
    sources = [one.entitlement.source for one in shown]
    await service(billing).revoke(RevokeRequest(GUILD, STAFF, user, "Pro", reason, sources))


async def recorded(billing: Billing) -> list[tuple[str, int | None, int | None, Any]]:
    async with billing.database.read() as connection:
        lines = await audit.entries(connection, GUILD, user_id=ALICE)
    return [(line.action, line.actor_id, line.user_id, line.detail["reason"]) for line in lines]


async def test_a_comp_ends_by_itself_and_is_on_record_with_who_and_why(billing: Billing) -> None:
    await billing.sell()
    entitlement = await give(billing, days=7, reason=" Sorry for\nthe outage ")
    assert await billing.roles() == {ROLE}
    assert entitlement.ends_at == entitlement.starts_at + timedelta(days=7)
    assert await recorded(billing) == [("grants.give", STAFF, ALICE, SORRY)]
    async with billing.database.write() as connection:
        tasks = await role_sync.claim(connection, billing.clock.now(), timedelta(minutes=1), 10)
    assert [task.user_id for task in tasks] == [ALICE]
    await billing.pass_time(timedelta(days=7, seconds=1))
    await billing.expiry.refresh_due()
    assert await billing.roles() == frozenset()
    assert await billing.reasons() == ["time-up"]


async def test_comps_of_one_plan_follow_each_other_and_a_retired_plan_can_be_given(
    billing: Billing,
) -> None:
    await billing.sell()
    first = await give(billing, days=7)
    await billing.plans.retire(GUILD, STAFF, "Pro")
    second = await give(billing, days=7)
    assert (second.state, second.starts_at) == ("upcoming", first.ends_at)


async def test_a_revoked_comp_ends_at_once_and_says_why(billing: Billing) -> None:
    await billing.sell()
    await give(billing)
    assert await billing.reasons() == ["granted"]
    await revoke(billing)
    assert await billing.roles() == frozenset()
    assert await billing.reasons() == ["revoked"]
    assert (await recorded(billing))[0] == ("grants.revoke", STAFF, ALICE, "Spam")


async def test_a_revoked_subscription_ends_here_and_at_stripe(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    assert await billing.roles() == {ROLE}
    await revoke(billing)
    assert await billing.roles() == frozenset()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions.values()
    assert subscription["status"] == "canceled"
    assert await billing.reasons() == ["revoked"]
    assert billing.stripe.refunds == {}


async def test_a_revoked_claim_takes_nothing_from_whoever_paid(billing: Billing) -> None:
    plan = await billing.sell()
    await billing.buy(seats=3)
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    for seat, user in enumerate((BOB, BOB + 1), start=1):
        claim = Claim(
            f"code:{seat}", plan.id, subscription, int(billing.clock.now().timestamp()), seat
        )
        await billing.recorder.record(claim, Owner(GUILD, user, plan.id), billing.clock.now())
    assert [one.seats for one in await service(billing).current(GUILD, ALICE, "Pro")] == [2]
    await revoke(billing, BOB)
    assert [await billing.roles(user) for user in (ALICE, BOB, BOB + 1)] == [{ROLE}, set(), {ROLE}]
    assert await billing.expiry.cancel_ended() == 0
    await revoke(billing, ALICE)
    assert [await billing.roles(user) for user in (ALICE, BOB, BOB + 1)] == [set(), set(), set()]


async def test_only_what_was_shown_is_ended(billing: Billing) -> None:
    await billing.sell()
    shown = await give(billing)
    await give(billing, reason="Another one")
    await service(billing).revoke(RevokeRequest(GUILD, STAFF, ALICE, "Pro", "Spam", [shown.source]))
    assert sorted(await billing.reasons()) == ["granted", "revoked"]


async def test_what_is_not_there_can_not_be_given_or_ended(billing: Billing) -> None:
    await billing.sell()
    for attempt, message in (
        (give(billing, plan="Nope"), "grants-no-such-plan"),
        (give(billing, reason=" \n "), "grants-reason-empty"),
        (revoke(billing), "grants-nothing-to-revoke"),
    ):
        with pytest.raises(UserError) as refusal:
            await attempt
        assert refusal.value.message == message
    assert await recorded(billing) == []


async def test_the_list_shows_who_has_what_now_by_plan_and_kind(billing: Billing) -> None:
    await billing.sell()
    await billing.buy(user=BOB)
    await billing.catch_up()
    await give(billing)
    ((plan, held),) = await service(billing).holders(GUILD, plan=None, kind=None)
    assert plan.name == "Pro"
    assert {(one.entitlement.user_id, one.kind) for one in held} == {
        (ALICE, "comp"),
        (BOB, "subscription"),
    }
    ((_, comps),) = await service(billing).holders(GUILD, plan="pro", kind="comp")
    assert [one.entitlement.user_id for one in comps] == [ALICE]
    assert await service(billing).holders(GUILD, plan="Pro", kind="code") == []
