from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.payments.checkout import Purchase
from bot.settings.runtime import RUNTIME, fingerprint
from data import content_deliveries
from data.content_deliveries import ContentDelivery
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD, STAFF

BOB = ALICE + 1


async def test_a_granted_request_is_refunded_once_and_closes_the_content(shelf: Shelf) -> None:
    essay, other = await shelf.add("Essay"), await shelf.add("Other")
    await shelf.sell("Essay", essay)
    await shelf.sell("Other", other)
    for name in ("Essay", "Other"):
        await shelf.billing.buy(plan=name)
    await shelf.billing.catch_up()
    case = await shelf.refunds.ask(GUILD, ALICE, "essay", "It is not\nwhat I need")
    again = await shelf.refunds.ask(GUILD, ALICE, "Essay", "Please")
    assert (case.id, case.reason) == (again.id, "It is not what I need")
    async with shelf.billing.database.write() as connection:
        for _ in range(2):
            opened = ContentDelivery(GUILD, ALICE, essay.id, None, shelf.billing.clock.now())
            await content_deliveries.record(connection, opened)
    evidence = await shelf.refunds.evidence(GUILD, case.id)
    assert (evidence.opened, evidence.amount, evidence.currency) == (2, 900, "eur")
    assert evidence.terms_at is None
    await shelf.refunds.grant(GUILD, STAFF, case.id)
    with pytest.raises(UserError, match="refund-decided"):
        await shelf.refunds.grant(GUILD, STAFF, case.id)
    await shelf.billing.catch_up()
    assert len(shelf.billing.stripe.refunds) == 1
    assert not await shelf.opens(essay)
    assert await shelf.opens(other)
    messages = [each.message for each in await shelf.billing.new_notices()]
    assert messages.count("refund-case") == messages.count("refund-refunded") == 1
    assert "turn-ended-refunded" in messages


@pytest.mark.parametrize("interval", ["once", "month"])
async def test_staff_see_when_the_terms_were_accepted(shelf: Shelf, interval: str) -> None:
    billing = shelf.billing
    await shelf.sell("Essay", await shelf.add("Essay"), interval=interval)
    asks = RUNTIME["payments.ask_terms"]
    await billing.guild_settings.change(GUILD, STAFF, asks, True, seen=fingerprint(False))
    await billing.stripe.set_terms("https://example.com/terms")
    checkout = await billing.checkout.open(Purchase(GUILD, ALICE, "Essay", "en"))
    refused = await billing.stripe.pay(checkout.url, accept=False)
    assert refused.status == 400
    await billing.stripe.pay(checkout.url)
    await billing.catch_up()
    paid_at = billing.clock.now()
    case = await shelf.refunds.ask(GUILD, ALICE, "Essay", "Please")
    accepted = (await shelf.refunds.evidence(GUILD, case.id)).terms_at
    assert accepted is not None
    assert abs(accepted - paid_at) < timedelta(minutes=1)


async def test_a_refund_made_in_the_dashboard_meanwhile_counts(shelf: Shelf) -> None:
    await shelf.sell("Essay", await shelf.add("Essay"))
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    case = await shelf.refunds.ask(GUILD, ALICE, "Essay", "Please")
    await shelf.billing.stripe.refund(next(iter(shelf.billing.stripe.payment_intents)))
    decided = await shelf.refunds.grant(GUILD, STAFF, case.id)
    assert decided.state == "refunded"
    assert len(shelf.billing.stripe.refunds) == 1


async def test_a_subscription_s_last_payment_is_refunded_and_it_renews_no_more(
    shelf: Shelf,
) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay, interval="month")
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    case = await shelf.refunds.ask(GUILD, ALICE, "Essay", "Please")
    await shelf.refunds.grant(GUILD, STAFF, case.id)
    await shelf.billing.catch_up()
    (subscription,) = shelf.billing.stripe.subscriptions.values()
    assert subscription["status"] == "canceled"
    assert not await shelf.opens(essay)


async def test_only_what_was_paid_by_the_member_is_refunded(shelf: Shelf) -> None:
    await shelf.sell("Essay", await shelf.add("Essay"))
    await shelf.billing.buy(plan="Essay", recipient_id=BOB)
    await shelf.billing.catch_up()
    for user_id in (ALICE, BOB):
        with pytest.raises(UserError, match="refund-not-bought"):
            await shelf.refunds.ask(GUILD, user_id, "Essay", "Please")


async def test_a_declined_request_changes_nothing_and_the_member_is_told(shelf: Shelf) -> None:
    essay = await shelf.add("Essay")
    await shelf.sell("Essay", essay)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    case = await shelf.refunds.ask(GUILD, ALICE, "Essay", "Please")
    assert [each.id for each in await shelf.refunds.waiting(GUILD)] == [case.id]
    await shelf.refunds.decline(GUILD, STAFF, case.id)
    assert await shelf.refunds.waiting(GUILD) == []
    assert await shelf.opens(essay)
    with pytest.raises(UserError, match="refund-no-such-case"):
        await shelf.refunds.evidence(GUILD + 1, case.id)
    assert ("refund-declined", ALICE) in [
        (each.message, each.user_id) for each in await shelf.billing.new_notices()
    ]
