"""Parts that many of Stripe's objects share."""

from collections.abc import Iterable

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.store import Json, Value

NO_ADDRESS: Json = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
NO_TAX: Json = {"enabled": False, "liability": None, "provider": None, "status": None}


def start(account: Account, prefix: str, kind: str, **fields: Value) -> Json:
    """Create an object with the common fields: id, kind, time and mode."""
    return {
        "id": mint(prefix),
        "object": kind,
        "created": account.clock.stamp(),
        "livemode": account.livemode,
    } | fields


def listing(url: str, data: Iterable[Json], *, has_more: bool = False) -> Json:
    """Return a list object."""
    return {"object": "list", "data": list(data), "has_more": has_more, "url": url}
