"""What members are shown of what they have, and what they can do about it by themselves."""

from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.inbox.object_sync import ObjectSync
from bot.scheduling.worker import WakeupEvent
from cogs.membership import value_view
from tests.flow.conftest import ALICE, GUILD, STAFF
from tests.flow.payments.lifecycle.scenario import BOB, Scenario
from tests.flow.payments.lifecycle.texts import CATALOGUE, desk, status


def object_sync(story: Scenario) -> ObjectSync:
    billing = story.billing
    return ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)


async def test_one_press_cancels_another_takes_it_back_and_only_the_payer_may(
    story: Scenario,
) -> None:
    await story.subscribe()
    billing = story.billing
    cancellation = SubscriptionCancellation(billing.api, object_sync(story), WakeupEvent())
    with pytest.raises(UserError, match="status-not-yours"):
        await cancellation.cancel(story.subscription, BOB)
    outlook = await cancellation.cancel(story.subscription, ALICE)
    assert outlook.ends_at == outlook.renews_at
    assert billing.stripe.subscriptions[story.subscription]["cancel_at_period_end"]
    assert "Cancelled: active until" in await status(story)
    assert "已取消" in await status(story, "zh-CN")
    assert (await cancellation.keep(story.subscription, ALICE)).ends_at is None
    assert "for €9.00" in await status(story)
    soon = billing.clock.now() + timedelta(days=5)
    await billing.stripe.cancel_at(story.subscription, int(soon.timestamp()))
    assert (await cancellation.keep(story.subscription, ALICE)).ends_at is None
    with pytest.raises(UserError, match="status-over"):
        await cancellation.keep("sub_none", ALICE)


async def test_who_has_not_paid_the_renewal_leaves_at_once(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    overview = await desk(story).load(GUILD, ALICE)
    assert list(overview.bills) == [story.subscription]
    assert "Payment failed" in await status(story)
    cancellation = SubscriptionCancellation(story.billing.api, object_sync(story), WakeupEvent())
    assert (await cancellation.cancel(story.subscription, ALICE)).over
    assert "ended on" in await status(story)


async def test_status_adds_up_passes_and_names_what_is_paid_for_others(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await story.buy()
    await story.billing.buy(recipient_id=BOB)
    await story.billing.catch_up()
    text = await status(story)
    assert text.count("🟢") == 1
    assert "2 passes back to back" in text
    assert f"<@{BOB}>: **Pro**, until" in text
    assert f"A gift from <@{ALICE}>" in await status(story, user=BOB)
    await status(story, "zh-CN")


async def test_value_counts_nothing_where_nothing_was_done(story: Scenario) -> None:
    await story.subscribe()
    overview = await desk(story).load(GUILD, ALICE)
    ((_, right),) = value_view.open_entitlements(overview)
    words = CATALOGUE.translator("en")
    tallies = await desk(story).use(GUILD, ALICE, story.billing.clock.now() - timedelta(days=1))
    assert value_view.used(words, tallies) == words("value-nothing")
    assert "€9.00" in value_view.costs(words, overview, right)


async def test_the_portal_is_made_once_anew_when_the_offer_changes_and_falls_back(
    story: Scenario,
) -> None:
    await story.subscribe()
    billing = story.billing
    portal = BillingPortalService(billing.database, billing.api)
    for _ in range(2):
        assert "/p/session/" in await portal.open(GUILD, ALICE, "zh-CN")
    assert billing.stripe.count("POST", "/v1/billing_portal/configurations") == 1
    await billing.sell(name="Gold", amount="19.00", role_id=41)
    await portal.open(GUILD, ALICE, "en")
    made = [r for r in billing.stripe.requests if r.path == "/v1/billing_portal/configurations"]
    assert len(made) == 2
    assert len(made[-1].body["features"]["subscription_update"]["products"]) == 2
    with pytest.raises(UserError, match="status-no-customer"):
        await portal.open(GUILD, STAFF, "en")
    await billing.stripe.save_portal_settings(cancel="at_period_end")
    billing.stripe.faults.fail("POST", "/v1/billing_portal/configurations", times=None, status=400)
    await billing.sell(name="Third", amount="29.00", role_id=42)
    assert "/p/session/" in await portal.open(GUILD, ALICE, "en")
