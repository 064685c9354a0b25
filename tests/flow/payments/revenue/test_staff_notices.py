"""What staff are told by themselves: trials, and the summary of each week."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.i18n import Translations
from bot.payments.notifications.outbox import NotificationOutbox, is_wanted
from bot.payments.revenue.weekly import WeeklySummary
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from cogs.notifications import notice_view
from cogs.staff.revenue_summary import summary_lines
from data.notices import Notice
from data.plan_terms import Terms
from tests.flow.conftest import GUILD
from tests.flow.payments.revenue.conftest import RevenueScenario


async def to_staff(scenario: RevenueScenario) -> list[str]:
    """Return the messages to staff since they were last asked for."""
    return [each.message for each in await scenario.billing.new_notices() if each.user_id is None]


async def test_staff_hear_that_a_trial_is_charged(scenario: RevenueScenario) -> None:
    await scenario.subscribe(trial_days=14)
    assert await to_staff(scenario) == []  # the role that is given says it
    await scenario.renew(after=14)
    assert await to_staff(scenario) == ["turn-staff-trial-over"]
    await scenario.renew()
    assert await to_staff(scenario) == []


async def test_staff_do_not_hear_of_a_charge_that_never_comes(scenario: RevenueScenario) -> None:
    await scenario.subscribe(trial_days=14, terms=Terms(trial_card=False))
    await scenario.renew(after=14)
    assert await to_staff(scenario) == []


def notice(message: str, why: str = "") -> Notice:
    return Notice(1, GUILD, None, "key", message, {"why": why}, datetime.now(UTC), 0)


@pytest.mark.parametrize(
    ("message", "why", "kind"),
    [
        ("turn-staff-unpaid", "", "failed_renewals"),
        ("turn-staff-cancelling", "", "cancellations"),
        ("turn-staff-trial-over", "", "trials"),
        ("turn-staff-given", "trialing", "trials"),
        ("turn-staff-taken", "trial-over", "trials"),
        ("turn-staff-gift", "", "gifts"),
        ("turn-staff-gift-code", "", "gifts"),
    ],
)
def test_each_kind_can_be_switched_off(message: str, why: str, kind: str) -> None:
    kinds = ("failed_renewals", "cancellations", "trials", "gifts")
    only = Settings.model_validate({"notices": {each: each == kind for each in kinds}})
    without = Settings.model_validate({"notices": {kind: False}})
    assert is_wanted(notice(message, why), only)
    assert not is_wanted(notice(message, why), without)


@pytest.mark.parametrize("message", ["turn-staff-refunded", "turn-staff-given"])
def test_what_matters_always_comes(message: str) -> None:
    nothing = Settings.model_validate(
        {
            "notices": {"failed_renewals": False, "trials": False, "gifts": False},
            "payments": {"routine_staff_notices": False},
        }
    )
    assert is_wanted(notice(message), nothing)


@pytest.mark.parametrize(("wanted", "money"), [("members", False), ("money", True)])
async def test_each_week_is_summed_up_once(
    scenario: RevenueScenario, wanted: str, *, money: bool
) -> None:
    settings = Settings.model_validate({"notices": {"weekly_summary": wanted}})
    translate = Translations.load().translator("en")
    billing = scenario.billing
    summary = WeeklySummary(
        billing.database,
        billing.clock,
        scenario.service,
        NotificationOutbox(billing.database, billing.clock),
        lambda _: settings,
        WakeupEvent(),
    )
    job = summary.job(lambda _, report, money: summary_lines(translate, report, money=money))
    # On a Wednesday, so that the week that is summed up holds it at whatever time this runs.
    await billing.pass_time(timedelta(days=(2 - billing.clock.now().weekday()) % 7))
    await scenario.subscribe()
    await billing.new_notices()
    assert [each.due(None, billing.clock.now()) for each in await job.schedules()] == [None]
    await scenario.days(8)
    (schedule,) = await job.schedules()
    due_at = schedule.due(None, billing.clock.now())
    assert due_at is not None
    assert (due_at.weekday(), due_at.hour) == (0, 9)
    for _ in range(2):  # as after a crash
        await job.run(GUILD, due_at)
    (notice,) = await billing.new_notices()
    assert notice.message == "turn-staff-weekly"
    lines = str(notice.arguments["lines"])
    assert lines.startswith("EUR: one paying member (1 new, 0 lost)")
    assert ("MRR €9.00 (+€9.00)" in lines) == money
    assert ("Received €9.00" in lines) == money
    assert schedule.due(due_at, billing.clock.now()) is None
    for language, title in (("en", "Your memberships since"), ("zh-CN", "以来的会员情况")):
        shown = notice_view.text(Translations.load().translator(language), notice)
        assert title in shown
        assert lines in shown  # nothing in it is taken for markdown


async def test_no_summary_is_due_where_it_is_off(scenario: RevenueScenario) -> None:
    billing = scenario.billing
    settings = Settings.model_validate({"notices": {"weekly_summary": "off"}})
    await billing.sell()
    summary = WeeklySummary(
        billing.database,
        billing.clock,
        scenario.service,
        NotificationOutbox(billing.database, billing.clock),
        lambda _: settings,
        WakeupEvent(),
    )
    assert await summary.job(lambda _guild, _report, _money: "").schedules() == []
