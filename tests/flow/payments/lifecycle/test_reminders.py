"""Reminders: once each, the nearest only, and not to those who want none."""

import pytest

from bot.payments.reminders import Reminders
from bot.scheduling.worker import WakeupEvent
from tests.flow.conftest import ALICE, GUILD
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.lifecycle.texts import desk, told


def reminders(story: Scenario) -> Reminders:
    billing = story.billing
    return Reminders(
        billing.database, billing.clock, WakeupEvent(), days=(7, 1), long_interval_days=60
    )


async def pass_days(story: Scenario, days: float) -> None:
    """Let time pass, Stripe's too, and leave the reminders that are due."""
    await story.days(days)
    await reminders(story).run()


async def test_a_pass_is_reminded_of_a_week_and_a_day_before_its_end(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await reminders(story).run()
    await told(story)
    for days, expected in ((22, []), (1.1, ["remind-pass"]), (1, []), (5, ["remind-pass"])):
        await pass_days(story, days)
        assert await told(story) == expected, days
    await pass_days(story, 1)
    assert await told(story) == ["turn-ended-time-up"]


async def test_after_a_long_silence_only_the_nearest_reminder_is_left(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await reminders(story).run()
    await told(story)
    await pass_days(story, 29.5)
    assert await told(story) == ["remind-pass"]


async def test_of_passes_in_a_row_only_the_last_one_s_end_is_reminded_of(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await reminders(story).run()
    await story.days(1)
    await story.buy()
    assert await told(story) == ["turn-granted-paid", "turn-extended"]
    await pass_days(story, 23)
    assert await told(story) == []
    await pass_days(story, 29.5)
    assert await told(story) == ["remind-pass"]


async def test_who_wants_no_reminders_gets_none(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await desk(story).set_reminders(GUILD, ALICE, wanted=False)
    await told(story)
    await pass_days(story, 24)
    assert await told(story) == []


@pytest.mark.parametrize(("interval", "expected"), [("month", []), ("year", ["remind-renews"])])
async def test_a_renewal_is_reminded_of_where_its_period_is_long(
    story: Scenario, interval: str, expected: list[str]
) -> None:
    await story.subscribe(interval=interval)
    await reminders(story).run()
    await told(story)
    await pass_days(story, 359 if interval == "year" else 25)
    assert await told(story) == expected


async def test_a_trial_is_reminded_of_before_its_first_charge(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await reminders(story).run()
    assert await told(story) == ["turn-granted-trial"]
    await pass_days(story, 8)
    assert await told(story) == ["remind-trial"]
