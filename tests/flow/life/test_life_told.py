"""What people are told at each turn: once, in words that can be said in both languages."""

from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.i18n import LANGUAGES, Catalogue
from bot.payments.leaving import LeavingDesk
from bot.payments.observer import Observer
from bot.payments.overview import OverviewDesk
from bot.payments.portal import PortalDesk
from bot.payments.reminders import Reminders
from bot.worker import Wake
from cogs import notice_view, status_view, value_view
from data.notices import Notice
from tests.flow.conftest import ALICE, GUILD, STAFF
from tests.flow.life.story import BOB, Story

CATALOGUE = Catalogue.load()


async def told(story: Story, user_id: int | None = ALICE) -> list[str]:
    """Return which words a member got since the last time, or staff (None) about money."""
    waiting = await story.till.told()
    for notice in waiting:
        _show(notice)
    return [
        notice.message
        for notice in waiting
        if notice.user_id == user_id
        and notice.message not in ("turn-staff-given", "turn-staff-taken")
    ]


def _show(notice: Notice) -> None:
    for language in LANGUAGES:
        print(notice.user_id, notice_view.text(CATALOGUE.words(language), notice))  # noqa: T201


async def test_a_failed_renewal_is_told_with_the_way_to_pay_and_anew_in_the_next_period(
    story: Story,
) -> None:
    await story.begin()
    assert await told(story) == ["turn-granted-paid"]
    stripe = story.till.stripe
    for _ in range(2):
        await story.renew("declined")
        (notice,) = [each for each in await story.till.told() if each.user_id == ALICE]
        assert notice.message == "turn-unpaid"
        invoice = list(stripe.invoices.values())[-1]
        assert notice.arguments["url"] == invoice["hosted_invoice_url"]
        text = notice_view.text(CATALOGUE.words("en"), notice)
        assert "€9.00" in text
        assert [b.url for b in notice_view.view(CATALOGUE.words("en"), notice).children] == [
            invoice["hosted_invoice_url"]
        ]
        await story.till.catch_up()
        assert await told(story) == []
        await stripe.retry_payment(story.subscription, "success")
        await story.till.catch_up()
        assert await told(story) == ["turn-recovered"]


async def test_a_bank_that_waits_for_a_word_is_told_of_as_such(story: Story) -> None:
    await story.begin()
    await told(story)
    await story.renew("authenticate")
    assert await told(story) == ["turn-confirm"]


async def test_a_renewal_that_succeeds_is_no_news(story: Story) -> None:
    await story.begin()
    await told(story)
    await story.renew()
    assert await told(story) == []


async def test_a_refund_in_full_is_told_to_the_member_and_to_staff_with_what_followed(
    story: Story,
) -> None:
    await story.begin()
    await told(story)
    await story.till.stripe.refund(story.charge)
    await story.till.catch_up()
    waiting = await story.till.told()
    assert [each.message for each in waiting if each.user_id == ALICE] == ["turn-ended-refunded"]
    staff = [each.message for each in waiting if each.user_id is None]
    assert sorted(staff) == ["turn-staff-cancelled", "turn-staff-refunded"]


@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_is_told_with_until_when_to_answer_and_then_its_outcome(
    story: Story, *, won: bool
) -> None:
    await story.begin()
    await told(story)
    dispute = await story.till.stripe.dispute(story.charge)
    await story.till.catch_up()
    waiting = await story.till.told()
    assert [each.message for each in waiting if each.user_id == ALICE] == [
        "turn-suspended-disputed"
    ]
    (opened,) = [each for each in waiting if each.message == "turn-staff-disputed"]
    due = f"<t:{dispute['evidence_details']['due_by']}:f>"
    assert due in notice_view.text(CATALOGUE.words("en"), opened)
    await story.till.stripe.close_dispute(dispute["id"], won=won)
    await story.till.catch_up()
    waiting = await story.till.told()
    mine = [each.message for each in waiting if each.user_id == ALICE]
    assert mine == ["turn-restored" if won else "turn-ended-dispute-lost"]
    outcome = "won" if won else "lost"
    assert f"turn-staff-dispute-{outcome}" in [each.message for each in waiting]


