"""Test payers who have left the server while their subscription continues."""

from bot.payments.removal.absent_payers import GONE, AbsentPayers
from bot.scheduling.worker import WakeupEvent
from tests.flow.conftest import ALICE, GUILD, Billing

BOB = 31
STAFF_WORD = "turn-staff-gone"


def absent_payers(billing: Billing) -> AbsentPayers:
    return AbsentPayers(billing.database, billing.clock, WakeupEvent())


async def received(billing: Billing) -> list[tuple[str, int | None]]:
    """Return the waiting notices about absence, and their recipients."""
    words = (STAFF_WORD, GONE)
    return [
        (each.message, each.user_id)
        for each in await billing.new_notices()
        if each.message in words
    ]


async def bought(billing: Billing, recipient_id: int | None = None) -> str:
    """Let Alice subscribe; return the subscription."""
    await billing.sell()
    await billing.buy(recipient_id=recipient_id)
    await billing.catch_up()
    await billing.new_notices()
    return next(iter(billing.stripe.subscriptions))


async def test_staff_and_payer_are_told_once_each_time_and_a_return_settles_it(
    billing: Billing,
) -> None:
    await bought(billing)
    watch = absent_payers(billing)
    for _ in range(2):  # once for each absence
        await watch.left(GUILD, ALICE)
        await watch.compare(GUILD, [BOB])
        assert sorted(await received(billing)) == [(GONE, ALICE), (STAFF_WORD, None)]
        await watch.compare(GUILD, [BOB])
        assert await received(billing) == []
        await watch.returned(GUILD, ALICE)


async def test_who_came_back_unheard_is_found_by_comparing(billing: Billing) -> None:
    await bought(billing)
    watch = absent_payers(billing)
    await watch.compare(GUILD, [])
    assert len(await received(billing)) == 2
    await watch.compare(GUILD, [ALICE])
    await watch.compare(GUILD, [])
    assert len(await received(billing)) == 2


async def test_what_is_still_untold_when_somebody_returns_is_not_told(billing: Billing) -> None:
    await bought(billing)
    await absent_payers(billing).left(GUILD, ALICE)
    await absent_payers(billing).returned(GUILD, ALICE)
    assert await received(billing) == []


async def test_what_ends_by_itself_or_was_bought_once_concerns_nobody(billing: Billing) -> None:
    subscription = await bought(billing)
    await billing.stripe.cancel_at_period_end(subscription)
    await billing.sell(name="Once", interval="once", role_id=41)
    await billing.buy(plan="Once", user=BOB)
    await billing.catch_up()
    await billing.new_notices()
    await absent_payers(billing).compare(GUILD, [])
    assert await received(billing) == []


async def test_of_a_gift_its_payer_is_told(billing: Billing) -> None:
    await bought(billing, recipient_id=BOB)
    await absent_payers(billing).compare(GUILD, [ALICE])
    notices = [each for each in await billing.new_notices() if each.message in (GONE, STAFF_WORD)]
    assert {each.user_id for each in notices} == {None, ALICE}
    assert all(each.arguments["gift"] == "yes" for each in notices)
    assert all(each.arguments["id"] == str(BOB) for each in notices)


async def test_a_payer_who_is_there_concerns_nobody(billing: Billing) -> None:
    await bought(billing)
    await absent_payers(billing).compare(GUILD, [ALICE])
    assert await received(billing) == []
