"""Build events as Stripe sends and signs them."""

import itertools
import json
import time
from typing import Any

from bot.simulator.stripe.webhooks.signature import sign

_numbers = itertools.count(1)


def an_event(type_: str, **changes: Any) -> bytes:  # noqa: ANN401 any part of an event
    """Return the body of an event about something that is not ours."""
    kind = type_.rsplit(".", 1)[0]
    kind = {"customer.subscription": "subscription"}.get(kind, kind)
    event: dict[str, Any] = {
        "id": f"evt_test{next(_numbers):06}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "type": type_,
        "data": {"object": {"id": "foreign_1", "object": kind, "metadata": {}}},
        "livemode": False,
    }
    return json.dumps(event | changes).encode()


def signed(raw: bytes, *secrets: str, age: int = 0) -> str:
    """Return the signature of a body; `age` in seconds."""
    return sign(raw, secrets, int(time.time()) - age)
