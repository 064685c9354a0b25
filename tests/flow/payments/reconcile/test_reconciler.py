"""The comparison finds what no event told, heals it, and says so once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import RetryLaterError
from bot.payments.reconcile.schedule import NightlyReconcile
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.stripe.objects.parsing import parse_subscription
from bot.scheduling.weekly import due_slot
from data import facts, reconcile
from data.notices import Notice
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

BOB = 31

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_paid_subscription_that_no_event_told_of_is_found_and_told(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.comparison.run()
    assert await till.roles() == {ROLE}
    (subscription,) = till.stripe.subscriptions
    (told,) = await reports(till)
    assert told.guild_id == GUILD
    assert found(told) == {"subscription": 1}
    assert told.arguments["subscription-ids"] == subscription


async def test_where_all_agrees_nothing_is_asked_recorded_or_told(till: Billing) -> None:
    await till.sell()
    await till.sell(name="Once", interval="once")
    await till.buy()
    await till.buy(plan="Once", user=BOB)
    intent = next(s["payment_intent"] for s in till.stripe.sessions.values() if s["payment_intent"])
    await till.stripe.refund(intent)
    await till.catch_up()
    before = await recorded(till)
    till.stripe.requests.clear()
    outcome = await till.comparison.run()
    assert outcome.compared == 3
    assert outcome.total == 0
    assert await recorded(till) == before
    asked = sorted(request.path for request in till.stripe.requests)
    lists = ("checkout/sessions", "disputes", "invoices", "invoices", "refunds", "subscriptions")
    assert asked == [f"/v1/{each}" for each in lists]
    assert await reports(till) == []


async def test_an_end_that_no_event_told_of_is_found(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    await till.stripe.cancel_subscription(next(iter(till.stripe.subscriptions)))
    outcome = await till.comparison.run()
    assert outcome.count("subscription") == 1
    assert await till.roles() == frozenset()


async def test_one_time_payments_refunds_and_disputes_are_found(till: Billing) -> None:
    await till.sell(name="Once", interval="once")
    for user in (ALICE, BOB):
        await till.buy(plan="Once", user=user)
    first = await till.comparison.run()
    assert first.count("payment") == 2
    assert await till.roles(ALICE) == await till.roles(BOB) == {ROLE}

    alice, bob = till.stripe.payment_intents
    await till.stripe.refund(alice)
    dispute = await till.stripe.dispute(bob)
    second = await till.comparison.run()
    assert second.count("charge") == 2
    assert await till.roles(ALICE) == await till.roles(BOB) == frozenset()
    assert await till.reasons(BOB) == ["disputed"]

    till.clock.advance(timedelta(days=100))
    till.stripe.advance(timedelta(days=100))
    await till.stripe.close_dispute(dispute["id"], won=True)
    third = await till.comparison.run()
    assert third.count("charge") == 1
    assert await till.roles(BOB) == {ROLE}
    assert (await till.comparison.run()).total == 0


async def test_a_refund_that_failed_is_found(till: Billing) -> None:
    await till.sell(name="Once", interval="once")
    await till.buy(plan="Once")
    refund = await till.stripe.refund(next(iter(till.stripe.payment_intents)))
    await till.comparison.run()
    assert await till.roles() == frozenset()
    await till.stripe.fail_refund(refund["id"])
    assert (await till.comparison.run()).count("charge") == 1
    assert await till.roles() == {ROLE}
    assert (await till.comparison.run()).total == 0


async def test_a_right_that_stripe_does_not_list_is_told_and_kept(till: Billing) -> None:
    plan = await till.sell()
    await till.buy()
    await till.catch_up()
    (body,) = till.stripe.subscriptions.values()
    whose = Owner(GUILD, BOB, plan.id)
    seen = parse_subscription(await till.api.subscription(body["id"]), whose)
    await till.recorder.record(replace(seen, id="sub_gone"), whose, till.clock.now())
    outcome = await till.comparison.run()
    assert outcome.count("missing") == 1
    assert await till.roles(BOB) == {ROLE}
    (told,) = await reports(till)
    assert found(told) == {"missing": 1}
    assert told.arguments["missing-ids"] == "sub_gone"


async def test_members_who_differ_at_discord_are_in_the_same_report(till: Billing) -> None:
    await till.sell()
    await till.buy()

    async def members() -> Mapping[int, list[int]]:
        return {GUILD: [ALICE, BOB]}

    await till.comparison.run(members)
    (told,) = await reports(till)
    assert found(told) == {"member": 2, "subscription": 1}
    assert told.arguments["member-ids"] == f"<@{ALICE}>, <@{BOB}>"


async def test_other_products_of_the_account_cost_one_look(till: Billing) -> None:
    await till.sell()
    await till.stripe.foreign_purchase()
    await till.stripe.foreign_purchase(recurring=False)
    for intent in list(till.stripe.payment_intents):
        await till.stripe.refund(intent)
    assert (await till.comparison.run()).total == 0
    till.stripe.requests.clear()
    outcome = await till.comparison.run()
    assert (outcome.compared, outcome.total) == (0, 0)
    assert len(till.stripe.requests) == 6  # the lists
    assert await till.told() == []


async def test_plans_of_another_lyceum_cost_one_look_each_and_are_told_once(till: Billing) -> None:
    await till.sell()
    whose = {"lyceum_guild": str(GUILD), "lyceum_plan": "99", "lyceum_member": str(BOB)}
    for _ in range(2):
        await till.stripe.foreign_purchase()
    for body in till.stripe.subscriptions.values():
        body["metadata"] = whose
    till.stripe.requests.clear()
    for _ in range(2):
        assert (await till.comparison.run()).total == 0
    assert till.stripe.requests.count("GET", "/v1/subscriptions/*") == 2  # one a run
    assert [notice.message for notice in await till.told()] == ["staff-unknown-plan"]


async def test_what_cannot_be_read_is_told_and_stops_no_other(till: Billing) -> None:
    await till.sell()
    for user in (ALICE, BOB):
        await till.buy(user=user)
    broken, _ = till.stripe.subscriptions.values()
    broken["items"]["data"].clear()
    outcome = await till.comparison.run()
    assert (outcome.count("unread"), outcome.count("subscription")) == (1, 1)
    assert await till.roles(BOB) == {ROLE}


async def test_a_comparison_cut_short_tells_what_it_found_and_the_next_goes_on(
    till: Billing,
) -> None:
    await till.sell()
    await till.sell(name="Once", interval="once")
    await till.buy()
    await till.buy(plan="Once", user=BOB)
    till.stripe.faults.rate_limit(1, "GET", "/v1/checkout/sessions")
    with pytest.raises(RetryLaterError):
        await till.comparison.run()
    (told,) = await reports(till)
    assert found(told) == {"subscription": 1}
    assert (await till.comparison.run()).count("payment") == 1
    assert await till.roles(BOB) == {ROLE}


async def test_a_checkout_that_nobody_told_us_of_is_closed(till: Billing) -> None:
    await till.sell()
    session = await till.buy()
    assert await unfinished(till, session) == [session]
    await till.comparison.run()
    assert await unfinished(till, session) == []


async def test_a_night_is_promised_from_the_first_day_on_and_kept_after_a_restart(
    till: Billing,
) -> None:
    ran: list[str] = []

    async def members() -> Mapping[int, list[int]]:
        ran.append("members")
        return {}

    def nightly(*, ready: bool) -> NightlyReconcile:
        return NightlyReconcile(
            till.database,
            till.clock,
            till.comparison,
            zone=ZoneInfo("Asia/Shanghai"),
            members=members,
            ready=lambda: ready,
        )

    assert await nightly(ready=False).schedules() == []
    (first,) = await nightly(ready=True).schedules()
    till.clock.advance(timedelta(days=1))
    (after,) = await nightly(ready=True).schedules()
    assert abs(after.since - first.since) < timedelta(seconds=1)
    due = due_slot(after.schedule, after=after.since, now=till.clock.now())
    assert due is not None
    assert due.astimezone(ZoneInfo("Asia/Shanghai")).hour == 4
    outcome = await nightly(ready=True).run(0, due)
    assert outcome.state == "done"
    assert ran == ["members"]


async def reports(till: Billing) -> list[Notice]:
    return [notice for notice in await till.told() if notice.message == "nightly-found"]


def found(notice: Notice) -> Mapping[str, str | float]:
    """Return the kinds that a report counts."""
    return {
        kind: number
        for kind, number in notice.arguments.items()
        if not isinstance(number, str) and number
    }


async def recorded(till: Billing) -> list[tuple[int, object]]:
    async with till.database.read() as connection:
        rows = [
            row for user in (ALICE, BOB) for row in await facts.of_member(connection, GUILD, user)
        ]
    return [(row.id, row.as_of) for row in rows]


async def unfinished(till: Billing, session: str) -> list[str]:
    async with till.database.read() as connection:
        return await reconcile.unfinished_checkouts(connection, [session])
