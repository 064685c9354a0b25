import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.stripe.webhook_signature import InvalidSignatureError, verify

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "whsec_first"
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "customer.subscription.updated",
    "created": int(NOW.timestamp()),
    "api_version": "2026-10-28.endive",
    "data": {"object": {"object": "subscription", "id": "sub_1"}},
}


def sign(body: str, secret: str = SECRET, at: datetime = NOW) -> str:
    signature: str = stripe.WebhookSignature.generate_signature_header(  # pyright: ignore[reportUnknownMemberType] one untyped default
        body, secret, int(at.timestamp())
    )
    return signature


def refusal(raw: bytes, signature: str, now: datetime = NOW) -> str:
    with pytest.raises(InvalidSignatureError) as error:
        verify(raw, signature, [SECRET], now)
    return error.value.reason


def test_a_signed_event_is_read() -> None:
    body = json.dumps(EVENT)
    event = verify(body.encode(), sign(body), [SECRET], NOW)
    assert (event.id, event.type, event.created) == ("evt_1", EVENT["type"], NOW)
    assert event.object == {"object": "subscription", "id": "sub_1"}


def test_what_it_tells_of_a_person_is_left_out_at_any_depth() -> None:
    person: dict[str, Any] = {
        "id": "in_1",
        "customer_email": "a@example.com",
        "lines": [{"address": {}, "n": 1}],
    }
    body = json.dumps(EVENT | {"data": {"object": {"object": "invoice"} | person}})
    event = verify(body.encode(), sign(body), [SECRET], NOW)
    assert event.object == {"object": "invoice", "id": "in_1", "lines": [{"n": 1}]}


def test_either_of_two_secrets_is_accepted_while_one_is_rolled() -> None:
    body = json.dumps(EVENT)
    assert verify(body.encode(), sign(body, "whsec_second"), [SECRET, "whsec_second"], NOW)
    assert refusal(body.encode(), sign(body, "whsec_third")) == "signature"


@pytest.mark.parametrize("off", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_a_timestamp_that_is_stale_or_from_the_future_is_refused(off: timedelta) -> None:
    body = json.dumps(EVENT)
    assert refusal(body.encode(), sign(body, at=NOW + off)) == "timestamp"


@pytest.mark.parametrize(
    "body", ["[]", "null", "3", '"x"', "{}", "{", '{"object":"event"}', "[" * 100_000]
)
def test_signed_nonsense_is_refused(body: str) -> None:
    assert refusal(body.encode(), sign(body)) == "body"


@pytest.mark.parametrize(
    "change",
    [
        {"object": "v2.core.event"},
        {"created": "soon"},
        {"created": 10**30},
        {"data": None},
        {"data": {"object": []}},
        {"data": {"object": {"object": 7}}},
        {"id": 7},
        {"id": "evt_\0"},
        {"id": "evt_" + "1" * 300},
        {"type": "a" * 81},
        {"request": "\ud800"},
        {"request": json.loads("[" * 200 + "]" * 200)},
    ],
)
def test_signed_bodies_of_another_shape_are_refused(change: dict[str, Any]) -> None:
    body = json.dumps(EVENT | change)
    assert refusal(body.encode(), sign(body)) == "body"


@pytest.mark.parametrize(
    "signature",
    ["", "v1=abc", "t=x,v1=abc", "t=1,t=2,v1=abc", "ü=1", "t=²,v1=abc", "t=" + "9" * 40],
)
def test_malformed_signatures_are_refused(signature: str) -> None:
    assert refusal(json.dumps(EVENT).encode(), signature) == "signature"


def test_a_body_that_is_no_utf8_is_refused() -> None:
    stamp = int(NOW.timestamp())
    assert refusal(b"\xff\xfe", f"t={stamp},v1=abc") == "signature"


@given(
    position=st.integers(0, len(json.dumps(EVENT)) - 1),
    flip=st.integers(1, 255),
)
def test_one_changed_byte_makes_it_unbelievable(position: int, flip: int) -> None:
    body = json.dumps(EVENT)
    raw = bytearray(body.encode())
    raw[position] ^= flip
    assert refusal(bytes(raw), sign(body)) == "signature"
