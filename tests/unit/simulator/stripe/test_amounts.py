"""Test what Stripe charges at least and at most in each currency."""

import pytest
from stripe import InvalidRequestError

from tests.spec.stripe_actors import Shop


@pytest.mark.parametrize(
    ("currency", "least"),
    [("usd", 50), ("gbp", 30), ("jpy", 50), ("mxn", 1000), ("huf", 17_500), ("inr", 50)],
)
async def test_the_least_that_is_charged(shop: Shop, currency: str, least: int) -> None:
    assert (await shop.session(await shop.price(least, currency=currency)))["status"] == "open"
    cheap = await shop.price(least - 1, currency=currency)
    with pytest.raises(InvalidRequestError) as caught:
        await shop.session(cheap)
    assert caught.value.code == "amount_too_small"


@pytest.mark.parametrize(
    ("currency", "most"),
    [("usd", 99_999_999), ("jpy", 99_999_999), ("cop", 9_999_999_999), ("idr", 999_999_999_999)],
)
async def test_the_most_that_is_charged(shop: Shop, currency: str, most: int) -> None:
    dear = await shop.price(most, currency=currency)
    assert (await shop.session(dear))["amount_total"] == most
    with pytest.raises(InvalidRequestError):
        await shop.price(most + 1, currency=currency)
    with pytest.raises(InvalidRequestError) as caught:
        await shop.session(dear, line_items=[{"price": dear, "quantity": 2}])
    assert caught.value.code == "amount_too_large"
