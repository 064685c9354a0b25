"""Check that the simulator and its clients follow Stripe's own descriptions."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bot.simulator.request_log import LoggedRequest
from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.forms import decode
from tests.spec.stripe_params import request_faults
from tests.spec.stripe_types import resource
from tests.spec.stripe_values import faults


def assert_stripe_conforms(simulator: StripeSimulator) -> None:
    """Check every answer, request and event of a simulator's run so far.

    Raises:
        AssertionError: Listing each deviation, or nothing was there to check.
    """
    requests = [entry for entry in simulator.requests if entry.path.startswith("/v1/")]
    assert requests, "nothing was asked"
    found = [fault for entry in requests for fault in _entry_faults(entry)]
    found += [fault for event in simulator.events.values() for fault in object_faults(event)]
    assert not found, "\n".join(dict.fromkeys(found))


def _entry_faults(entry: LoggedRequest) -> Iterator[str]:
    if entry.status != 200 or entry.answer is None:
        return
    yield from object_faults(entry.answer)
    sent: dict[str, Any] = entry.body or decode(urlencode(entry.query))
    yield from request_faults(entry.method, entry.path, sent)


def object_faults(answer: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one of Stripe's objects, lists and events included."""
    kind: str = answer["object"]
    if kind == "list":
        for item in answer["data"]:
            yield from object_faults(item)
        return
    yield from faults(answer, resource(kind), kind)
    if kind == "event":
        yield from object_faults(answer["data"]["object"])
