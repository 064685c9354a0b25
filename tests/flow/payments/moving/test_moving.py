"""Test moves to another account: what follows them, and what is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.checkout import Purchase
from bot.payments.explain.service import AccessExplainer
from bot.payments.grants import CompGrant, GrantService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.moving.purchases import PurchaseMover
from bot.payments.moving.service import MoveRequest, MoveService
from bot.payments.replay.run import Replay
from bot.payments.revenue.report import RevenueService
from bot.payments.stripe.event_targets import EventTarget
from bot.scheduling.worker import WakeupEvent
from data import audit, checkouts, facts
from tests.flow.conftest import ALICE, GRACE, GUILD, ROLE, STAFF, Billing

BOB, CAROL = 31, 32
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no SQL of its own


@dataclass(frozen=True, slots=True)
class Mover:
    """The service under test, and what is asserted after each move."""

    billing: Billing
    service: MoveService

    async def move(self, from_id: int = ALICE, to_id: int = BOB, plan: str | None = None) -> bool:
        """Look, then move what was shown."""
        request = MoveRequest(GUILD, STAFF, from_id, to_id, plan, "New account")
        preview = await self.service.preview(request)
        return await self.service.move(request, preview.sources)

    async def refused(self, from_id: int = ALICE, to_id: int = BOB, plan: str | None = None) -> str:
        """Return the message id of a refusal."""
        with pytest.raises(UserError) as refusal:
            await self.move(from_id, to_id, plan)
        return refusal.value.message

    async def holders(self, *users: int) -> list[bool]:
        """Return who should have the role."""
        return [ROLE in await self.billing.roles(user) for user in users]

    async def assert_agrees(self) -> None:
        """Assert that replay, nightly comparison and all events again change nothing."""
        await self.billing.catch_up()
        before = {user: await self.billing.states(user) for user in (ALICE, BOB, CAROL)}
        await self.billing.receive(list(self.billing.stripe.events.values()))
        await self.billing.settle()
        assert (await self.billing.comparison.run()).total == 0
        found: list[Any] = []
        replay = Replay(self.billing.database, self.billing.clock, lambda _: GRACE)
        await replay.run(None, found.append, lambda _: None)
        assert found == []
        assert {user: await self.billing.states(user) for user in before} == before


def service(billing: Billing) -> MoveService:
    api = billing.api
    object_sync = ObjectSync(billing.database, api, billing.recorder, api.time)
    return MoveService(
        billing.database,
        api,
        PurchaseMover(billing.database, api, object_sync),
        billing.pages,
        billing.entitlement_service,
        billing.recorder,
        WakeupEvent(),
        default_grace=lambda _: GRACE,
    )


async def give(billing: Billing, days: int | None, user: int = ALICE) -> None:
    grants = GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())
    await grants.give(CompGrant(GUILD, STAFF, user, "Pro", days, "Speaker"))


async def figures(billing: Billing) -> Any:  # noqa: ANN401 compared only
    revenue = RevenueService(billing.database, billing.clock, lambda _: ZoneInfo("UTC"))
    (found,) = (await revenue.report(GUILD)).currencies
    return found


async def test_a_subscription_goes_on_at_the_other_account_and_back(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    earned = await figures(billing)
    (subscription,) = billing.stripe.subscriptions
    requests = billing.stripe.count("POST", "/v1/charges")
    assert await mover.move()
    assert await mover.holders(ALICE, BOB) == [False, True]
    assert await figures(billing) == earned
    assert billing.stripe.subscriptions[subscription]["metadata"]["lyceum_member"] == str(BOB)
    await mover.assert_agrees()
    await billing.pass_time(timedelta(days=31))
    await billing.stripe.renew(subscription, "success")
    await mover.assert_agrees()
    assert await mover.holders(ALICE, BOB) == [False, True]
    assert billing.stripe.count("POST", "/v1/charges") == requests
    assert await mover.move(BOB, ALICE)
    assert await mover.holders(ALICE, BOB) == [True, False]
    await mover.assert_agrees()
    assert await mover.move(ALICE, CAROL)
    assert await mover.holders(ALICE, BOB, CAROL) == [False, False, True]
    await mover.assert_agrees()
    async with billing.database.read() as connection:
        entries = await audit.entries(connection, GUILD, user_id=BOB)
    moves = [entry for entry in entries if entry.action == "grants.move"]
    assert [entry.detail["to"] for entry in moves] == [ALICE, BOB]
    assert {(entry.actor_id, entry.detail["reason"]) for entry in moves} == {(STAFF, "New account")}


async def test_passes_keep_their_times_whatever_came_before(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell(interval="once", days=30)
    for user in (ALICE, BOB):
        await billing.buy(user=user)
        await billing.catch_up()
        await billing.pass_time(timedelta(days=10))
    for _ in range(2):  # they follow the first one
        await billing.buy()
        await billing.catch_up()
    await billing.pass_time(timedelta(days=12))
    await billing.expiry.refresh_due()
    times = [
        (each.source, each.starts_at, each.ends_at)
        for each in (await billing.entitlement_service.load(GUILD, ALICE)).entitlements
        if each.state.value != "ended"
    ]
    assert len(times) == 2
    assert await mover.refused() == "grants-move-held"
    await billing.pass_time(timedelta(days=10))
    await billing.expiry.refresh_due()
    assert await mover.move()
    moved = (await billing.entitlement_service.load(GUILD, BOB)).entitlements
    assert [
        (each.source, each.starts_at, each.ends_at)
        for each in moved
        if each.source in {source for source, *_ in times}
    ] == times
    assert sorted((await billing.states(BOB)).values()) == ["active", "ended", "upcoming"]
    await mover.assert_agrees()


async def test_grants_seats_and_codes_move_and_others_keep_theirs(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy(seats=3, user=ALICE)
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    codes = (await billing.gifts.issue(subscription, ALICE)).codes
    await billing.redemption.redeem(GUILD, CAROL, codes[0])
    assert await mover.move()
    assert await mover.holders(ALICE, BOB, CAROL) == [False, True, True]
    assert await mover.move(CAROL, CAROL + 1)  # the seat itself
    assert await mover.holders(BOB, CAROL, CAROL + 1) == [True, False, True]
    await billing.redemption.redeem(GUILD, CAROL, codes[1])  # known before the move
    with pytest.raises(UserError, match="gift-not-yours"):
        await billing.gifts.issue(subscription, ALICE)
    assert (await billing.gifts.balance(GUILD, BOB))[0].used == 2
    await mover.assert_agrees()
    await give(billing, 10)
    assert await mover.move(ALICE, CAROL + 2)
    assert await mover.holders(ALICE, CAROL + 2) == [False, True]
    await mover.assert_agrees()


async def test_gifts_keep_their_payer_and_a_payer_their_gifts(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy(user=CAROL, recipient_id=ALICE)
    await billing.catch_up()
    assert await mover.move()  # what Alice got from Carol
    (subscription,) = billing.stripe.subscriptions.values()
    assert subscription["metadata"]["lyceum_payer"] == str(CAROL)
    await mover.assert_agrees()
    assert await mover.move(CAROL, CAROL + 1)  # Carol, who pays for it
    (subscription,) = billing.stripe.subscriptions.values()
    assert subscription["metadata"]["lyceum_payer"] == str(CAROL + 1)
    assert subscription["metadata"]["lyceum_member"] == str(BOB)
    assert await mover.holders(BOB, CAROL, CAROL + 1) == [True, False, False]
    assert await mover.move(CAROL + 1, BOB)  # the payer is the one who has it
    (subscription,) = billing.stripe.subscriptions.values()
    assert "lyceum_payer" not in subscription["metadata"]
    async with billing.database.read() as connection:
        assert await checkouts.gifted(connection, GUILD, BOB) == []
    await mover.assert_agrees()


@on_sqlite
async def test_a_gift_code_not_redeemed_yet_belongs_to_the_other_account(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell(interval="once", days=30)
    session = await billing.buy(as_code=True)
    await billing.catch_up()
    (code,) = (await billing.gifts.issue(session, ALICE)).codes
    assert await mover.move()
    assert await billing.gifts.balance(GUILD, ALICE) == []
    await billing.redemption.redeem(GUILD, CAROL, code)
    assert await mover.holders(ALICE, BOB, CAROL) == [False, False, True]
    assert await mover.refused(BOB, ALICE) == "grants-move-nothing"
    await mover.assert_agrees()


async def test_the_billing_page_goes_along_unless_something_is_still_paid(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.sell(name="Gold", role_id=ROLE + 1)
    for plan in ("Pro", "Gold"):
        await billing.buy(plan=plan)
        await billing.catch_up()
    portal = BillingPortalService(billing.database, billing.api)
    assert await mover.move(plan="Gold")
    assert await mover.holders(ALICE, BOB) == [True, False]
    assert ROLE + 1 in await billing.roles(BOB)
    assert await portal.currencies(GUILD, ALICE) == [""]
    with pytest.raises(UserError, match="status-no-customer"):
        await portal.currencies(GUILD, BOB)
    assert await mover.move()
    with pytest.raises(UserError, match="status-no-customer"):
        await portal.currencies(GUILD, ALICE)
    assert await portal.open(GUILD, BOB, "en")
    (customer,) = billing.stripe.customers.values()
    assert customer["metadata"]["lyceum_member"] == str(BOB)
    subscription = next(iter(billing.stripe.subscriptions))
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.api.time)
    cancellation = SubscriptionCancellation(billing.api, object_sync, WakeupEvent())
    with pytest.raises(UserError, match="status-not-yours"):
        await cancellation.cancel(subscription, ALICE)
    assert (await cancellation.cancel(subscription, BOB)).ends_at is not None
    await mover.assert_agrees()
    # An event from before the move still reaches the new account.
    await billing.stripe.delete_customer(customer["id"])
    deleted = [
        each for each in billing.stripe.events.values() if each["type"] == "customer.deleted"
    ]
    deleted[0]["data"]["object"]["metadata"]["lyceum_member"] = str(ALICE)
    await billing.catch_up()
    with pytest.raises(UserError, match="status-no-customer"):
        await portal.currencies(GUILD, BOB)
    assert await mover.holders(ALICE, BOB) == [False, False]


@on_sqlite
async def test_an_older_event_with_the_old_owner_takes_nothing_back(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.pass_time(timedelta(minutes=10))
    assert await billing.states() == {}  # its events have not been processed
    (subscription,) = billing.stripe.subscriptions
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.api.time)
    await object_sync.sync(EventTarget("subscription", subscription))
    assert await mover.move()
    billing.stripe.faults.fail("GET", times=None, status=503)  # only payloads are read
    await billing.receive()
    await billing.settle()
    assert await mover.holders(ALICE, BOB) == [False, True]
    billing.stripe.faults.clear()
    await billing.pass_time(timedelta(minutes=10))
    await mover.assert_agrees()


@pytest.mark.parametrize("path", ["/v1/subscriptions/*", "/v1/customers/*"])
@pytest.mark.parametrize("lost", [True, False])
@on_sqlite
async def test_what_stripe_interrupts_is_finished_later(
    mover: Mover, path: str, *, lost: bool
) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.sell(name="Gold", role_id=ROLE + 1)
    for plan in ("Pro", "Gold"):
        await billing.buy(plan=plan)
        await billing.catch_up()
    faults = billing.stripe.faults
    plan_fault: Callable[..., Any] = faults.lose_answer if lost else faults.fail
    plan_fault("POST", path, times=None)
    assert not await mover.move()
    assert await mover.refused() == "grants-move-busy"
    assert await mover.refused(CAROL, BOB) == "grants-move-busy"
    assert await service(billing).finish_open() == 0
    faults.clear()
    again = service(billing)  # after a restart
    assert await again.finish_open() == 1
    assert await again.finish_open() == 0
    assert await billing.roles(ALICE) == frozenset()
    assert await billing.roles(BOB) == {ROLE, ROLE + 1}
    await mover.assert_agrees()
    texts = [each.message for each in await billing.new_notices() if "moved" in each.message]
    assert sorted(texts) == ["turn-moved-away", "turn-moved-here"]


@on_sqlite
async def test_both_accounts_get_one_message_and_what_waits_is_readdressed(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    await billing.new_notices()
    await billing.pass_time(timedelta(days=31))
    await billing.stripe.renew(subscription, "declined")
    await billing.catch_up()
    assert await mover.move()
    found = {(each.message, each.user_id) for each in await billing.new_notices() if each.user_id}
    assert found == {("turn-unpaid", BOB), ("turn-moved-here", BOB), ("turn-moved-away", ALICE)}
    await billing.stripe.retry_payment(subscription, "success")
    await mover.assert_agrees()
    found = {(each.message, each.user_id) for each in await billing.new_notices() if each.user_id}
    assert found == {("turn-recovered", BOB)}


@on_sqlite
async def test_an_open_page_for_what_moved_can_no_longer_be_paid(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    opened = await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))
    await billing.buy()
    await billing.catch_up()
    assert await mover.move()
    await billing.pages.close_due()
    assert not (await billing.stripe.pay(opened.url, "success")).ok


@on_sqlite
async def test_moves_that_make_no_sense_are_refused_and_change_nothing(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    assert await mover.refused() == "grants-move-nothing"
    await give(billing, None)
    assert await mover.refused(ALICE, ALICE) == "grants-move-same"
    assert await mover.refused(plan="Nope") == "grants-no-such-plan"
    await give(billing, None, user=BOB)
    assert await mover.refused() == "grants-move-held"
    request = MoveRequest(GUILD, STAFF, ALICE, CAROL, None, "New account")
    shown = (await mover.service.preview(request)).sources
    await give(billing, 10)
    with pytest.raises(UserError, match="grants-move-changed"):
        await mover.service.move(request, shown)
    assert await mover.holders(ALICE, BOB, CAROL) == [True, True, False]


@on_sqlite
async def test_explain_names_the_move_for_both_accounts(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await billing.pass_time(timedelta(days=1))
    assert await mover.move()
    explainer = AccessExplainer(billing.database, billing.clock, default_grace=lambda _: GRACE)
    old, new = [await explainer.explain(GUILD, user, set()) for user in (ALICE, BOB)]
    assert "grants-moved-away" in [line.message for line in old.answer]
    assert old.entitlements == []
    (chapter,) = new.entitlements
    said = [entry.line.message for entry in chapter.timeline]
    assert said[-1] == "grants-timeline-moved"
    assert len(said) > 1  # what was before is told too
    async with billing.database.read() as connection:
        rows = await facts.of_member(connection, GUILD, BOB)
    assert {row.kind for row in rows} >= {"subscription", "move"}