async def test_a_refund_that_fails_is_told_to_staff_and_brings_the_member_back(
    story: Story,
) -> None:
    await story.begin(interval="once")
    await told(story)
    refund = await story.till.stripe.refund(story.charge)
    await story.till.catch_up()
    await told(story)
    await story.till.stripe.fail_refund(list(story.till.stripe.refunds)[-1])
    await story.till.catch_up()
    waiting = await story.till.told()
    assert refund is not None
    assert [each.message for each in waiting] == ["turn-restored", "turn-staff-refund-failed"]


async def test_a_gift_is_told_to_who_gets_it_and_to_who_gave_it(story: Story) -> None:
    await story.till.sell(interval="once", days=30)
    await story.till.buy(recipient_id=BOB)
    await story.till.catch_up()
    waiting = await story.till.told()
    assert {(each.message, each.user_id) for each in waiting} == {
        ("turn-granted-gift", BOB),
        ("turn-gift-arrived", ALICE),
    }


def reminders(story: Story) -> Reminders:
    till = story.till
    return Reminders(till.database, till.clock, Wake(), days=(7, 1), long_interval_days=60)


async def pass_days(story: Story, days: float) -> None:
    """Let time pass, Stripe's too, and leave the reminders that are due."""
    await story.days(days)
    await reminders(story).run()


async def test_a_pass_is_reminded_of_a_week_and_a_day_before_its_end(story: Story) -> None:
    await story.begin(interval="once", days=30)
    await reminders(story).run()
    await told(story)
    for days, expected in ((22, []), (1.1, ["remind-pass"]), (1, []), (5, ["remind-pass"])):
        await pass_days(story, days)
        assert await told(story) == expected, days
    await pass_days(story, 1)
    assert await told(story) == ["turn-ended-time-up"]


async def test_after_a_long_silence_only_the_nearest_reminder_is_left(story: Story) -> None:
    await story.begin(interval="once", days=30)
    await reminders(story).run()
    await told(story)
    await pass_days(story, 29.5)
    assert await told(story) == ["remind-pass"]


async def test_of_passes_in_a_row_only_the_last_one_s_end_is_reminded_of(story: Story) -> None:
    await story.begin(interval="once", days=30)
    await reminders(story).run()
    await story.days(1)
    await story.buy()
    assert await told(story) == ["turn-granted-paid", "turn-extended"]
    await pass_days(story, 23)
    assert await told(story) == []
    await pass_days(story, 29.5)
    assert await told(story) == ["remind-pass"]


async def test_who_wants_no_reminders_gets_none(story: Story) -> None:
    await story.begin(interval="once", days=30)
    await desk(story).set_reminders(GUILD, ALICE, wanted=False)
    await told(story)
    await pass_days(story, 24)
    assert await told(story) == []


@pytest.mark.parametrize(("interval", "expected"), [("month", []), ("year", ["remind-renews"])])
async def test_a_renewal_is_reminded_of_where_its_period_is_long(
    story: Story, interval: str, expected: list[str]
) -> None:
    await story.begin(interval=interval)
    await reminders(story).run()
    await told(story)
    await pass_days(story, 359 if interval == "year" else 25)
    assert await told(story) == expected


async def test_a_trial_is_reminded_of_before_its_first_charge(story: Story) -> None:
    await story.begin(trial_days=14)
    await reminders(story).run()
    assert await told(story) == ["turn-granted-trial"]
    await pass_days(story, 8)
    assert await told(story) == ["remind-trial"]


def observer(story: Story) -> Observer:
    till = story.till
    return Observer(till.database, till.api, till.recorder, till.clock)


def desk(story: Story) -> OverviewDesk:
    till = story.till
    return OverviewDesk(till.database, till.api, till.keeper, till.clock)


