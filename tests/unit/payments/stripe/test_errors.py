"""Test who must act on Stripe's refusal: by its code, else by its message."""

import pytest

from bot.errors import PersonMustActError
from bot.payments.stripe.errors import (
    CODES,
    OURS,
    WORDS,
    cause_of,
    error_from_refusal,
    staff_message,
)
from bot.payments.stripe.transport import (
    IdempotencyKeySpentError,
    KeyRefusedError,
    StripeMissingError,
    StripeRefusedError,
)
from tests import ftl

SIGNALS = {
    "The price specified is inactive. This field only accepts active prices.": "inactive",
    "Price `price_1` is not active": "inactive",
    "The Checkout Session's total amount due must convert to at least 50 cents.": "amount",
    "Amount must be at least $0.50 usd": "amount",
    "Your account cannot currently make live charges.": "account",
    "You cannot combine currencies on a single customer. This customer has …": "currency",
    "The subscription is managed by the subscription schedule `sub_sched_1`, and …": "schedule",
    "The `expires_at` timestamp must be between 30 minutes and 24 hours from …": "time",
    "You cannot collect consent to your terms of service unless a URL is set in …": "terms",
    "The price `price_1` does not have a tax behavior set, which is required for "
    "automatic tax computation.": "tax behavior",
    "Invalid tax ID": "other",
}


@pytest.mark.parametrize(("message", "why"), SIGNALS.items())
def test_words_say_who_must_act(message: str, why: str) -> None:
    assert error_from_refusal(StripeRefusedError(message)) == why


def test_a_code_of_stripes_goes_before_its_words() -> None:
    error = StripeRefusedError("in whatever language")
    error.code = "amount_too_small"
    assert error_from_refusal(error) == "amount"


def test_what_is_missing_is_told_as_such() -> None:
    assert error_from_refusal(
        StripeMissingError("No such price: 'price_1'", "line_items[0][price]")
    ) == ("missing")


def test_every_refusal_has_words_for_staff_in_both_languages() -> None:
    whys = {*WORDS, *CODES.values(), "missing", "other"} - {*OURS}
    for language in ("en", "zh-CN"):
        ids = ftl.forms(language, "staff.ftl")
        assert {f"staff-stripe-refused-{why}" for why in whys} <= set(ids)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyRefusedError("Invalid API Key"), "staff-stripe-key"),
        (PersonMustActError("lacks a right"), "staff-stripe-key"),
        (StripeRefusedError("is inactive"), "staff-stripe-refused-inactive"),
        (StripeRefusedError("cannot combine currencies"), "staff-stripe-refused-other"),
        (IdempotencyKeySpentError("Keys for idempotent requests"), "staff-stripe-refused-other"),
    ],
)
def test_staff_read_what_they_can_do(error: PersonMustActError, message: str) -> None:
    assert staff_message(error) == message


def test_a_cause_is_the_same_for_each_request_and_another_for_other_words() -> None:
    first, again = (StripeRefusedError(f"inactive (request req_{n})") for n in (1, 2))
    assert cause_of(first) == cause_of(again)
    assert cause_of(first) != cause_of(StripeRefusedError("archived (request req_1)"))
