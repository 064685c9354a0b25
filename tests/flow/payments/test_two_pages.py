"""Of several checkout pages for one thing only one can be paid, whatever happens at once."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.checkout import LIFE, REUSE, Purchase
from bot.simulator.stripe import StripeSimulator
from data.plan_terms import Terms
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing
from tests.flow.payments.lifecycle.scenario import BOB, CAROL, GOLD, Scenario
from tests.flow.payments.switching.actions import add, ask, price, service

EXPIRE = "/v1/checkout/sessions/*/expire"


async def sell_by_length(billing: Billing) -> list[int]:
    """Sell a plan by month, quarter and year; return the prices' ids."""
    plan = await billing.sell()
    for amount, interval in (("25.00", "3 months"), ("90.00", "year")):
        plan = await add(billing, "Pro", amount, interval.replace("3 months", "quarter"), "EUR")
    return [each.id for each in plan.prices]


def buying(price_id: int | None = None, plan: str = "Pro") -> Purchase:
    return Purchase(GUILD, ALICE, plan, "en", price=price_id)


def open_pages(stripe: StripeSimulator) -> list[str]:
    return [id_ for id_, each in stripe.sessions.items() if each["status"] == "open"]


async def test_asked_twice_at_the_same_moment_there_is_one_page(billing: Billing) -> None:
    await billing.sell()
    for user in range(100, 105):
        pages = await asyncio.gather(
            *(billing.checkout.open(Purchase(GUILD, user, "Pro", "en")) for _ in range(3))
        )
        assert len({page.url for page in pages}) == 1
    assert (len(billing.stripe.sessions), len(billing.stripe.customers)) == (5, 5)


async def test_pages_that_open_at_once_leave_one(billing: Billing) -> None:
    prices = await sell_by_length(billing)
    opened = await asyncio.gather(*(billing.checkout.open(buying(id_)) for id_ in prices))
    await billing.settle()
    (left,) = open_pages(billing.stripe)
    assert left in [each.url.rsplit("/", 1)[-1] for each in opened]
    paid = [(await billing.stripe.pay(each.url)).ok for each in opened]
    assert paid.count(True) == 1


async def test_a_page_that_opens_while_another_is_paid_is_closed(billing: Billing) -> None:
    month, quarter, _ = await sell_by_length(billing)
    first = await billing.checkout.open(buying(month))

    async def pay() -> None:
        await billing.stripe.pay(first.url)
        await billing.catch_up()

    await asyncio.gather(pay(), billing.checkout.open(buying(quarter)), return_exceptions=True)
    await billing.settle()
    states = {each["status"] for each in billing.stripe.sessions.values()}
    paid = [each for each in billing.stripe.sessions.values() if each["status"] == "complete"]
    assert not paid or states <= {"complete", "expired"}