async def status(story: Story, language: str = "en", user: int = ALICE) -> str:
    """Return what /membership status shows."""
    overview = await desk(story).of(GUILD, user)
    page = status_view.draw(CATALOGUE.words(language), overview)
    text = "\n".join([page.description or "", *(f"{f.name}\n{f.value}" for f in page.fields)])
    print(text, page.footer.text)  # noqa: T201
    return text


async def test_one_press_cancels_another_takes_it_back_and_only_the_payer_may(
    story: Story,
) -> None:
    await story.begin()
    till = story.till
    leaving = LeavingDesk(till.api, observer(story), Wake())
    with pytest.raises(UserError, match="status-not-yours"):
        await leaving.cancel(story.subscription, BOB)
    outlook = await leaving.cancel(story.subscription, ALICE)
    assert outlook.ends_at == outlook.renews_at
    assert till.stripe.subscriptions[story.subscription]["cancel_at_period_end"]
    assert "as it was cancelled" in await status(story)
    assert "已取消" in await status(story, "zh-CN")
    assert (await leaving.keep(story.subscription, ALICE)).ends_at is None
    assert "for €9.00" in await status(story)
    await till.stripe.cancel_at(story.subscription, 1_000_000)
    assert (await leaving.keep(story.subscription, ALICE)).ends_at is None
    with pytest.raises(UserError, match="status-over"):
        await leaving.keep("sub_none", ALICE)


async def test_who_has_not_paid_the_renewal_leaves_at_once(story: Story) -> None:
    await story.begin()
    await story.renew("declined")
    overview = await desk(story).of(GUILD, ALICE)
    assert list(overview.bills) == [story.subscription]
    assert "could not be charged" in await status(story)
    leaving = LeavingDesk(story.till.api, observer(story), Wake())
    assert (await leaving.cancel(story.subscription, ALICE)).over
    assert "ended on" in await status(story)


async def test_status_adds_up_passes_and_names_what_is_paid_for_others(story: Story) -> None:
    await story.begin(interval="once", days=30)
    await story.buy()
    await story.till.buy(recipient_id=BOB)
    await story.till.catch_up()
    text = await status(story)
    assert text.count("🟢") == 1
    assert "2 passes in a row" in text
    assert f"<@{BOB}>: **Pro**, until" in text
    assert f"A gift from <@{ALICE}>" in await status(story, user=BOB)
    await status(story, "zh-CN")


async def test_value_counts_nothing_where_nothing_was_done(story: Story) -> None:
    await story.begin()
    overview = await desk(story).of(GUILD, ALICE)
    ((_, right),) = value_view.open_rights(overview)
    words = CATALOGUE.words("en")
    tallies = await desk(story).use(GUILD, ALICE, story.till.clock.now() - timedelta(days=1))
    assert value_view.used(words, tallies) == words("value-nothing")
    assert "€9.00" in value_view.costs(words, overview, right)


async def test_the_portal_is_made_once_anew_when_the_offer_changes_and_falls_back(
    story: Story,
) -> None:
    await story.begin()
    till = story.till
    portal = PortalDesk(till.database, till.api)
    for _ in range(2):
        assert "/p/session/" in await portal.open(GUILD, ALICE, "zh-CN")
    assert till.stripe.count("POST", "/v1/billing_portal/configurations") == 1
    await till.sell(name="Gold", amount="19.00", role_id=41)
    await portal.open(GUILD, ALICE, "en")
    made = [r for r in till.stripe.requests if r.path == "/v1/billing_portal/configurations"]
    assert len(made) == 2
    assert len(made[-1].body["features"]["subscription_update"]["products"]) == 2
    with pytest.raises(UserError, match="status-no-customer"):
        await portal.open(GUILD, STAFF, "en")
    await till.stripe.save_portal_settings(cancel="at_period_end")
    till.stripe.faults.fail("POST", "/v1/billing_portal/configurations", times=None, status=400)
    await till.sell(name="Third", amount="29.00", role_id=42)
    assert "/p/session/" in await portal.open(GUILD, ALICE, "en")
