"""Gifts, codes and seats: from the payment to the right of whoever redeemed."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.payments.gifts.redemption import MOST_TRIES, Redemption
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.stripe.event_targets import EventTarget
from data import audit
from data.tables import codes
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

BOB, CAROL, DAN, EVE = 31, 32, 33, 34
ONCE = {"interval": "once"}


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no SQL of its own


async def refused(till: Billing, user: int, code: str) -> str:
    """Redeem a code that is refused; return the words' id."""
    with pytest.raises(UserError) as refusal:
        await till.redemption.redeem(GUILD, user, code)
    return refusal.value.message


async def gift_code(till: Billing) -> str:
    """Let Alice buy a gift code, and show it to her."""
    session = await till.buy(as_code=True)
    await till.catch_up()
    (code,) = (await till.gifts.issue(session, ALICE)).codes
    return code


async def seats(till: Billing, quantity: int) -> tuple[str, tuple[str, ...]]:
    """Let Alice buy seats; return the subscription and its codes."""
    await till.buy(seats=quantity)
    await till.catch_up()
    subscription = next(iter(till.stripe.subscriptions))
    return subscription, (await till.gifts.issue(subscription, ALICE)).codes


async def payment_of(till: Billing) -> str:
    return next(iter(till.stripe.payment_intents))


async def holders(till: Billing, *users: int) -> list[bool]:
    return [ROLE in await till.roles(user) for user in users]


@on_sqlite
async def test_a_gift_to_a_member_opens_for_the_member_and_not_for_the_payer(till: Billing) -> None:
    await till.sell()
    await till.buy(recipient_id=BOB)
    await till.catch_up()
    assert await holders(till, ALICE, BOB) == [False, True]
    await till.stripe.cancel_subscription(next(iter(till.stripe.subscriptions)))
    await till.catch_up()
    assert await till.roles(BOB) == frozenset()


@on_sqlite
async def test_of_a_gift_that_is_paid_late_the_recipient_hears_when_it_is_paid(
    till: Billing,
) -> None:
    await till.sell(**ONCE)
    session = await till.buy("delayed", recipient_id=BOB)
    await till.catch_up()
    assert [(each.user_id, each.message) for each in await till.told()] == [(ALICE, "turn-pending")]
    await till.stripe.settle(session)
    await till.catch_up()
    told = {(each.user_id, each.message) for each in await till.told()}
    assert told == {
        (BOB, "turn-granted-gift"),
        (ALICE, "turn-gift-arrived"),
        (None, "turn-staff-gift"),
    }


@on_sqlite
async def test_a_redeemed_code_opens_and_its_refund_closes(till: Billing) -> None:
    await till.sell(**ONCE)
    code = await gift_code(till)
    assert await holders(till, ALICE, BOB) == [False, False]
    redeemed = await till.redemption.redeem(GUILD, BOB, f" {code.lower().replace('-', ' ')} ")
    assert (redeemed.plan, redeemed.entitlement.ends_at) == ("Pro", None)
    assert await holders(till, ALICE, BOB) == [False, True]

    await till.stripe.refund(await payment_of(till))
    await till.catch_up()
    assert await till.roles(BOB) == frozenset()
    assert await till.reasons(BOB) == ["refunded"]
    assert await refused(till, BOB, code) == "gift-code-used-by-you"


async def test_a_code_is_for_one_person_even_when_two_redeem_at_the_same_instant(
    till: Billing,
) -> None:
    await till.sell(**ONCE)
    code = await gift_code(till)
    outcomes = await asyncio.gather(
        *(till.redemption.redeem(GUILD, user, code) for user in (BOB, CAROL, DAN, EVE)),
        return_exceptions=True,
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Redemption)]
    lost = [outcome.message for outcome in outcomes if isinstance(outcome, UserError)]
    assert (len(won), lost) == (1, ["gift-code-used"] * 3)
    assert sorted(await holders(till, BOB, CAROL, DAN, EVE)) == [False, False, False, True]


