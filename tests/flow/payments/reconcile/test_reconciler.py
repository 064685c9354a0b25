"""Test that reconciling finds what no event reported, repairs it, and reports once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import RetryLaterError
from bot.payments.reconcile.schedule import NightlyReconcile
from bot.payments.removal.breaker import BreakerLimits, RemovalBreaker
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.stripe.objects.parsing import parse_subscription
from bot.scheduling.scheduler import CalendarJob, GuildSchedule
from bot.scheduling.weekly import due_slot
from bot.scheduling.worker import WakeupEvent
from data import facts, reconcile
from data.notices import Notice
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

BOB = 31

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_paid_subscription_that_no_event_told_of_is_found_and_told(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.comparison.run()
    assert await billing.roles() == {ROLE}
    (subscription,) = billing.stripe.subscriptions
    (received,) = await reports(billing)
    assert received.guild_id == GUILD
    assert found(received) == {"subscription": 1}
    assert received.arguments["subscription-ids"] == subscription


async def test_where_all_agrees_nothing_is_asked_recorded_or_told(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Once", interval="once")
    await billing.buy()
    await billing.buy(plan="Once", user=BOB)
    intent = next(
        s["payment_intent"] for s in billing.stripe.sessions.values() if s["payment_intent"]
    )
    await billing.stripe.refund(intent)
    await billing.catch_up()
    before = await recorded(billing)
    billing.stripe.requests.clear()
    outcome = await billing.comparison.run()
    assert outcome.compared == 3
    assert outcome.total == 0
    assert await recorded(billing) == before
    asked = sorted(request.path for request in billing.stripe.requests)
    lists = ("checkout/sessions", "disputes", "invoices", "invoices", "refunds", "subscriptions")
    assert asked == [f"/v1/{each}" for each in lists]
    assert await reports(billing) == []


async def test_an_end_that_no_event_told_of_is_found(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await billing.stripe.cancel_subscription(next(iter(billing.stripe.subscriptions)))
    outcome = await billing.comparison.run()
    assert outcome.count("subscription") == 1
    assert await billing.roles() == frozenset()


async def test_one_time_payments_refunds_and_disputes_are_found(billing: Billing) -> None:
    await billing.sell(name="Once", interval="once")
    for user in (ALICE, BOB):
        await billing.buy(plan="Once", user=user)
    first = await billing.comparison.run()
    assert first.count("payment") == 2
    assert await billing.roles(ALICE) == await billing.roles(BOB) == {ROLE}

    alice, bob = billing.stripe.payment_intents
    await billing.stripe.refund(alice)
    dispute = await billing.stripe.dispute(bob)
    second = await billing.comparison.run()
    assert second.count("charge") == 2
    assert await billing.roles(ALICE) == await billing.roles(BOB) == frozenset()
    assert await billing.reasons(BOB) == ["disputed"]

    billing.clock.advance(timedelta(days=100))
    billing.stripe.advance(timedelta(days=100))
    await billing.stripe.close_dispute(dispute["id"], won=True)
    third = await billing.comparison.run()
    assert third.count("charge") == 1
    assert await billing.roles(BOB) == {ROLE}
    assert (await billing.comparison.run()).total == 0


async def test_a_refund_that_failed_is_found(billing: Billing) -> None:
    await billing.sell(name="Once", interval="once")
    await billing.buy(plan="Once")
    refund = await billing.stripe.refund(next(iter(billing.stripe.payment_intents)))
    await billing.comparison.run()
    assert await billing.roles() == frozenset()
    await billing.stripe.fail_refund(refund["id"])
    assert (await billing.comparison.run()).count("charge") == 1
    assert await billing.roles() == {ROLE}
    assert (await billing.comparison.run()).total == 0


async def test_a_right_that_stripe_does_not_list_is_told_and_kept(billing: Billing) -> None:
    plan = await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (body,) = billing.stripe.subscriptions.values()
    owner = Owner(GUILD, BOB, plan.id)
    seen = parse_subscription(await billing.api.subscription(body["id"]), owner)
    await billing.recorder.record(replace(seen, id="sub_gone"), owner, billing.clock.now())
    outcome = await billing.comparison.run()
    assert outcome.count("missing") == 1
    assert await billing.roles(BOB) == {ROLE}
    (received,) = await reports(billing)
    assert found(received) == {"missing": 1}
    assert received.arguments["missing-ids"] == "sub_gone"


async def test_members_who_differ_at_discord_are_in_the_same_report(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()

    async def members() -> Mapping[int, list[int]]:
        return {GUILD: [ALICE, BOB]}

    await billing.comparison.run(members)
    (received,) = await reports(billing)
    assert found(received) == {"member": 2, "subscription": 1}
    assert received.arguments["member-ids"] == f"<@{ALICE}>, <@{BOB}>"


async def test_other_products_of_the_account_cost_one_look(billing: Billing) -> None:
    await billing.sell()
    await billing.stripe.foreign_purchase()
    await billing.stripe.foreign_purchase(recurring=False)
    for intent in list(billing.stripe.payment_intents):
        await billing.stripe.refund(intent)
    assert (await billing.comparison.run()).total == 0
    billing.stripe.requests.clear()
    outcome = await billing.comparison.run()
    assert (outcome.compared, outcome.total) == (0, 0)
    assert len(billing.stripe.requests) == 6  # the lists
    assert await billing.new_notices() == []


async def test_plans_of_another_lyceum_cost_one_look_each_and_are_told_once(
    billing: Billing,
) -> None:
    await billing.sell()
    owner = {"lyceum_guild": str(GUILD), "lyceum_plan": "99", "lyceum_member": str(BOB)}
    for _ in range(2):
        await billing.stripe.foreign_purchase()
    for body in billing.stripe.subscriptions.values():
        body["metadata"] = owner
    billing.stripe.requests.clear()
    for _ in range(2):
        assert (await billing.comparison.run()).total == 0
    assert billing.stripe.requests.count("GET", "/v1/subscriptions/*") == 2  # one a run
    assert [notice.message for notice in await billing.new_notices()] == ["staff-unknown-plan"]


async def test_what_cannot_be_read_is_told_and_stops_no_other(billing: Billing) -> None:
    await billing.sell()
    for user in (ALICE, BOB):
        await billing.buy(user=user)
    broken, _ = billing.stripe.subscriptions.values()
    broken["items"]["data"].clear()
    outcome = await billing.comparison.run()
    assert (outcome.count("unread"), outcome.count("subscription")) == (1, 1)
    assert await billing.roles(BOB) == {ROLE}


async def test_a_comparison_cut_short_tells_what_it_found_and_the_next_goes_on(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.sell(name="Once", interval="once")
    await billing.buy()
    await billing.buy(plan="Once", user=BOB)
    billing.stripe.faults.rate_limit(1, "GET", "/v1/checkout/sessions")
    with pytest.raises(RetryLaterError):
        await billing.comparison.run()
    (received,) = await reports(billing)
    assert found(received) == {"subscription": 1}
    assert (await billing.comparison.run()).count("payment") == 1
    assert await billing.roles(BOB) == {ROLE}


async def test_a_checkout_that_nobody_told_us_of_is_closed(billing: Billing) -> None:
    await billing.sell()
    session = await billing.buy()
    assert await unfinished(billing, session) == [session]
    await billing.comparison.run()
    assert await unfinished(billing, session) == []


async def test_a_night_is_promised_from_the_first_day_on_and_kept_after_a_restart(
    billing: Billing,
) -> None:
    ran: list[str] = []

    async def members() -> Mapping[int, list[int]]:
        ran.append("members")
        return {}

    def nightly(*, ready: bool) -> CalendarJob:
        database, clock = billing.database, billing.clock
        breaker = RemovalBreaker(database, clock, BreakerLimits(5, 0.1), WakeupEvent())
        night = NightlyReconcile(
            database, clock, billing.comparison, breaker, ZoneInfo("Asia/Shanghai")
        )
        return night.job(members, lambda: ready)

    async def slot() -> GuildSchedule:
        (found,) = await nightly(ready=True).schedules()
        assert isinstance(found, GuildSchedule)
        return found

    assert await nightly(ready=False).schedules() == []
    first = await slot()
    billing.clock.advance(timedelta(days=1))
    after = await slot()
    assert abs(after.since - first.since) < timedelta(seconds=1)
    due = due_slot(after.schedule, after=after.since, now=billing.clock.now())
    assert due is not None
    assert due.astimezone(ZoneInfo("Asia/Shanghai")).hour == 4
    outcome = await nightly(ready=True).run(0, due)
    assert outcome.state == "done"
    assert ran == ["members"]


async def reports(billing: Billing) -> list[Notice]:
    return [notice for notice in await billing.new_notices() if notice.message == "nightly-found"]


def found(notice: Notice) -> Mapping[str, str | float]:
    """Return the kinds that a report counts."""
    return {
        kind: number
        for kind, number in notice.arguments.items()
        if not isinstance(number, str) and number
    }


async def recorded(billing: Billing) -> list[tuple[int, object]]:
    async with billing.database.read() as connection:
        rows = [
            row for user in (ALICE, BOB) for row in await facts.of_member(connection, GUILD, user)
        ]
    return [(row.id, row.as_of) for row in rows]


async def unfinished(billing: Billing, session: str) -> list[str]:
    async with billing.database.read() as connection:
        return await reconcile.unfinished_checkouts(connection, [session])
