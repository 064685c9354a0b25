"""Test a subscription from period to period: paid, failed, recovered, given up."""

from datetime import timedelta

import pytest

from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


@pytest.mark.parametrize(("interval", "days"), [("week", 7), ("month", 31), ("year", 366)])
async def test_a_subscription_goes_on_from_period_to_period(
    scenario: Scenario, interval: str, days: int
) -> None:
    await scenario.subscribe(interval=interval)
    for _ in range(2):
        before = (await scenario.rights())[0].ends_at
        await scenario.renew(after=days)
        await scenario.assert_state("active active", roles={ROLE})
        (entitlement,) = await scenario.rights()
        assert entitlement.renews
        assert before
        assert entitlement.ends_at
        assert timedelta(days=6) < entitlement.ends_at - before < timedelta(days=days + 1)


async def test_a_failed_renewal_is_forgiven_for_the_days_of_grace_and_recovers(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(5)
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.billing.stripe.retry_payment(scenario.subscription)
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.days(2)
    await scenario.assert_state("active active", roles={ROLE})


async def test_grace_ends_access_and_a_late_payment_brings_it_back(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(8)
    await scenario.assert_state("ended past-due")
    await scenario.billing.stripe.retry_payment(scenario.subscription)
    await scenario.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("outcome", ["canceled", "unpaid", "past_due", "paused"])
async def test_a_renewal_given_up_ends_access_whatever_stripe_makes_of_it(
    scenario: Scenario, outcome: str
) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.billing.stripe.exhaust_retries(scenario.subscription, outcome)  # pyright: ignore[reportArgumentType] one of its words
    await scenario.days(8)
    (entitlement,) = await scenario.rights()
    assert entitlement.state in ("ended", "suspended")
    await scenario.assert_state(f"{entitlement.state} {entitlement.reason}")
    received = [notice.message for notice in await scenario.billing.new_notices()]
    assert received
    assert not [message for message in received if "pending" in message]
    if entitlement.state == "ended":  # nothing is on its way: a new beginning is open
        first = scenario.subscription
        await scenario.buy()
        assert await scenario.billing.roles() == {ROLE}
        assert (
            scenario.billing.stripe.subscriptions[first]["status"] == "canceled"
        )  # not both charged


async def test_grace_of_an_invoice_that_was_sent_counts_from_the_day_it_was_due(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    stripe = scenario.billing.stripe
    await stripe.send_invoices(scenario.subscription, days=14)
    await scenario.renew()
    await scenario.days(13)
    await scenario.assert_state(
        "active active", roles={ROLE}
    )  # longer than grace, and nothing is overdue
    await scenario.days(1)
    await stripe.fall_due(scenario.subscription)
    await scenario.advance_silently(3)  # heard of late: that adds nothing to it
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(3.5)
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(1)
    await scenario.assert_state("ended past-due")
    await stripe.retry_payment(scenario.subscription)
    await scenario.assert_state("active active", roles={ROLE})


async def test_of_invoices_that_were_sent_the_first_that_is_owed_counts(scenario: Scenario) -> None:
    """Heard of only when the second is past due as well: the first was overdue long ago."""
    await scenario.subscribe()
    stripe = scenario.billing.stripe
    await stripe.send_invoices(scenario.subscription, days=14)
    await scenario.advance_silently(31)
    await stripe.renew(scenario.subscription)
    await scenario.advance_silently(14)
    await stripe.fall_due(scenario.subscription)
    await scenario.advance_silently(17)
    await stripe.renew(scenario.subscription)
    await scenario.advance_silently(1)
    await scenario.assert_state("ended past-due")


async def test_a_subscription_left_unpaid_for_ever_is_forgiven_once_not_each_month(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.billing.stripe.exhaust_retries(scenario.subscription, "past_due")
    await scenario.days(8)
    await scenario.assert_state("ended past-due")
    await scenario.renew("declined", after=23)
    await scenario.assert_state("ended past-due")


async def test_a_bank_that_asks_first_leaves_access_meanwhile(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("authenticate")
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.billing.stripe.authenticate(scenario.subscription)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_bank_that_says_no_leaves_the_days_of_grace(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("authenticate")
    await scenario.billing.stripe.authenticate(scenario.subscription, success=False)
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(8)
    await scenario.assert_state("ended past-due")


async def test_grace_counts_from_the_failure_however_late_we_hear_of_it(scenario: Scenario) -> None:
    """Stripe dates its failure: our downtime neither shortens the grace period nor adds to it."""
    await scenario.subscribe()
    await scenario.advance_silently(31)
    await scenario.billing.stripe.renew(scenario.subscription, "declined")
    await scenario.advance_silently(5)  # nothing was heard until now
    await scenario.billing.catch_up()
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(1)
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(1.1)
    await scenario.assert_state("ended past-due")
