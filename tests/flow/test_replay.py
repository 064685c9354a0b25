"""The replay on real databases: equal after any life, and exact about whatever was tampered with."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update

from bot.payments.replay import Difference
from bot.payments.replaying import Due, NotInGuildError, Replay, Roll, Tally
from data import access
from data.tables import entitlements, facts
from tests.flow.conftest import ALICE, GUILD, ROLE, Till

BOB = 31
Found = list[Difference | Due]


async def replayed(till: Till, roll: Roll | None = None) -> tuple[Tally, Found]:
    found: Found = []
    replay = Replay(till.database, till.clock, timedelta(days=7))
    return await replay.run(roll, found.append, lambda _: None), found


def at_discord(members: dict[int, set[int]]) -> Roll:
    async def roll(_guild_id: int) -> AsyncIterator[tuple[int, frozenset[int]]]:
        for user_id in sorted(members):
            yield user_id, frozenset(members[user_id])

    return roll


async def member_since_long(till: Till) -> str:
    """Let Alice subscribe, renew, fail and recover; return her subscription."""
    await till.sell()
    await till.buy()
    (subscription,) = till.stripe.subscriptions
    await till.stripe.renew(subscription, "success")
    await till.stripe.renew(subscription, "declined")
    await till.stripe.retry_payment(subscription, "success")
    await till.catch_up()
    return subscription


async def test_what_is_stored_equals_what_the_facts_say(till: Till) -> None:
    await member_since_long(till)
    await till.sell(name="Pass", interval="once", days=30, role_id=41)
    for _ in range(2):
        await till.buy(plan="Pass", user=BOB)
        await till.catch_up()
    tally, found = await replayed(till)
    assert found == []
    assert (tally.members, tally.rights) == (2, 3)
