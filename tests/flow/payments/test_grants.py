"""What staff give and take: each in one transaction with its reason, and followed at Stripe."""

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

BOB = 31
SORRY = "Sorry for the outage"


def desk(till: Billing) -> GrantService:
    return GrantService(till.database, till.recorder, till.api, WakeupEvent())


async def give(till: Billing, days: int | None = None, **changes: Any) -> StoredEntitlement:  # noqa: ANN401 the comp's own types
    wish: dict[str, Any] = {"user_id": ALICE, "plan": "Pro", "reason": SORRY} | changes
    return await desk(till).give(CompGrant(guild_id=GUILD, actor_id=STAFF, days=days, **wish))


async def revoke(till: Billing, user: int = ALICE, reason: str = "Spam") -> None:
    shown = await desk(till).current(GUILD, user, "Pro")
    sources = [one.entitlement.source for one in shown]
    await desk(till).revoke(RevokeRequest(GUILD, STAFF, user, "Pro", reason, sources))


async def recorded(till: Billing) -> list[tuple[str, int | None, int | None, Any]]:
    async with till.database.read() as connection:
        lines = await audit.entries(connection, GUILD, user_id=ALICE)
    return [(line.action, line.actor_id, line.user_id, line.detail["reason"]) for line in lines]


async def test_a_comp_ends_by_itself_and_is_on_record_with_who_and_why(till: Billing) -> None:
    await till.sell()
    right = await give(till, days=7, reason=" Sorry for\nthe outage ")
    assert await till.roles() == {ROLE}
    assert right.ends_at == right.starts_at + timedelta(days=7)
    assert await recorded(till) == [("grants.give", STAFF, ALICE, SORRY)]
    async with till.database.write() as connection:
        tasks = await role_sync.claim(connection, till.clock.now(), timedelta(minutes=1), 10)
    assert [task.user_id for task in tasks] == [ALICE]
    await till.pass_time(timedelta(days=7, seconds=1))
    await till.timekeeper.refresh_due()
    assert await till.roles() == frozenset()
    assert await till.reasons() == ["time-up"]


async def test_comps_of_one_plan_follow_each_other_and_a_retired_plan_can_be_given(
    till: Billing,
) -> None:
    await till.sell()
    first = await give(till, days=7)
    await till.plans.retire(GUILD, STAFF, "Pro")
    second = await give(till, days=7)
    assert (second.state, second.starts_at) == ("upcoming", first.ends_at)


async def test_a_revoked_comp_ends_at_once_and_says_why(till: Billing) -> None:
    await till.sell()
    await give(till)
    assert await till.reasons() == ["granted"]
    await revoke(till)
    assert await till.roles() == frozenset()
    assert await till.reasons() == ["revoked"]
    assert (await recorded(till))[0] == ("grants.revoke", STAFF, ALICE, "Spam")


async def test_a_revoked_subscription_ends_here_and_at_stripe(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    assert await till.roles() == {ROLE}
    await revoke(till)
    assert await till.roles() == frozenset()
    await till.catch_up()
    (subscription,) = till.stripe.subscriptions.values()
    assert subscription["status"] == "canceled"
    assert await till.reasons() == ["revoked"]
    assert till.stripe.refunds == {}


async def test_a_revoked_claim_takes_nothing_from_whoever_paid(till: Billing) -> None:
    plan = await till.sell()
    await till.buy(seats=3)
    await till.catch_up()
    (subscription,) = till.stripe.subscriptions
    for seat, user in enumerate((BOB, BOB + 1), start=1):
        claim = Claim(
            f"code:{seat}", plan.id, subscription, int(till.clock.now().timestamp()), seat
        )
        await till.recorder.record(claim, Owner(GUILD, user, plan.id), till.clock.now())
    assert [one.seats for one in await desk(till).current(GUILD, ALICE, "Pro")] == [2]
    await revoke(till, BOB)
    assert [await till.roles(user) for user in (ALICE, BOB, BOB + 1)] == [{ROLE}, set(), {ROLE}]
    assert await till.timekeeper.cancel_ended() == 0
    await revoke(till, ALICE)
    assert [await till.roles(user) for user in (ALICE, BOB, BOB + 1)] == [set(), set(), set()]


async def test_only_what_was_shown_is_ended(till: Billing) -> None:
    await till.sell()
    shown = await give(till)
    await give(till, reason="Another one")
    await desk(till).revoke(RevokeRequest(GUILD, STAFF, ALICE, "Pro", "Spam", [shown.source]))
    assert sorted(await till.reasons()) == ["granted", "revoked"]


async def test_what_is_not_there_can_not_be_given_or_ended(till: Billing) -> None:
    await till.sell()
    for attempt, message in (
        (give(till, plan="Nope"), "grants-no-such-plan"),
        (give(till, reason=" \n "), "grants-reason-empty"),
        (revoke(till), "grants-nothing-to-revoke"),
    ):
        with pytest.raises(UserError) as refusal:
            await attempt
        assert refusal.value.message == message
    assert await recorded(till) == []


async def test_the_list_shows_who_has_what_now_by_plan_and_kind(till: Billing) -> None:
    await till.sell()
    await till.buy(user=BOB)
    await till.catch_up()
    await give(till)
    ((plan, held),) = await desk(till).holders(GUILD, plan=None, kind=None)
    assert plan.name == "Pro"
    assert {(one.entitlement.user_id, one.kind) for one in held} == {
        (ALICE, "comp"),
        (BOB, "subscription"),
    }
    ((_, comps),) = await desk(till).holders(GUILD, plan="pro", kind="comp")
    assert [one.entitlement.user_id for one in comps] == [ALICE]
    assert await desk(till).holders(GUILD, plan="Pro", kind="code") == []
