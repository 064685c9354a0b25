"""Test what `/status` shows, and what members can change there themselves."""

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
from tests.flow.payments.lifecycle.texts import TRANSLATIONS, service, status


def object_sync(scenario: Scenario) -> ObjectSync:
    billing = scenario.billing
    return ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)


async def test_one_press_cancels_another_takes_it_back_and_only_the_payer_may(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    billing = scenario.billing
    cancellation = SubscriptionCancellation(billing.api, object_sync(scenario), WakeupEvent())
    with pytest.raises(UserError, match="status-not-yours"):
        await cancellation.cancel(scenario.subscription, BOB)
    result = await cancellation.cancel(scenario.subscription, ALICE)
    assert result.ends_at == result.renews_at
    assert billing.stripe.subscriptions[scenario.subscription]["cancel_at_period_end"]
    assert "Cancelled: active until" in await status(scenario)
    assert "已取消" in await status(scenario, "zh-CN")
    assert (await cancellation.keep(scenario.subscription, ALICE)).ends_at is None
    assert "for €9.00" in await status(scenario)
    soon = billing.clock.now() + timedelta(days=5)
    await billing.stripe.cancel_at(scenario.subscription, int(soon.timestamp()))
    assert (await cancellation.keep(scenario.subscription, ALICE)).ends_at is None
    with pytest.raises(UserError, match="status-over"):
        await cancellation.keep("sub_none", ALICE)


async def test_who_has_not_paid_the_renewal_leaves_at_once(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    overview = await service(scenario).load(GUILD, ALICE)
    assert list(overview.invoices) == [scenario.subscription]
    assert "Payment failed" in await status(scenario)
    cancellation = SubscriptionCancellation(
        scenario.billing.api, object_sync(scenario), WakeupEvent()
    )
    assert (await cancellation.cancel(scenario.subscription, ALICE)).over
    assert "ended on" in await status(scenario)


async def test_status_adds_up_passes_and_names_what_is_paid_for_others(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await scenario.buy()
    await scenario.billing.buy(recipient_id=BOB)
    await scenario.billing.catch_up()
    text = await status(scenario)
    assert text.count("🟢") == 1
    assert "2 passes back to back" in text
    assert f"<@{BOB}>: **Pro**, until" in text
    assert f"A gift from <@{ALICE}>" in await status(scenario, user=BOB)
    await status(scenario, "zh-CN")


async def test_value_counts_nothing_where_nothing_was_done(scenario: Scenario) -> None:
    await scenario.subscribe()
    overview = await service(scenario).load(GUILD, ALICE)
    ((_, entitlement),) = value_view.open_entitlements(overview)
    translate = TRANSLATIONS.translator("en")
    tallies = await service(scenario).use(
        GUILD, ALICE, scenario.billing.clock.now() - timedelta(days=1)
    )
    assert value_view.used(translate, tallies) == translate("value-nothing")
    assert "€9.00" in value_view.costs(translate, overview, entitlement)


async def test_the_portal_is_made_once_anew_when_the_offer_changes_and_falls_back(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    billing = scenario.billing
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
