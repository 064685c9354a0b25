"""The comparison finds what no event told, heals it, and says so once."""

from collections.abc import Mapping

import pytest

from data import facts
from data.notices import Notice
from tests.flow.conftest import ALICE, GUILD, ROLE, Till

BOB = 31

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_paid_subscription_that_no_event_told_of_is_found_and_told(till: Till) -> None:
    await till.sell()
    await till.buy()
    await till.comparison.run()
    assert await till.roles() == {ROLE}
    (subscription,) = till.stripe.subscriptions
    (told,) = await reports(till)
    assert told.guild_id == GUILD
    assert found(told) == {"subscription": 1}
    assert told.arguments["subscription-ids"] == subscription


async def test_where_all_agrees_nothing_is_asked_recorded_or_told(till: Till) -> None:
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
    assert asked == ["/v1/checkout/sessions", "/v1/disputes", "/v1/refunds", "/v1/subscriptions"]
    assert await reports(till) == []


async def reports(till: Till) -> list[Notice]:
    return [notice for notice in await till.told() if notice.message == "nightly-found"]


def found(notice: Notice) -> Mapping[str, str | float]:
    """Return the kinds that a report counts."""
    return {
        kind: number
        for kind, number in notice.arguments.items()
        if not isinstance(number, str) and number
    }


async def recorded(till: Till) -> list[tuple[int, object]]:
    async with till.database.read() as connection:
        rows = [
            row
            for user in (ALICE, BOB)
            for row in await facts.of_member(connection, GUILD, user)
        ]
    return [(row.id, row.as_of) for row in rows]
