"""Test gifts, codes and seats, from the payment to the redeemer's entitlement."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.payments.gifts.redemption import MAX_TRIES, Redemption
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.stripe.event_targets import EventTarget
from data import audit
from data.tables import codes
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

BOB, CAROL, DAN, EVE = 31, 32, 33, 34
ONCE = {"interval": "once"}


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no SQL of its own


async def refused(billing: Billing, user: int, code: str) -> str:
    """Redeem a code that is refused; return the message id."""
    with pytest.raises(UserError) as refusal:
        await billing.redemption.redeem(GUILD, user, code)
    return refusal.value.message


async def gift_code(billing: Billing) -> str:
    """Let Alice buy a gift code, and show it to her."""
    session = await billing.buy(as_code=True)
    await billing.catch_up()
    (code,) = (await billing.gifts.issue(session, ALICE)).codes
    return code


async def seats(billing: Billing, quantity: int) -> tuple[str, tuple[str, ...]]:
    """Let Alice buy seats; return the subscription and its codes."""
    await billing.buy(seats=quantity)
    await billing.catch_up()
    subscription = next(iter(billing.stripe.subscriptions))
    return subscription, (await billing.gifts.issue(subscription, ALICE)).codes


async def payment_of(billing: Billing) -> str:
    return next(iter(billing.stripe.payment_intents))


async def holders(billing: Billing, *users: int) -> list[bool]:
    return [ROLE in await billing.roles(user) for user in users]


@on_sqlite
async def test_a_gift_to_a_member_opens_for_the_member_and_not_for_the_payer(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy(recipient_id=BOB)
    await billing.catch_up()
    assert await holders(billing, ALICE, BOB) == [False, True]
    await billing.stripe.cancel_subscription(next(iter(billing.stripe.subscriptions)))
    await billing.catch_up()
    assert await billing.roles(BOB) == frozenset()


@on_sqlite
async def test_of_a_gift_that_is_paid_late_the_recipient_hears_when_it_is_paid(
    billing: Billing,
) -> None:
    await billing.sell(**ONCE)
    session = await billing.buy("delayed", recipient_id=BOB)
    await billing.catch_up()
    assert [(each.user_id, each.message) for each in await billing.new_notices()] == [
        (ALICE, "turn-pending")
    ]
    await billing.stripe.settle(session)
    await billing.catch_up()
    received = {(each.user_id, each.message) for each in await billing.new_notices()}
    assert received == {
        (BOB, "turn-granted-gift"),
        (ALICE, "turn-gift-arrived"),
        (None, "turn-staff-gift"),
    }


@on_sqlite
async def test_a_redeemed_code_opens_and_its_refund_closes(billing: Billing) -> None:
    await billing.sell(**ONCE)
    code = await gift_code(billing)
    assert await holders(billing, ALICE, BOB) == [False, False]
    redeemed = await billing.redemption.redeem(GUILD, BOB, f" {code.lower().replace('-', ' ')} ")
    assert (redeemed.plan, redeemed.entitlement.ends_at) == ("Pro", None)
    assert await holders(billing, ALICE, BOB) == [False, True]

    await billing.stripe.refund(await payment_of(billing))
    await billing.catch_up()
    assert await billing.roles(BOB) == frozenset()
    assert await billing.reasons(BOB) == ["refunded"]
    assert await refused(billing, BOB, code) == "gift-code-used-by-you"


async def test_a_code_is_for_one_person_even_when_two_redeem_at_the_same_instant(
    billing: Billing,
) -> None:
    await billing.sell(**ONCE)
    code = await gift_code(billing)
    outcomes = await asyncio.gather(
        *(billing.redemption.redeem(GUILD, user, code) for user in (BOB, CAROL, DAN, EVE)),
        return_exceptions=True,
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Redemption)]
    lost = [outcome.message for outcome in outcomes if isinstance(outcome, UserError)]
    assert (len(won), lost) == (1, ["gift-code-used"] * 3)
    assert sorted(await holders(billing, BOB, CAROL, DAN, EVE)) == [False, False, False, True]


async def test_last_seats_are_taken_once_when_all_redeem_at_the_same_instant(
    billing: Billing,
) -> None:
    await billing.sell()
    _, (one, other) = await seats(billing, 3)
    outcomes = await asyncio.gather(
        *(
            billing.redemption.redeem(GUILD, user, code)
            for user, code in ((BOB, one), (CAROL, other), (DAN, one), (EVE, other))
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Redemption) for outcome in outcomes) == 2
    assert sum(await holders(billing, BOB, CAROL, DAN, EVE)) == 2
    async with billing.database.read() as connection:
        rows = await connection.execute(codes.select().where(codes.c.state == "redeemed"))
        assert sorted(row.seat for row in rows) == [1, 2]


async def test_codes_pressed_for_twice_at_once_never_make_two_rights(billing: Billing) -> None:
    await billing.sell(**ONCE)
    session = await billing.buy(as_code=True)
    await billing.catch_up()
    shown = await asyncio.gather(*(billing.gifts.issue(session, ALICE) for _ in range(4)))
    outcomes = await asyncio.gather(
        *(
            billing.redemption.redeem(GUILD, user, each.codes[0])
            for user, each in zip((BOB, CAROL, DAN, EVE), shown, strict=True)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Redemption) for outcome in outcomes) == 1


@on_sqlite
async def test_seats_fall_and_rise_with_the_quantity(billing: Billing) -> None:
    await billing.sell()
    subscription, (one, two, three) = await seats(billing, 4)
    for user, code in ((BOB, one), (CAROL, two), (DAN, three)):
        await billing.redemption.redeem(GUILD, user, code)
    assert await holders(billing, ALICE, BOB, CAROL, DAN) == [True] * 4
    assert (await billing.gifts.issue(subscription, ALICE)).codes == ()

    await billing.stripe.set_quantity(subscription, 2)
    await billing.catch_up()
    assert await holders(billing, ALICE, BOB, CAROL, DAN) == [True, True, False, False]
    assert await billing.reasons(DAN) == ["no-seat"]
    gone = {
        each.user_id for each in await billing.new_notices() if each.message == "turn-ended-no-seat"
    }
    assert gone == {CAROL, DAN}
    assert (await billing.gifts.issue(subscription, ALICE)).codes == ()

    await billing.stripe.set_quantity(subscription, 5)
    await billing.catch_up()
    assert await holders(billing, ALICE, BOB, CAROL, DAN) == [True] * 4
    (more,) = (await billing.gifts.issue(subscription, ALICE)).codes
    await billing.redemption.redeem(GUILD, EVE, more)
    assert await billing.roles(EVE) == {ROLE}

    await billing.stripe.cancel_subscription(subscription)
    await billing.catch_up()
    assert await holders(billing, ALICE, BOB, CAROL, DAN, EVE) == [False] * 5


@on_sqlite
async def test_a_seat_that_is_gone_meanwhile_is_refused(billing: Billing) -> None:
    await billing.sell()
    subscription, (one, two) = await seats(billing, 3)
    await billing.redemption.redeem(GUILD, BOB, one)
    await billing.stripe.set_quantity(subscription, 2)
    await billing.catch_up()
    assert await refused(billing, CAROL, two) == "gift-no-seat-left"
    await billing.stripe.set_quantity(subscription, 1)
    await billing.catch_up()
    assert await refused(billing, CAROL, two) == "gift-code-closed"


@on_sqlite
@pytest.mark.parametrize("trouble", ["refund", "dispute"])
async def test_a_code_is_worth_no_more_than_its_payment(billing: Billing, trouble: str) -> None:
    await billing.sell(**ONCE)
    code = await gift_code(billing)
    payment = await payment_of(billing)
    await (
        billing.stripe.refund(payment) if trouble == "refund" else billing.stripe.dispute(payment)
    )
    await billing.catch_up()
    assert await refused(billing, BOB, code) == "gift-code-closed"
    with pytest.raises(UserError, match="gift-codes-closed"):
        await billing.gifts.issue(next(iter(billing.stripe.sessions)), ALICE)
    assert await billing.states(BOB) == {}


@on_sqlite
async def test_a_dispute_that_is_won_opens_the_redeemers_right_again(billing: Billing) -> None:
    await billing.sell(**ONCE)
    code = await gift_code(billing)
    await billing.redemption.redeem(GUILD, BOB, code)
    await billing.stripe.dispute(await payment_of(billing))
    await billing.catch_up()
    assert await billing.roles(BOB) == frozenset()
    await billing.stripe.close_dispute(next(iter(billing.stripe.disputes)), won=True)
    await billing.catch_up()
    assert await billing.roles(BOB) == {ROLE}


@on_sqlite
async def test_only_the_owner_is_shown_codes_and_showing_again_voids_the_earlier(
    billing: Billing,
) -> None:
    await billing.sell()
    subscription, (one, two) = await seats(billing, 3)
    with pytest.raises(UserError, match="gift-not-yours"):
        await billing.gifts.issue(subscription, EVE)
    with pytest.raises(UserError, match="gift-not-yours"):
        await billing.gifts.issue("sub_nothing", ALICE)
    await billing.redemption.redeem(GUILD, BOB, one)
    again = await billing.gifts.issue(subscription, ALICE)
    assert (again.used, again.offer.total, len(again.codes)) == (1, 2, 1)
    assert await refused(billing, CAROL, two) == "gift-code-replaced"
    assert await refused(billing, CAROL, one) == "gift-code-used"
    assert await billing.roles(BOB) == {ROLE}
    await billing.redemption.redeem(GUILD, CAROL, again.codes[0])


@on_sqlite
async def test_no_code_is_stored(billing: Billing) -> None:
    await billing.sell()
    _, shown = await seats(billing, 3)
    async with billing.database.read() as connection:
        rows = (await connection.execute(codes.select())).all()
    assert len(rows) == 2
    for code in shown:
        assert code not in repr(rows)
        assert code.replace("-", "") not in repr(rows)


async def test_after_ten_wrong_codes_even_a_right_one_waits(billing: Billing) -> None:
    await billing.sell(**ONCE)
    code = await gift_code(billing)
    wrong = "00000-00000-00000-00000"
    errors = [await refused(billing, BOB, wrong) for _ in range(MAX_TRIES)]
    assert errors == ["gift-code-unknown"] * MAX_TRIES
    assert await refused(billing, BOB, code) == "gift-too-many-tries"
    with pytest.raises(UserError, match="gift-code-mistyped"):  # others may continue
        await billing.redemption.redeem(GUILD, CAROL, "nonsense")
    billing.clock.advance(timedelta(minutes=61))
    assert await refused(billing, BOB, wrong) == "gift-code-unknown"
    await billing.redemption.redeem(GUILD, BOB, code)
    errors = [await refused(billing, BOB, wrong) for _ in range(MAX_TRIES)]
    assert errors == ["gift-code-unknown"] * MAX_TRIES  # the right one restarted the count


@on_sqlite
async def test_a_code_of_another_server_is_unknown_here(billing: Billing) -> None:
    await billing.sell(**ONCE)
    code = await gift_code(billing)
    with pytest.raises(UserError, match="gift-code-unknown"):
        await billing.redemption.redeem(GUILD + 1, BOB, code)


@on_sqlite
async def test_who_has_the_plan_for_good_wastes_no_code(billing: Billing) -> None:
    await billing.sell(**ONCE)
    await billing.buy(user=BOB)
    await billing.catch_up()
    session = await billing.buy(as_code=True)
    await billing.catch_up()
    (code,) = (await billing.gifts.issue(session, ALICE)).codes
    assert await refused(billing, BOB, code) == "gift-nothing-to-gain"
    assert len(await billing.states(BOB)) == 1
    await billing.redemption.redeem(GUILD, CAROL, code)
    assert await billing.roles(CAROL) == {ROLE}


@on_sqlite
async def test_the_payer_of_a_subscription_and_who_has_a_seat_take_no_further_one(
    billing: Billing,
) -> None:
    await billing.sell()
    _, (one, two) = await seats(billing, 3)
    assert await refused(billing, ALICE, one) == "gift-nothing-to-gain"
    await billing.redemption.redeem(GUILD, BOB, one)
    assert await refused(billing, BOB, two) == "gift-seat-already"
    assert await refused(billing, BOB, one) == "gift-code-used-by-you"  # the first answer was lost


@on_sqlite
async def test_a_gifted_pass_follows_the_one_that_runs(billing: Billing) -> None:
    await billing.sell(**ONCE, days=30)
    await billing.buy(user=BOB)
    await billing.catch_up()
    code = await gift_code(billing)
    await billing.pass_time(timedelta(hours=1))
    redeemed = await billing.redemption.redeem(GUILD, BOB, code)
    assert redeemed.entitlement.state == "upcoming"
    await billing.pass_time(timedelta(days=45))
    await billing.expiry.refresh_due()
    assert await billing.roles(BOB) == {ROLE}
    await billing.pass_time(timedelta(days=16))
    await billing.expiry.refresh_due()
    assert await billing.roles(BOB) == frozenset()


@on_sqlite
async def test_the_giver_is_told_of_codes_and_redeeming_but_not_by_whom(billing: Billing) -> None:
    await billing.sell(**ONCE)
    session = await billing.buy(as_code=True)
    await billing.catch_up()
    (received,) = [notice for notice in await billing.new_notices() if notice.user_id == ALICE]
    assert (received.message, received.arguments["source"]) == ("gift-told-code", session)
    (code,) = (await billing.gifts.issue(session, ALICE)).codes
    await billing.redemption.redeem(GUILD, BOB, code)
    (received,) = [notice for notice in await billing.new_notices() if notice.user_id == ALICE]
    assert received.message == "gift-told-redeemed"
    assert str(BOB) not in repr((received.message, received.arguments))
    async with billing.database.read() as connection:
        lines = await audit.entries(connection, GUILD, user_id=BOB)
    assert [(line.action, line.detail["source"]) for line in lines] == [("code.redeem", session)]


@on_sqlite
async def test_a_gift_paid_late_yields_its_code_only_then(billing: Billing) -> None:
    await billing.sell(**ONCE)
    session = await billing.buy("delayed", as_code=True)
    await billing.catch_up()
    assert [notice.message for notice in await billing.new_notices()] == ["gift-told-unpaid"]
    with pytest.raises(UserError, match="gift-not-yours"):
        await billing.gifts.issue(session, ALICE)
    await billing.stripe.settle(session)
    await billing.catch_up()
    received = {(each.user_id, each.message) for each in await billing.new_notices()}
    assert received == {(ALICE, "gift-told-code"), (None, "turn-staff-gift-code")}
    assert len((await billing.gifts.issue(session, ALICE)).codes) == 1


@on_sqlite
async def test_the_status_counts_what_is_used(billing: Billing) -> None:
    await billing.sell()
    assert await billing.gifts.balance(GUILD, ALICE) == []
    subscription, (one, _) = await seats(billing, 3)
    await billing.redemption.redeem(GUILD, BOB, one)
    (stock,) = await billing.gifts.balance(GUILD, ALICE)
    assert (stock.offer.source, stock.used, stock.offer.total) == (subscription, 1, 2)
    assert await billing.gifts.balance(GUILD, BOB) == []
    await billing.stripe.cancel_subscription(subscription)
    await billing.catch_up()
    assert await billing.gifts.balance(GUILD, ALICE) == []


async def test_two_members_with_seats_of_each_other_are_recorded_side_by_side(
    billing: Billing,
) -> None:
    """Each change of one concerns both: their transactions must not deadlock."""
    await billing.sell()
    await billing.sell(name="Max", role_id=ROLE + 1)
    for user, plan, friend in ((ALICE, "Pro", BOB), (BOB, "Max", ALICE)):
        await billing.buy(user=user, plan=plan, seats=2)
        await billing.catch_up()
        (code,) = (await billing.gifts.issue(list(billing.stripe.subscriptions)[-1], user)).codes
        await billing.redemption.redeem(GUILD, friend, code)
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
    both = [EventTarget("subscription", id_, None, None) for id_ in billing.stripe.subscriptions]
    await asyncio.gather(*(object_sync.sync(target) for target in both * 10))
    assert await billing.roles(ALICE) == await billing.roles(BOB) == {ROLE, ROLE + 1}
