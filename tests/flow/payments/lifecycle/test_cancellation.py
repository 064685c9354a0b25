"""Test ends of a subscription, now or later, by member, staff or dashboard."""

from datetime import timedelta

from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


async def test_cancelled_at_once_it_ends_at_once(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.assert_state("ended canceled")


async def test_cancelled_at_the_periods_end_it_is_used_up(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.cancel_at_period_end(scenario.subscription)
    await scenario.assert_state("active cancelling", roles={ROLE})
    (entitlement,) = await scenario.rights()
    assert not entitlement.renews
    await scenario.days(32)
    await scenario.assert_state("ended canceled")


async def test_a_cancellation_taken_back_leaves_a_subscription_that_renews(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.cancel_at_period_end(scenario.subscription)
    await scenario.assert_state("active cancelling", roles={ROLE})
    await scenario.billing.stripe.cancel_at_period_end(scenario.subscription, cancel=False)
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})


async def test_cancelled_by_date_only_it_ends_on_that_date(scenario: Scenario) -> None:
    await scenario.subscribe()
    date = scenario.billing.clock.now() + timedelta(days=10)
    await scenario.billing.stripe.cancel_at(scenario.subscription, int(date.timestamp()))
    await scenario.assert_state("active cancelling", roles={ROLE})
    await scenario.days(9)
    await scenario.assert_state("active cancelling", roles={ROLE})
    await scenario.days(2)
    await scenario.assert_state("ended canceled")


async def test_an_end_many_periods_ahead_does_not_excuse_from_paying_until_then(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    date = scenario.billing.clock.now() + timedelta(days=365)
    await scenario.billing.stripe.cancel_at(scenario.subscription, int(date.timestamp()))
    await scenario.billing.catch_up()
    assert (await scenario.rights())[0].state == "active"
    assert await scenario.billing.roles() == {ROLE}
    await scenario.advance_silently(31)  # no event, and Stripe can't be reached
    await scenario.billing.stripe.renew(scenario.subscription, "declined")
    await scenario.advance_silently(8)
    scenario.billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await scenario.billing.expiry.refresh_due()
    assert await scenario.billing.roles() == {ROLE}, "nobody could say whether it was paid"
    scenario.billing.stripe.faults.clear()
    await scenario.assert_state("ended past-due")


async def test_an_end_in_the_past_that_stripe_did_not_carry_out_ends_access(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    date = int(scenario.billing.clock.now().timestamp())
    subscription = scenario.billing.stripe.subscriptions[scenario.subscription]
    scenario.billing.stripe.emit(
        "customer.subscription.updated", subscription | {"cancel_at": date - 86400}
    )
    scenario.billing.stripe.faults.fail("GET", "*", times=None, status=503)
    scenario.billing.clock.advance(timedelta(hours=1))
    await scenario.billing.receive(list(scenario.billing.stripe.events.values())[-1:])
    await scenario.billing.settle()
    scenario.billing.stripe.faults.clear()
    scenario.billing.clock.advance(timedelta(hours=2))
    await scenario.assert_state(
        "active active", roles={ROLE}
    )  # what Stripe says when it can be asked


async def test_a_customer_deleted_at_stripe_ends_subscriptions_and_leaves_what_was_bought_once(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Life", interval="once", role_id=41)
    await scenario.buy("Life")
    customer = next(iter(scenario.billing.stripe.customers))
    await scenario.billing.stripe.delete_customer(customer)
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {41}
    assert sorted(await scenario.billing.reasons()) == ["canceled", "paid"]
    await scenario.buy("Pro")  # as a new customer
    assert await scenario.billing.roles() == {41, ROLE}


async def test_who_cancelled_may_subscribe_again(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.assert_state("ended canceled")
    await scenario.buy()
    assert await scenario.billing.roles() == {ROLE}
    assert sorted((await scenario.billing.states()).values()) == ["active", "ended"]


async def test_staff_end_what_was_paid_for_here_and_at_stripe(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.revoke(scenario.subscription)
    await scenario.assert_state("ended revoked")
    assert scenario.at_stripe() == "canceled"
