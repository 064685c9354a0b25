"""Test that members are notified of each change once, with a text that renders."""

import pytest
from discord import ui

from cogs.notifications import notice_view
from tests.flow.conftest import ALICE
from tests.flow.payments.lifecycle.scenario import BOB, Scenario
from tests.flow.payments.lifecycle.texts import TRANSLATIONS, received


async def test_a_failed_renewal_is_told_with_the_way_to_pay_and_anew_in_the_next_period(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    assert await received(scenario) == ["turn-granted-paid"]
    stripe = scenario.billing.stripe
    for _ in range(2):
        await scenario.renew("declined")
        (notice,) = [each for each in await scenario.billing.new_notices() if each.user_id == ALICE]
        assert notice.message == "turn-unpaid"
        invoice = list(stripe.invoices.values())[-1]
        assert notice.arguments["url"] == invoice["hosted_invoice_url"]
        text = notice_view.text(TRANSLATIONS.translator("en"), notice)
        assert "€9.00" in text
        buttons = [*notice_view.member_buttons(TRANSLATIONS.translator("en"), notice)]
        urls = [button.url for button in buttons if isinstance(button, ui.Button)]
        assert urls == [invoice["hosted_invoice_url"]]
        await scenario.billing.catch_up()
        assert await received(scenario) == []
        await stripe.retry_payment(scenario.subscription, "success")
        await scenario.billing.catch_up()
        assert await received(scenario) == ["turn-recovered"]


async def test_a_bank_that_waits_for_a_word_is_told_of_as_such(scenario: Scenario) -> None:
    await scenario.subscribe()
    await received(scenario)
    await scenario.renew("authenticate")
    assert await received(scenario) == ["turn-confirm"]


async def test_a_renewal_that_succeeds_is_no_news(scenario: Scenario) -> None:
    await scenario.subscribe()
    await received(scenario)
    await scenario.renew()
    assert await received(scenario) == []


async def test_a_refund_in_full_is_told_to_the_member_and_to_staff_with_what_followed(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await received(scenario)
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.billing.catch_up()
    waiting = await scenario.billing.new_notices()
    assert [each.message for each in waiting if each.user_id == ALICE] == ["turn-ended-refunded"]
    staff = [each.message for each in waiting if each.user_id is None]
    assert sorted(staff) == ["turn-staff-cancelled", "turn-staff-refunded"]


@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_is_told_with_until_when_to_answer_and_then_its_outcome(
    scenario: Scenario, *, won: bool
) -> None:
    await scenario.subscribe()
    await received(scenario)
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.billing.catch_up()
    waiting = await scenario.billing.new_notices()
    assert [each.message for each in waiting if each.user_id == ALICE] == [
        "turn-suspended-disputed"
    ]
    (opened,) = [each for each in waiting if each.message == "turn-staff-disputed"]
    due = f"<t:{dispute['evidence_details']['due_by']}:f>"
    assert due in notice_view.text(TRANSLATIONS.translator("en"), opened)
    await scenario.billing.stripe.close_dispute(dispute["id"], won=won)
    await scenario.billing.catch_up()
    waiting = await scenario.billing.new_notices()
    mine = [each.message for each in waiting if each.user_id == ALICE]
    assert mine == ["turn-restored" if won else "turn-ended-dispute-lost"]
    outcome = "won" if won else "lost"
    assert f"turn-staff-dispute-{outcome}" in [each.message for each in waiting]


async def test_a_refund_that_fails_is_told_to_staff_and_brings_the_member_back(
    scenario: Scenario,
) -> None:
    await scenario.subscribe(interval="once")
    await received(scenario)
    refund = await scenario.billing.stripe.refund(scenario.charge)
    await scenario.billing.catch_up()
    await received(scenario)
    await scenario.billing.stripe.fail_refund(list(scenario.billing.stripe.refunds)[-1])
    await scenario.billing.catch_up()
    waiting = await scenario.billing.new_notices()
    assert refund is not None
    assert [each.message for each in waiting] == ["turn-restored", "turn-staff-refund-failed"]


async def test_a_gift_is_told_to_who_gets_it_and_to_who_gave_it(scenario: Scenario) -> None:
    await scenario.billing.sell(interval="once", days=30)
    await scenario.billing.buy(recipient_id=BOB)
    await scenario.billing.catch_up()
    waiting = await scenario.billing.new_notices()
    assert {(each.message, each.user_id) for each in waiting} == {
        ("turn-granted-gift", BOB),
        ("turn-gift-arrived", ALICE),
        ("turn-staff-gift", None),
    }