async def test_a_switch_and_a_page_at_once_leave_no_page(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Top", role_id=GOLD, amount="27.00")
    await billing.buy()
    await billing.catch_up()
    scenario = Scenario(billing)
    quote = await ask(scenario, await price(billing, "Top", 1))
    await asyncio.gather(
        service(billing).make(GUILD, ALICE, quote),
        billing.checkout.open(buying(plan="Top")),
        return_exceptions=True,
    )
    await billing.catch_up()
    assert open_pages(billing.stripe) == []
    assert len(billing.stripe.subscriptions) == 1


async def interrupted(billing: Billing) -> list[str]:
    """Open a second page while Stripe can't close the first; return both pages' URLs."""
    month, quarter, _ = await sell_by_length(billing)
    await billing.checkout.open(buying(month))
    billing.stripe.faults.fail("POST", EXPIRE, times=3)
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(buying(quarter))
    return [each["url"] for each in billing.stripe.sessions.values()]


async def test_what_an_interruption_left_open_is_closed_later(billing: Billing) -> None:
    first, second = await interrupted(billing)
    assert await billing.pages.close_due() == 1
    assert not (await billing.stripe.pay(first)).ok
    again = await billing.checkout.open(buying((await price(billing, "Pro", 3)).id))
    assert again.url == second


async def test_who_pays_two_pages_nevertheless_is_told_what_to_do(billing: Billing) -> None:
    for url in await interrupted(billing):
        assert (await billing.stripe.pay(url)).ok
    await billing.catch_up()
    sent = {each.user_id: each for each in await billing.new_notices() if "double" in each.key}
    assert {user: each.message for user, each in sent.items()} == {
        None: "turn-staff-double",
        ALICE: "turn-double",
    }
    assert sent[ALICE].arguments["source"] in billing.stripe.subscriptions


async def test_a_pass_is_not_sold_on_top_of_a_subscription_just_paid(billing: Billing) -> None:
    await billing.sell()
    await add(billing, "Pro", "5.00", "once", "EUR")
    month, once = (await billing.plans.named(GUILD, "Pro")).prices
    await billing.buy(price=month.id)
    with pytest.raises(UserError, match="payments-already-paying"):
        await billing.checkout.open(buying(once.id))
    assert open_pages(billing.stripe) == []


async def test_passes_follow_each_other_though_the_first_is_not_recorded(billing: Billing) -> None:
    await billing.sell(interval="once", days=30)
    await billing.sell(name="Long", interval="once", days=90)
    await billing.buy()
    await billing.buy(plan="Long")
    await billing.catch_up()
    assert sorted((await billing.states()).values()) == ["active", "upcoming"]


@pytest.mark.parametrize("policy", ["now", "renewal"])
async def test_a_switch_closes_the_page_of_what_it_buys(billing: Billing, policy: str) -> None:
    await billing.sell(terms=Terms(on_switch="now" if policy == "now" else "renewal"))
    await billing.sell(name="Top", role_id=GOLD, amount="27.00")
    await billing.buy()
    await billing.catch_up()
    page = await billing.checkout.open(buying(plan="Top"))
    scenario = Scenario(billing)
    quote = await ask(scenario, await price(billing, "Top", 1))
    await service(billing).make(GUILD, ALICE, quote)
    assert not (await billing.stripe.pay(page.url)).ok
    expected = "payments-already-member" if policy == "now" else "payments-switch-planned"
    with pytest.raises(UserError, match=expected):
        await billing.checkout.open(buying(plan="Top"))


async def test_a_switch_is_refused_when_its_plan_was_just_paid_on_a_page(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Top", role_id=GOLD, amount="27.00")
    await billing.buy()
    await billing.catch_up()
    quote = await ask(Scenario(billing), await price(billing, "Top", 1))
    await billing.buy(plan="Top")
    with pytest.raises(UserError, match="payments-already-paying"):
        await service(billing).make(GUILD, ALICE, quote)
    assert len(billing.stripe.charges) == 2


async def test_a_switch_in_the_portal_closes_the_page_too(billing: Billing) -> None:
    await billing.sell()
    top = await billing.sell(name="Top", role_id=GOLD, amount="27.00")
    await billing.buy()
    await billing.catch_up()
    page = await billing.checkout.open(buying(plan="Top"))
    (subscription,) = billing.stripe.subscriptions
    await billing.stripe.switch_price(subscription, top.price.price_id or "")
    await billing.catch_up()
    assert not (await billing.stripe.pay(page.url)).ok


async def test_a_paid_gift_closes_the_recipients_own_page(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Top", role_id=GOLD, interval="once", amount="27.00")
    own = await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))
    other = await billing.checkout.open(Purchase(GUILD, BOB, "Top", "en"))
    await billing.buy(recipient_id=BOB)
    await billing.catch_up()
    assert not (await billing.stripe.pay(own.url)).ok
    assert (await billing.stripe.pay(other.url)).ok  # another plan may be wanted in addition
    await billing.catch_up()
    assert await billing.roles(BOB) == {ROLE, GOLD}
    assert len(billing.stripe.subscriptions) == 1


async def test_the_recipients_own_payment_closes_the_pages_of_givers(billing: Billing) -> None:
    await billing.sell(interval="once", days=None)
    gift = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", recipient_id=BOB))
    code = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", as_code=True))
    await billing.buy(user=BOB)
    await billing.catch_up()
    assert not (await billing.stripe.pay(gift.url)).ok
    assert (await billing.stripe.pay(code.url)).ok  # for somebody else, perhaps


@pytest.mark.parametrize("left", [False, True])
async def test_a_code_closes_the_page_of_the_member_who_redeems_it(
    billing: Billing, *, left: bool
) -> None:
    await billing.sell(interval="once", days=None)
    session = await billing.buy(as_code=True)
    await billing.catch_up()
    (code,) = (await billing.gifts.issue(session, ALICE)).codes
    own = await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))
    others = await billing.checkout.open(Purchase(GUILD, CAROL, "Pro", "en"))
    await billing.redemption.redeem(GUILD, BOB, code)
    if left:  # the worker couldn't close it yet: the payment is a case for the ledger
        assert (await billing.stripe.pay(own.url)).ok
        await billing.catch_up()
        assert sorted((await billing.states(BOB)).values()) == ["active", "active"]
        return
    await billing.settle()
    assert not (await billing.stripe.pay(own.url)).ok
    assert (await billing.stripe.pay(others.url)).ok
    with pytest.raises(UserError, match="payments-already"):
        await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))


async def test_a_page_whose_answer_was_lost_is_closed_by_the_next_one(billing: Billing) -> None:
    month, quarter, _ = await sell_by_length(billing)
    billing.stripe.faults.lose_answer("POST", "/v1/checkout/sessions", times=3)
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(buying(month))
    opened = await billing.checkout.open(buying(quarter))
    await billing.settle()
    assert open_pages(billing.stripe) == [opened.url.rsplit("/", 1)[-1]]


async def test_a_page_that_expires_soon_is_closed_by_its_successor(billing: Billing) -> None:
    await billing.sell()
    first = await billing.checkout.open(buying())
    await billing.pass_time(LIFE - REUSE + timedelta(minutes=1))
    second = await billing.checkout.open(buying())
    assert second.url != first.url
    assert not (await billing.stripe.pay(first.url)).ok
    assert (await billing.stripe.pay(second.url)).ok


async def test_a_page_whose_key_was_spent_is_closed_too(billing: Billing) -> None:
    await billing.sell()
    faults, path = billing.stripe.faults, "/v1/checkout/sessions"
    faults.lose_answer("POST", path, times=3)
    with pytest.raises(RetryLaterError):
        await billing.checkout.open(buying())
    refusal = {"type": "idempotency_error", "message": "Keys can only be used once."}
    faults.fail("POST", path, times=1, status=400, body={"error": refusal})
    opened = await billing.checkout.open(buying())
    await billing.settle()
    assert open_pages(billing.stripe) == [opened.url.rsplit("/", 1)[-1]]
