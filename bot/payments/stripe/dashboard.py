"""Addresses of objects in the Stripe Dashboard."""

from collections.abc import Mapping

DASHBOARD = "https://dashboard.stripe.com"
# By the prefix of an object's id. A charge's address leads to its payment.
_PLACES: Mapping[str, str] = {
    "ch": "payments",
    "evt": "events",
    "in": "invoices",
    "pi": "payments",
    "py": "payments",
    "sub": "subscriptions",
}


def page_of(object_id: str, *, test_mode: bool) -> str | None:
    """Return the page of a Stripe object; None for kinds that have none."""
    place = _PLACES.get(object_id.partition("_")[0]) if "_" in object_id else None
    account = f"{DASHBOARD}/test" if test_mode else DASHBOARD
    return None if place is None else f"{account}/{place}/{object_id}"
