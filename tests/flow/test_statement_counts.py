"""Test that a use case runs as many statements in a large community as in a small one."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.payments.checkout import Purchase
from bot.payments.explain.service import AccessExplainer
from bot.payments.membership_overview import MembershipOverviewService
from bot.payments.reminders import Reminders
from bot.payments.removal.breaker import BreakerLimits, RemovalBreaker
from bot.recommend.profile.erasure import Erasure
from bot.recommend.ranking.request import MemberRequest
from bot.retention import forget_old
from bot.scheduling.worker import WakeupEvent
from bot.settings import PaymentsSettings
from data import role_sync
from data.engine import Database
from tests.flow.conftest import GRACE, GUILD, Billing
from tests.flow.payments.test_grants import service as grants_of
from tests.flow.recommend.community import GUILD as TASTE_GUILD
from tests.flow.recommend.community import Community
from tests.statement_counter import counted

FEW, MORE = 3, 12
Case = Callable[[], Awaitable[object]]


async def _growing(cases: dict[str, Case], grow: Callable[[int], Awaitable[None]]) -> None:
    """Count each case's statements among few and among more members, and compare."""
    found: list[dict[str, Counter[str]]] = []
    for members in (FEW, MORE):
        await grow(members)
        found.append({})
        for name, case in cases.items():
            with counted() as statements:
                await case()
            found[-1][name] = statements
    few, more = found
    assert {name: more[name] - few[name] for name in cases if more[name] - few[name]} == {}


async def test_money_runs_no_statement_for_each_of_the_others(billing: Billing) -> None:
    await billing.sell()
    members = iter(range(1000, 2000))

    async def grow(count: int) -> None:
        for _ in range(count):
            await billing.buy(user=next(members))
        await billing.catch_up()
        await _roles(billing)

    async def purchase() -> None:
        opened = await billing.checkout.open(Purchase(GUILD, next(members), "Pro", "en"))
        seen = len(billing.stripe.events)
        await billing.stripe.pay(opened.url)
        await billing.receive(list(billing.stripe.events.values())[seen:])
        await billing.settle()
        await _roles(billing)

    async def check_brake() -> None:
        brake = RemovalBreaker(
            billing.database, billing.clock, BreakerLimits(5, 0.1), WakeupEvent()
        )
        await brake.decide(GUILD, lambda _user: True)

    overview = MembershipOverviewService(
        billing.database, billing.api, billing.entitlement_service, billing.clock
    )
    inquiry = AccessExplainer(billing.database, billing.clock, default_grace=lambda _: GRACE)
    reminders = Reminders(
        billing.database, billing.clock, WakeupEvent(), rules=lambda _: PaymentsSettings()
    )
    await _growing(
        {
            "a purchase, from webhook to role": purchase,
            "status": lambda: overview.load(GUILD, 1000),
            "explain": lambda: inquiry.explain(GUILD, 1000, None),
            "who differs": lambda: billing.entitlement_service.find_role_drift(GUILD, {}),
            "a page of the nightly comparison": billing.comparison.run,
            "catching up with nothing new": billing.event_processor.catch_up,
            "what is due": billing.expiry.refresh_due,
            "reminders of nobody": reminders.run,
            "the brake": check_brake,
            "holders": lambda: grants_of(billing).holders(GUILD, plan=None, kind=None),
            "pruning": partial(forget_old, billing.database, billing.clock),
        },
        grow,
    )


async def test_a_statement_for_each_member_is_caught(billing: Billing) -> None:
    members = range(1000, 1000)

    async def grow(count: int) -> None:
        nonlocal members
        members = range(1000, 1000 + count)

    async def one_by_one() -> None:
        for user_id in members:
            await billing.entitlement_service.load(GUILD, user_id)

    with pytest.raises(AssertionError, match="one by one"):
        await _growing({"one by one": one_by_one}, grow)


async def _roles(billing: Billing) -> None:
    """Give the roles that are asked for, as the worker does but for Discord."""
    async with billing.database.write() as connection:
        tasks = await role_sync.claim(connection, billing.clock.now(), timedelta(minutes=1), 100)
    for task in tasks:
        entitlements = await billing.entitlement_service.load(task.guild_id, task.user_id)
        await billing.entitlement_service.record_role_changes(
            task, entitlements, entitlements.role_diff(set())
        )
        async with billing.database.write() as connection:
            await role_sync.finish(connection, task)


async def test_taste_runs_no_statement_for_each_item_or_member(database: Database) -> None:
    community = Community(database)
    numbers = iter(range(100, 10_000))

    async def grow(count: int) -> None:
        for number in [next(numbers) for _ in range(count)]:
            community.item(number)
            for user in (1, 2, 3, number):
                community.act(user, number)
        await community.buffer.flush()
        await community.indexes.load(TASTE_GUILD)

    async def batch() -> None:
        for number in range(100, 100 + FEW):
            community.act(5, number)
        await community.buffer.flush()

    eraser = Erasure(database, community.buffer, community.clock)
    asks = [MemberRequest(user, lambda _: True) for user in (1, 2, 3)]
    await _growing(
        {
            "a batch of signals": batch,
            "a recommendation": lambda: community.ask(4),
            "a recommendation of a topic": lambda: community.ask(4, topic="title"),
            "a page of a digest": lambda: community.recommender.for_members(
                TASTE_GUILD, asks, count=5
            ),
            "the index": lambda: community.store.everything(TASTE_GUILD),
            "erasing who did one thing": lambda: eraser.erase(TASTE_GUILD, 100),
        },
        grow,
    )
