"""Test checkout pages that should ask for terms whose address Stripe doesn't have."""

import asyncio

import pytest

from bot.errors import UserError
from bot.payments.checkout import OpenCheckout
from bot.payments.purchase import Purchase
from bot.settings.runtime import RUNTIME, fingerprint
from bot.simulator.stripe.store import Json
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing


@pytest.fixture
async def asking(billing: Billing) -> Billing:
    """Return a billing whose server asks for its terms."""
    asks = RUNTIME["payments.ask_terms"]
    await billing.guild_settings.change(GUILD, STAFF, asks, True, seen=fingerprint(False))
    return billing


async def opened(billing: Billing, user: int = ALICE, plan: str = "Pro") -> OpenCheckout:
    return await billing.checkout.open(Purchase(GUILD, user, plan, "en"))


def pages(billing: Billing) -> list[Json]:
    return list(billing.stripe.sessions.values())


async def test_without_an_address_pages_sell_without_consent_and_staff_are_told_once(
    asking: Billing,
) -> None:
    await asking.sell()
    for user in (ALICE, ALICE + 1, ALICE + 2):
        page = await opened(asking, user)
        await asking.stripe.pay(page.url)
    await asking.catch_up()
    assert [page["consent_collection"] for page in pages(asking)] == [None] * 3
    assert await asking.roles(ALICE + 2) == {ROLE}
    notified = [each.message for each in await asking.new_notices()]
    assert notified.count("staff-terms-address") == 1


async def test_once_the_address_is_entered_pages_ask_again(asking: Billing) -> None:
    await asking.sell()
    await opened(asking)
    await asking.stripe.set_terms("https://example.com/terms")
    await opened(asking, ALICE + 1)
    (_, asks) = pages(asking)
    assert asks["consent_collection"]["terms_of_service"] == "required"


async def test_several_requests_at_once_get_one_page(asking: Billing) -> None:
    await asking.sell()
    found = await asyncio.gather(*(opened(asking) for _ in range(5)))
    assert len({page.url for page in found}) == 1
    (page,) = pages(asking)
    assert page["consent_collection"] is None


async def test_what_else_stripe_refuses_is_still_refused(asking: Billing) -> None:
    await asking.sell()
    await asking.plans.retire(GUILD, STAFF, "Pro")
    with pytest.raises(UserError):
        await opened(asking)
    assert not pages(asking)
