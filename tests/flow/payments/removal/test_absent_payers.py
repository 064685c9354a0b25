"""Payers who are no longer on the server while their subscription goes on."""

from bot.payments.removal.absent_payers import GONE, AbsentPayers
from bot.scheduling.worker import WakeupEvent
from tests.flow.conftest import ALICE, GUILD, Billing

BOB = 31
STAFF_WORD = "turn-staff-gone"


def absence(till: Billing) -> AbsentPayers:
    return AbsentPayers(till.database, till.clock, WakeupEvent())


async def told(till: Billing) -> list[tuple[str, int | None]]:
    """Return what waits to be told of absence, and to whom."""
    words = (STAFF_WORD, GONE)
    return [(each.message, each.user_id) for each in await till.told() if each.message in words]


async def bought(till: Billing, recipient_id: int | None = None) -> str:
    """Let Alice subscribe; return the subscription."""
    await till.sell()
    await till.buy(recipient_id=recipient_id)
    await till.catch_up()
    await till.told()
    return next(iter(till.stripe.subscriptions))


async def test_staff_and_payer_are_told_once_each_time_and_a_return_settles_it(
    till: Billing,
) -> None:
    await bought(till)
    watch = absence(till)
    for _ in range(2):  # each absence anew
        await watch.left(GUILD, ALICE)
        await watch.compare(GUILD, [BOB])
        assert sorted(await told(till)) == [(GONE, ALICE), (STAFF_WORD, None)]
        await watch.compare(GUILD, [BOB])
        assert await told(till) == []
        await watch.returned(GUILD, ALICE)


async def test_who_came_back_unheard_is_found_by_comparing(till: Billing) -> None:
    await bought(till)
    watch = absence(till)
    await watch.compare(GUILD, [])
    assert len(await told(till)) == 2
    await watch.compare(GUILD, [ALICE])
    await watch.compare(GUILD, [])
    assert len(await told(till)) == 2


async def test_what_is_still_untold_when_somebody_returns_is_not_told(till: Billing) -> None:
    await bought(till)
    await absence(till).left(GUILD, ALICE)
    await absence(till).returned(GUILD, ALICE)
    assert await told(till) == []


async def test_what_ends_by_itself_or_was_bought_once_concerns_nobody(till: Billing) -> None:
    subscription = await bought(till)
    await till.stripe.cancel_at_period_end(subscription)
    await till.sell(name="Once", interval="once", role_id=41)
    await till.buy(plan="Once", user=BOB)
    await till.catch_up()
    await till.told()
    await absence(till).compare(GUILD, [])
    assert await told(till) == []


async def test_of_a_gift_its_payer_is_told(till: Billing) -> None:
    await bought(till, recipient_id=BOB)
    await absence(till).compare(GUILD, [ALICE])
    notices = [each for each in await till.told() if each.message in (GONE, STAFF_WORD)]
    assert {each.user_id for each in notices} == {None, ALICE}
    assert all(each.arguments["gift"] == "yes" for each in notices)
    assert all(each.arguments["id"] == str(BOB) for each in notices)


async def test_a_payer_who_is_there_concerns_nobody(till: Billing) -> None:
    await bought(till)
    await absence(till).compare(GUILD, [ALICE])
    assert await told(till) == []
