"""Test that each reminder is sent once, only the nearest, to those who want it."""

import pytest

from bot.payments.reminders import Reminders
from bot.scheduling.worker import WakeupEvent
from bot.settings import PaymentsSettings
from tests.flow.conftest import ALICE, GUILD
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.lifecycle.texts import received, service


def reminders(scenario: Scenario) -> Reminders:
    billing = scenario.billing
    return Reminders(
        billing.database, billing.clock, WakeupEvent(), rules=lambda _: PaymentsSettings()
    )


async def pass_days(scenario: Scenario, days: float) -> None:
    """Let time pass, Stripe's too, and leave the reminders that are due."""
    await scenario.days(days)
    await reminders(scenario).run()


async def test_a_pass_is_reminded_of_a_week_and_a_day_before_its_end(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await reminders(scenario).run()
    await received(scenario)
    for days, expected in ((22, []), (1.1, ["remind-pass"]), (1, []), (5, ["remind-pass"])):
        await pass_days(scenario, days)
        assert await received(scenario) == expected, days
    await pass_days(scenario, 1)
    assert await received(scenario) == ["turn-ended-time-up"]


async def test_after_a_long_silence_only_the_nearest_reminder_is_left(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await reminders(scenario).run()
    await received(scenario)
    await pass_days(scenario, 29.5)
    assert await received(scenario) == ["remind-pass"]


async def test_of_passes_in_a_row_only_the_last_one_s_end_is_reminded_of(
    scenario: Scenario,
) -> None:
    await scenario.subscribe(interval="once", days=30)
    await reminders(scenario).run()
    await scenario.days(1)
    await scenario.buy()
    assert await received(scenario) == ["turn-granted-paid", "turn-extended"]
    await pass_days(scenario, 23)
    assert await received(scenario) == []
    await pass_days(scenario, 29.5)
    assert await received(scenario) == ["remind-pass"]


async def test_who_wants_no_reminders_gets_none(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await service(scenario).set_reminders(GUILD, ALICE, wanted=False)
    await received(scenario)
    await pass_days(scenario, 24)
    assert await received(scenario) == []


@pytest.mark.parametrize(("interval", "expected"), [("month", []), ("year", ["remind-renews"])])
async def test_a_renewal_is_reminded_of_where_its_period_is_long(
    scenario: Scenario, interval: str, expected: list[str]
) -> None:
    await scenario.subscribe(interval=interval)
    await reminders(scenario).run()
    await received(scenario)
    await pass_days(scenario, 359 if interval == "year" else 25)
    assert await received(scenario) == expected


async def test_a_trial_is_reminded_of_before_its_first_charge(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await reminders(scenario).run()
    assert await received(scenario) == ["turn-granted-trial"]
    await pass_days(scenario, 8)
    assert await received(scenario) == ["remind-trial"]
