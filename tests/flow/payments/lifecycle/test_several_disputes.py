"""Test several disputes of one charge, and what a dispute in another currency takes."""

from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


async def _in_two_parts(scenario: Scenario) -> tuple[str, str]:
    """Dispute a charge of 900 in two parts; return the disputes."""
    stripe = scenario.billing.stripe
    await scenario.subscribe()
    first = await stripe.dispute(scenario.charge, amount=500)
    await scenario.days(1)
    await scenario.assert_state("active active", roles={ROLE})
    second = await stripe.dispute(scenario.charge, amount=400)
    await scenario.assert_state("suspended disputed")
    return first["id"], second["id"]


async def test_parts_that_add_up_hold_access_until_one_is_won(scenario: Scenario) -> None:
    first, second = await _in_two_parts(scenario)
    await scenario.billing.stripe.close_dispute(first, won=False)
    await scenario.assert_state("suspended disputed")
    await scenario.billing.stripe.close_dispute(second, won=True)
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


async def test_parts_that_are_all_lost_end_access(scenario: Scenario) -> None:
    for dispute in await _in_two_parts(scenario):
        await scenario.billing.stripe.close_dispute(dispute, won=False)
    await scenario.assert_state("ended dispute-lost")
    assert scenario.at_stripe() == "canceled"


async def test_staff_hear_of_a_second_dispute_and_its_deadline(scenario: Scenario) -> None:
    first, second = await _in_two_parts(scenario)
    await scenario.billing.stripe.close_dispute(first, won=False)
    await scenario.billing.catch_up()
    received = [each for each in await scenario.billing.new_notices() if each.user_id is None]
    opened = [each.arguments for each in received if each.message == "turn-staff-disputed"]
    due = scenario.billing.stripe.disputes[second]["evidence_details"]["due_by"]
    assert [each["disputed_amount"] for each in opened] == [500, 400]
    assert opened[1]["due"] == f"<t:{due}:f>"
    (lost,) = (each.arguments for each in received if each.message == "turn-staff-dispute-lost")
    assert lost["disputed_amount"] == 500


async def test_the_night_finds_a_second_dispute_that_no_event_reported(scenario: Scenario) -> None:
    first, second = await _in_two_parts(scenario)
    await scenario.billing.stripe.close_dispute(first, won=False)
    await scenario.billing.catch_up()
    scenario.billing.stripe.disputes[second]["status"] = "won"
    await scenario.billing.comparison.run()
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_second_dispute_under_appeal_counts_beside_one_that_was_won(
    scenario: Scenario,
) -> None:
    stripe = scenario.billing.stripe
    await scenario.subscribe()
    won = await stripe.dispute(scenario.charge, amount=500)
    await stripe.close_dispute(won["id"], won=True)
    await scenario.assert_state("active active", roles={ROLE})
    again = await stripe.dispute(scenario.charge)
    stripe.disputes[again["id"]]["status"] = "appeal_under_review"
    await scenario.assert_state("suspended disputed")


async def test_a_dispute_in_another_currency_is_of_the_whole_charge(scenario: Scenario) -> None:
    stripe = scenario.billing.stripe
    await scenario.subscribe()
    made = await stripe.dispute(scenario.charge)
    stripe.disputes[made["id"]].update(amount=780, currency="gbp")
    await scenario.assert_state("suspended disputed")