async def test_last_seats_are_taken_once_when_all_redeem_at_the_same_instant(till: Billing) -> None:
    await till.sell()
    _, (one, other) = await seats(till, 3)
    outcomes = await asyncio.gather(
        *(
            till.redemption.redeem(GUILD, user, code)
            for user, code in ((BOB, one), (CAROL, other), (DAN, one), (EVE, other))
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Redemption) for outcome in outcomes) == 2
    assert sum(await holders(till, BOB, CAROL, DAN, EVE)) == 2
    async with till.database.read() as connection:
        rows = await connection.execute(codes.select().where(codes.c.state == "redeemed"))
        assert sorted(row.seat for row in rows) == [1, 2]


async def test_codes_pressed_for_twice_at_once_never_make_two_rights(till: Billing) -> None:
    await till.sell(**ONCE)
    session = await till.buy(as_code=True)
    await till.catch_up()
    shown = await asyncio.gather(*(till.gifts.issue(session, ALICE) for _ in range(4)))
    outcomes = await asyncio.gather(
        *(
            till.redemption.redeem(GUILD, user, each.codes[0])
            for user, each in zip((BOB, CAROL, DAN, EVE), shown, strict=True)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Redemption) for outcome in outcomes) == 1


@on_sqlite
async def test_seats_fall_and_rise_with_the_quantity(till: Billing) -> None:
    await till.sell()
    subscription, (one, two, three) = await seats(till, 4)
    for user, code in ((BOB, one), (CAROL, two), (DAN, three)):
        await till.redemption.redeem(GUILD, user, code)
    assert await holders(till, ALICE, BOB, CAROL, DAN) == [True] * 4
    assert (await till.gifts.issue(subscription, ALICE)).codes == ()

    await till.stripe.set_quantity(subscription, 2)
    await till.catch_up()
    assert await holders(till, ALICE, BOB, CAROL, DAN) == [True, True, False, False]
    assert await till.reasons(DAN) == ["no-seat"]
    gone = {each.user_id for each in await till.told() if each.message == "turn-ended-no-seat"}
    assert gone == {CAROL, DAN}
    assert (await till.gifts.issue(subscription, ALICE)).codes == ()

    await till.stripe.set_quantity(subscription, 5)
    await till.catch_up()
    assert await holders(till, ALICE, BOB, CAROL, DAN) == [True] * 4
    (more,) = (await till.gifts.issue(subscription, ALICE)).codes
    await till.redemption.redeem(GUILD, EVE, more)
    assert await till.roles(EVE) == {ROLE}

    await till.stripe.cancel_subscription(subscription)
    await till.catch_up()
    assert await holders(till, ALICE, BOB, CAROL, DAN, EVE) == [False] * 5


@on_sqlite
async def test_a_seat_that_is_gone_meanwhile_is_refused(till: Billing) -> None:
    await till.sell()
    subscription, (one, two) = await seats(till, 3)
    await till.redemption.redeem(GUILD, BOB, one)
    await till.stripe.set_quantity(subscription, 2)
    await till.catch_up()
    assert await refused(till, CAROL, two) == "gift-no-seat-left"
    await till.stripe.set_quantity(subscription, 1)
    await till.catch_up()
    assert await refused(till, CAROL, two) == "gift-code-closed"


@on_sqlite
@pytest.mark.parametrize("trouble", ["refund", "dispute"])
async def test_a_code_is_worth_no_more_than_its_payment(till: Billing, trouble: str) -> None:
    await till.sell(**ONCE)
    code = await gift_code(till)
    payment = await payment_of(till)
    await (till.stripe.refund(payment) if trouble == "refund" else till.stripe.dispute(payment))
    await till.catch_up()
    assert await refused(till, BOB, code) == "gift-code-closed"
    with pytest.raises(UserError, match="gift-codes-closed"):
        await till.gifts.issue(next(iter(till.stripe.sessions)), ALICE)
    assert await till.states(BOB) == {}


