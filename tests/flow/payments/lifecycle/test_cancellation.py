"""Ends of a subscription: now, later, taken back; by member, staff or Stripe's dashboard."""

from datetime import timedelta

from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


async def test_cancelled_at_once_it_ends_at_once(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.assert_state("ended canceled")


async def test_cancelled_at_the_periods_end_it_is_used_up(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.cancel_at_period_end(story.subscription)
    await story.assert_state("active cancelling", roles={ROLE})
    (right,) = await story.rights()
    assert not right.renews
    await story.days(32)
    await story.assert_state("ended canceled")


async def test_a_cancellation_taken_back_leaves_a_subscription_that_renews(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.cancel_at_period_end(story.subscription)
    await story.assert_state("active cancelling", roles={ROLE})
    await story.billing.stripe.cancel_at_period_end(story.subscription, cancel=False)
    await story.assert_state("active active", roles={ROLE})
    await story.renew()
    await story.assert_state("active active", roles={ROLE})


async def test_cancelled_by_date_only_it_ends_on_that_date(story: Scenario) -> None:
    await story.subscribe()
    date = story.billing.clock.now() + timedelta(days=10)
    await story.billing.stripe.cancel_at(story.subscription, int(date.timestamp()))
    await story.assert_state("active cancelling", roles={ROLE})
    await story.days(9)
    await story.assert_state("active cancelling", roles={ROLE})
    await story.days(2)
    await story.assert_state("ended canceled")


async def test_an_end_many_periods_ahead_does_not_excuse_from_paying_until_then(
    story: Scenario,
) -> None:
    await story.subscribe()
    date = story.billing.clock.now() + timedelta(days=365)
    await story.billing.stripe.cancel_at(story.subscription, int(date.timestamp()))
    await story.billing.catch_up()
    assert (await story.rights())[0].state == "active"
    assert await story.billing.roles() == {ROLE}
    await story.advance_silently(31)  # not a word, and Stripe can't be asked
    await story.billing.stripe.renew(story.subscription, "declined")
    await story.advance_silently(8)
    story.billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await story.billing.expiry.refresh_due()
    assert await story.billing.roles() == {ROLE}, "nobody could say whether it was paid"
    story.billing.stripe.faults.clear()
    await story.assert_state("ended past-due")


async def test_an_end_in_the_past_that_stripe_did_not_carry_out_ends_access(
    story: Scenario,
) -> None:
    await story.subscribe()
    date = int(story.billing.clock.now().timestamp())
    subscription = story.billing.stripe.subscriptions[story.subscription]
    story.billing.stripe.emit(
        "customer.subscription.updated", subscription | {"cancel_at": date - 86400}
    )
    story.billing.stripe.faults.fail("GET", "*", times=None, status=503)
    story.billing.clock.advance(timedelta(hours=1))
    await story.billing.hear(list(story.billing.stripe.events.values())[-1:])
    await story.billing.settle()
    story.billing.stripe.faults.clear()
    story.billing.clock.advance(timedelta(hours=2))
    await story.assert_state("active active", roles={ROLE})  # what Stripe says when it can be asked


async def test_a_customer_deleted_at_stripe_ends_subscriptions_and_leaves_what_was_bought_once(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.billing.sell(name="Life", interval="once", role_id=41)
    await story.buy("Life")
    customer = next(iter(story.billing.stripe.customers))
    await story.billing.stripe.delete_customer(customer)
    await story.billing.catch_up()
    assert await story.billing.roles() == {41}
    assert sorted(await story.billing.reasons()) == ["canceled", "paid"]
    await story.buy("Pro")  # as a new customer
    assert await story.billing.roles() == {41, ROLE}


async def test_who_cancelled_may_subscribe_again(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.assert_state("ended canceled")
    await story.buy()
    assert await story.billing.roles() == {ROLE}
    assert sorted((await story.billing.states()).values()) == ["active", "ended"]


async def test_staff_end_what_was_paid_for_here_and_at_stripe(story: Scenario) -> None:
    await story.subscribe()
    await story.revoke(story.subscription)
    await story.assert_state("ended revoked")
    assert story.at_stripe() == "canceled"
