"""A subscription from period to period: paid, failed, recovered, given up."""

from datetime import timedelta

import pytest

from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


@pytest.mark.parametrize(("interval", "days"), [("week", 7), ("month", 31), ("year", 366)])
async def test_a_subscription_goes_on_from_period_to_period(
    story: Scenario, interval: str, days: int
) -> None:
    await story.subscribe(interval=interval)
    for _ in range(2):
        before = (await story.rights())[0].ends_at
        await story.renew(after=days)
        await story.assert_state("active active", roles={ROLE})
        (right,) = await story.rights()
        assert right.renews
        assert before
        assert right.ends_at
        assert timedelta(days=6) < right.ends_at - before < timedelta(days=days + 1)


async def test_a_failed_renewal_is_forgiven_for_the_days_of_grace_and_recovers(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(5)
    await story.assert_state("grace past-due", roles={ROLE})
    await story.billing.stripe.retry_payment(story.subscription)
    await story.assert_state("active active", roles={ROLE})
    await story.days(2)
    await story.assert_state("active active", roles={ROLE})


async def test_grace_ends_access_and_a_late_payment_brings_it_back(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.days(8)
    await story.assert_state("ended past-due")
    await story.billing.stripe.retry_payment(story.subscription)
    await story.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("outcome", ["canceled", "unpaid", "past_due", "paused"])
async def test_a_renewal_given_up_ends_access_whatever_stripe_makes_of_it(
    story: Scenario, outcome: str
) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.billing.stripe.exhaust_retries(story.subscription, outcome)  # pyright: ignore[reportArgumentType] one of its words
    await story.days(8)
    (right,) = await story.rights()
    assert right.state in ("ended", "suspended")
    await story.assert_state(f"{right.state} {right.reason}")
    told = [notice.message for notice in await story.billing.told()]
    assert told
    assert not [message for message in told if "pending" in message]
    if right.state == "ended":  # nothing is on its way: a new beginning is open
        first = story.subscription
        await story.buy()
        assert await story.billing.roles() == {ROLE}
        assert story.billing.stripe.subscriptions[first]["status"] == "canceled"  # not both charged


async def test_grace_of_an_invoice_that_was_sent_counts_from_the_day_it_was_due(
    story: Scenario,
) -> None:
    await story.subscribe()
    stripe = story.billing.stripe
    await stripe.send_invoices(story.subscription, days=14)
    await story.renew()
    await story.days(13)
    await story.assert_state(
        "active active", roles={ROLE}
    )  # longer than grace, and nothing is overdue
    await story.days(1)
    await stripe.fall_due(story.subscription)
    await story.advance_silently(3)  # heard of late: that adds nothing to it
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(3.5)
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(1)
    await story.assert_state("ended past-due")
    await stripe.retry_payment(story.subscription)
    await story.assert_state("active active", roles={ROLE})


async def test_of_invoices_that_were_sent_the_first_that_is_owed_counts(story: Scenario) -> None:
    """Heard of only when the second is past due as well: the first was overdue long ago."""
    await story.subscribe()
    stripe = story.billing.stripe
    await stripe.send_invoices(story.subscription, days=14)
    await story.advance_silently(31)
    await stripe.renew(story.subscription)
    await story.advance_silently(14)
    await stripe.fall_due(story.subscription)
    await story.advance_silently(17)
    await stripe.renew(story.subscription)
    await story.advance_silently(1)
    await story.assert_state("ended past-due")


async def test_a_subscription_left_unpaid_for_ever_is_forgiven_once_not_each_month(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.billing.stripe.exhaust_retries(story.subscription, "past_due")
    await story.days(8)
    await story.assert_state("ended past-due")
    await story.renew("declined", after=23)
    await story.assert_state("ended past-due")


async def test_a_bank_that_asks_first_leaves_access_meanwhile(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("authenticate")
    await story.assert_state("grace past-due", roles={ROLE})
    await story.billing.stripe.authenticate(story.subscription)
    await story.assert_state("active active", roles={ROLE})


async def test_a_bank_that_says_no_leaves_the_days_of_grace(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("authenticate")
    await story.billing.stripe.authenticate(story.subscription, success=False)
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(8)
    await story.assert_state("ended past-due")


async def test_grace_counts_from_the_failure_however_late_we_hear_of_it(story: Scenario) -> None:
    """Stripe dates its word of the failure: a downtime of ours neither shortens nor adds to it."""
    await story.subscribe()
    await story.advance_silently(31)
    await story.billing.stripe.renew(story.subscription, "declined")
    await story.advance_silently(5)  # nothing was heard until now
    await story.billing.catch_up()
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(1)
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(1.1)
    await story.assert_state("ended past-due")