@on_sqlite
async def test_a_dispute_that_is_won_opens_the_redeemers_right_again(till: Billing) -> None:
    await till.sell(**ONCE)
    code = await gift_code(till)
    await till.redemption.redeem(GUILD, BOB, code)
    await till.stripe.dispute(await payment_of(till))
    await till.catch_up()
    assert await till.roles(BOB) == frozenset()
    await till.stripe.close_dispute(next(iter(till.stripe.disputes)), won=True)
    await till.catch_up()
    assert await till.roles(BOB) == {ROLE}


@on_sqlite
async def test_only_the_owner_is_shown_codes_and_showing_again_voids_the_earlier(
    till: Billing,
) -> None:
    await till.sell()
    subscription, (one, two) = await seats(till, 3)
    with pytest.raises(UserError, match="gift-not-yours"):
        await till.gifts.issue(subscription, EVE)
    with pytest.raises(UserError, match="gift-not-yours"):
        await till.gifts.issue("sub_nothing", ALICE)
    await till.redemption.redeem(GUILD, BOB, one)
    again = await till.gifts.issue(subscription, ALICE)
    assert (again.used, again.offer.total, len(again.codes)) == (1, 2, 1)
    assert await refused(till, CAROL, two) == "gift-code-replaced"
    assert await refused(till, CAROL, one) == "gift-code-used"
    assert await till.roles(BOB) == {ROLE}
    await till.redemption.redeem(GUILD, CAROL, again.codes[0])


@on_sqlite
async def test_no_code_is_stored(till: Billing) -> None:
    await till.sell()
    _, shown = await seats(till, 3)
    async with till.database.read() as connection:
        rows = (await connection.execute(codes.select())).all()
    assert len(rows) == 2
    for code in shown:
        assert code not in repr(rows)
        assert code.replace("-", "") not in repr(rows)


async def test_after_ten_wrong_codes_even_a_right_one_waits(till: Billing) -> None:
    await till.sell(**ONCE)
    code = await gift_code(till)
    wrong = "00000-00000-00000-00000"
    said = [await refused(till, BOB, wrong) for _ in range(MOST_TRIES)]
    assert said == ["gift-code-unknown"] * MOST_TRIES
    assert await refused(till, BOB, code) == "gift-too-many-tries"
    with pytest.raises(UserError, match="gift-code-mistyped"):  # others may go on
        await till.redemption.redeem(GUILD, CAROL, "nonsense")
    till.clock.advance(timedelta(minutes=61))
    assert await refused(till, BOB, wrong) == "gift-code-unknown"
    await till.redemption.redeem(GUILD, BOB, code)
    said = [await refused(till, BOB, wrong) for _ in range(MOST_TRIES)]
    assert said == ["gift-code-unknown"] * MOST_TRIES  # the right one began the count anew


@on_sqlite
async def test_a_code_of_another_server_is_unknown_here(till: Billing) -> None:
    await till.sell(**ONCE)
    code = await gift_code(till)
    with pytest.raises(UserError, match="gift-code-unknown"):
        await till.redemption.redeem(GUILD + 1, BOB, code)


@on_sqlite
async def test_who_has_the_plan_for_good_wastes_no_code(till: Billing) -> None:
    await till.sell(**ONCE)
    await till.buy(user=BOB)
    await till.catch_up()
    session = await till.buy(as_code=True)
    await till.catch_up()
    (code,) = (await till.gifts.issue(session, ALICE)).codes
    assert await refused(till, BOB, code) == "gift-nothing-to-gain"
    assert len(await till.states(BOB)) == 1
    await till.redemption.redeem(GUILD, CAROL, code)
    assert await till.roles(CAROL) == {ROLE}


@on_sqlite
async def test_the_payer_of_a_subscription_and_who_has_a_seat_take_no_further_one(
    till: Billing,
) -> None:
    await till.sell()
    _, (one, two) = await seats(till, 3)
    assert await refused(till, ALICE, one) == "gift-nothing-to-gain"
    await till.redemption.redeem(GUILD, BOB, one)
    assert await refused(till, BOB, two) == "gift-seat-already"
    assert await refused(till, BOB, one) == "gift-code-used-by-you"  # the first answer was lost


