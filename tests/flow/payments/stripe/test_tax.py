"""Tax and invoices: what the checkout page is asked for, and what the doctor says."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.payments.checkout import CheckoutService, Purchase
from bot.payments.plan_prices import PlanPriceService
from bot.payments.plan_request import PlanRequest, PriceRequest
from bot.payments.plans import PlanService
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeRefusedError
from bot.settings import TaxSettings
from bot.simulator.stripe.store import Json
from tests.flow.conftest import ALICE, GUILD, KEY, ROLE, STAFF, Billing

# Other tests run every statement of these on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@asynccontextmanager
async def taxed(
    billing: Billing, tax: TaxSettings
) -> AsyncGenerator[tuple[PlanService, CheckoutService]]:
    """Yield the services that sell, with settings of tax."""
    async with aiohttp.ClientSession() as http:
        api = StripeClient(
            key=KEY,
            api_base=billing.stripe.api_base,
            http=http,
            requests_per_second=1000,
            tax=tax,
        )
        checkout = CheckoutService(
            billing.database,
            api,
            billing.pages,
            billing.entitlement_service,
            billing.clock,
            "https://l.example",
        )
        yield PlanService(billing.database, api, billing.tasks, billing.clock), checkout


async def sold(billing: Billing, tax: TaxSettings, interval: str = "month") -> Json:
    """Put a plan on sale, open its page, and return the session."""
    async with taxed(billing, tax) as (plans, checkout):
        await plans.add(PlanRequest(GUILD, STAFF, "Pro", ROLE, "9.00", "EUR", interval))
        await checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    (session,) = billing.stripe.sessions.values()
    return session


async def test_by_default_nothing_is_taxed(billing: Billing) -> None:
    session = await sold(billing, TaxSettings())
    assert session["automatic_tax"]["enabled"] is False
    (price,) = billing.stripe.prices.values()
    assert price["tax_behavior"] == "unspecified"


async def test_stripe_tax_is_asked_for_with_the_address_and_the_price_says_how(
    billing: Billing,
) -> None:
    await billing.stripe.set_up_tax()
    tax = TaxSettings(mode="automatic", behavior="exclusive", code="txcd_10000000")
    session = await sold(billing, tax)
    assert session["automatic_tax"]["enabled"] is True
    (price,) = billing.stripe.prices.values()
    assert price["tax_behavior"] == "exclusive"
    (product,) = billing.stripe.products.values()
    assert product["tax_code"] == "txcd_10000000"


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_vat_numbers_and_invoices_are_asked_for_as_stripe_allows(
    billing: Billing, interval: str
) -> None:
    await billing.stripe.set_up_tax()
    tax = TaxSettings(mode="automatic", collect_ids=True, invoices=True)
    await sold(billing, tax, interval)  # the simulator refuses what Stripe refuses
    assert len(billing.stripe.sessions) == 1


async def test_managed_payments_leave_tax_to_stripe(billing: Billing) -> None:
    session = await sold(billing, TaxSettings(mode="managed", collect_ids=True, invoices=True))
    assert session["managed_payments"] == {"enabled": True}
    assert session["automatic_tax"]["enabled"] is False


async def test_tax_that_is_not_set_up_sells_nothing_rather_than_without_tax(
    billing: Billing,
) -> None:
    with pytest.raises(StripeRefusedError, match="head office"):
        await sold(billing, TaxSettings(mode="automatic"))
    assert not billing.stripe.sessions


async def test_a_price_from_before_taxes_gets_the_owners_behavior_when_it_is_sold(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.stripe.set_up_tax()
    tax = TaxSettings(mode="automatic", behavior="exclusive")
    async with taxed(billing, tax) as (_, checkout):
        opened = await checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert opened.url
    (price,) = billing.stripe.prices.values()
    assert price["tax_behavior"] == "exclusive"


async def test_a_further_price_says_how_it_treats_tax(billing: Billing) -> None:
    await billing.sell()
    tax = TaxSettings(mode="automatic", behavior="exclusive")
    async with taxed(billing, tax) as (plans, _):
        prices = PlanPriceService(billing.database, plans, billing.clock)
        await prices.add(PriceRequest(GUILD, STAFF, "Pro", "90.00", "year", "EUR"))
        await prices.add(
            PriceRequest(GUILD, STAFF, "Pro", "99.00", "year", "EUR")
        )  # another amount
    found = [(each["unit_amount"], each["tax_behavior"]) for each in billing.stripe.prices.values()]
    assert sorted(found) == [(900, "unspecified"), (9000, "exclusive"), (9900, "exclusive")]
