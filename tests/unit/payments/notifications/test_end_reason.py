"""Test the one rule for the reason of an end, in notices and in the status."""

from typing import Any

import pytest

from bot.payments.ledger.entitlement import Entitlement, State
from bot.payments.ledger.facts import Subscription
from bot.payments.notifications.entitlement_changes import end_reason
from tests.unit.payments.builders import START, subscription

DAY = 24 * 3600
END = int(START.timestamp()) + 14 * DAY


def ended(reason: str) -> Entitlement:
    return Entitlement("sub_1", "sub_1", 1, State.ENDED, START, START, False, reason, None)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"invoice": "paid"}, "canceled"),
        ({"invoice": "open"}, "past-due"),
        ({"invoice": "uncollectible"}, "past-due"),
        ({"invoice": "void"}, "past-due"),
        ({"invoice": "paid", "trial_end": END, "ended": END, "collected": 0}, "trial-over"),
        ({"invoice": "paid", "trial_end": END, "ended": END + 600, "collected": 0}, "trial-over"),
        ({"invoice": "paid", "trial_end": END, "ended": END - DAY, "collected": 0}, "trial-over"),
        ({"invoice": "paid", "trial_end": END, "ended": END + 600, "collected": 900}, "canceled"),
        ({"invoice": "paid", "trial_end": END, "ended": END + 9 * DAY, "collected": 0}, "canceled"),
    ],
)
def test_an_end_at_stripe_is_told_by_what_led_to_it(known: dict[str, Any], why: str) -> None:
    seen: Subscription = subscription(status="canceled", **known)
    assert end_reason(ended("canceled"), seen) == why


@pytest.mark.parametrize("reason", ["refunded", "revoked", "dispute-lost", "cancelling"])
def test_a_reason_of_our_own_stands(reason: str) -> None:
    assert end_reason(ended(reason), subscription(status="canceled", invoice="open")) == reason