@on_sqlite
async def test_a_gifted_pass_follows_the_one_that_runs(till: Billing) -> None:
    await till.sell(**ONCE, days=30)
    await till.buy(user=BOB)
    await till.catch_up()
    code = await gift_code(till)
    await till.pass_time(timedelta(hours=1))
    redeemed = await till.redemption.redeem(GUILD, BOB, code)
    assert redeemed.entitlement.state == "upcoming"
    await till.pass_time(timedelta(days=45))
    await till.timekeeper.refresh_due()
    assert await till.roles(BOB) == {ROLE}
    await till.pass_time(timedelta(days=16))
    await till.timekeeper.refresh_due()
    assert await till.roles(BOB) == frozenset()


@on_sqlite
async def test_the_giver_is_told_of_codes_and_redeeming_but_not_by_whom(till: Billing) -> None:
    await till.sell(**ONCE)
    session = await till.buy(as_code=True)
    await till.catch_up()
    (told,) = [notice for notice in await till.told() if notice.user_id == ALICE]
    assert (told.message, told.arguments["source"]) == ("gift-told-code", session)
    (code,) = (await till.gifts.issue(session, ALICE)).codes
    await till.redemption.redeem(GUILD, BOB, code)
    (told,) = [notice for notice in await till.told() if notice.user_id == ALICE]
    assert told.message == "gift-told-redeemed"
    assert str(BOB) not in repr((told.message, told.arguments))
    async with till.database.read() as connection:
        lines = await audit.entries(connection, GUILD, user_id=BOB)
    assert [(line.action, line.detail["source"]) for line in lines] == [("code.redeem", session)]


@on_sqlite
async def test_a_gift_paid_late_yields_its_code_only_then(till: Billing) -> None:
    await till.sell(**ONCE)
    session = await till.buy("delayed", as_code=True)
    await till.catch_up()
    assert [notice.message for notice in await till.told()] == ["gift-told-unpaid"]
    with pytest.raises(UserError, match="gift-not-yours"):
        await till.gifts.issue(session, ALICE)
    await till.stripe.settle(session)
    await till.catch_up()
    told = {(each.user_id, each.message) for each in await till.told()}
    assert told == {(ALICE, "gift-told-code"), (None, "turn-staff-gift-code")}
    assert len((await till.gifts.issue(session, ALICE)).codes) == 1


@on_sqlite
async def test_the_status_counts_what_is_used(till: Billing) -> None:
    await till.sell()
    assert await till.gifts.balance(GUILD, ALICE) == []
    subscription, (one, _) = await seats(till, 3)
    await till.redemption.redeem(GUILD, BOB, one)
    (stock,) = await till.gifts.balance(GUILD, ALICE)
    assert (stock.offer.source, stock.used, stock.offer.total) == (subscription, 1, 2)
    assert await till.gifts.balance(GUILD, BOB) == []
    await till.stripe.cancel_subscription(subscription)
    await till.catch_up()
    assert await till.gifts.balance(GUILD, ALICE) == []


async def test_two_members_with_seats_of_each_other_are_recorded_side_by_side(
    till: Billing,
) -> None:
    """Each change of one concerns both: neither may wait for the other crosswise."""
    await till.sell()
    await till.sell(name="Max", role_id=ROLE + 1)
    for user, plan, friend in ((ALICE, "Pro", BOB), (BOB, "Max", ALICE)):
        await till.buy(user=user, plan=plan, seats=2)
        await till.catch_up()
        (code,) = (await till.gifts.issue(list(till.stripe.subscriptions)[-1], user)).codes
        await till.redemption.redeem(GUILD, friend, code)
    observer = ObjectSync(till.database, till.api, till.recorder, till.clock)
    both = [EventTarget("subscription", id_, None, None) for id_ in till.stripe.subscriptions]
    await asyncio.gather(*(observer.sync(hint) for hint in both * 10))
    assert await till.roles(ALICE) == await till.roles(BOB) == {ROLE, ROLE + 1}
