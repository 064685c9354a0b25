"""Test that signed objects of an unexpected form are refused."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from bot.payments.stripe.event_targets import EventTarget, target_of
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, owner_from_metadata
from bot.payments.stripe.objects.parsing import parse_subscription
from bot.payments.stripe.objects.validation import InvalidStripeObjectError
from bot.payments.stripe.webhook_signature import StripeEvent

METADATA = {"lyceum_guild": "10", "lyceum_member": "30", "lyceum_plan": "1"}
SUBSCRIPTION: dict[str, Any] = {
    "id": "sub_1",
    "object": "subscription",
    "status": "active",
    "start_date": 1_790_000_000,
    "cancel_at": None,
    "cancel_at_period_end": False,
    "ended_at": None,
    "pause_collection": None,
    "metadata": METADATA,
    "items": {
        "data": [
            {
                "price": {"id": "price_1", "product": "prod_1"},
                "quantity": 1,
                "current_period_start": 1_790_000_000,
                "current_period_end": 1_792_000_000,
            }
        ]
    },
}


def target_from(
    body: dict[str, Any], type_: str = "customer.subscription.updated"
) -> EventTarget | None:
    payload = {"data": {"object": body}}
    return target_of(StripeEvent("evt_1", type_, datetime(2026, 11, 23, tzinfo=UTC), None, payload))


def test_a_sound_subscription_is_read() -> None:
    assert (
        parse_subscription(SUBSCRIPTION, owner_from_metadata(METADATA)).period_end == 1_792_000_000
    )


def test_an_object_is_its_owner_s_whatever_its_metadata_say() -> None:
    owner = Owner(guild_id=10, user_id=40, plan_id=7, payer_id=41)
    for metadata in (METADATA, {}, None):
        read = parse_subscription(MappingProxyType(SUBSCRIPTION | {"metadata": metadata}), owner)
        assert (read.plan_id, read.payer_id) == (7, 41)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", 7),
        ("status", "x" * 5_000),
        ("status", "active\x00"),
        ("start_date", "yesterday"),
        ("start_date", -1),
        ("start_date", 1e9),
        ("ended_at", 10**40),
        ("cancel_at", 1 << 40),
        ("cancel_at", []),
    ],
)
def test_a_field_of_another_type_or_beyond_any_calendar_is_named(field: str, value: object) -> None:
    names = {"start_date": "started", "ended_at": "ended"}
    with pytest.raises(InvalidStripeObjectError, match=names.get(field, field)):
        parse_subscription(SUBSCRIPTION | {field: value}, owner_from_metadata(METADATA))


@pytest.mark.parametrize(
    "changed", [{"lyceum_member": "9" * 40}, {"lyceum_guild": "-5"}, {"lyceum_plan": None}]
)
def test_marks_that_no_server_of_ours_wrote_are_not_ours(changed: dict[str, Any]) -> None:
    with pytest.raises(ForeignObjectError):
        owner_from_metadata(METADATA | changed)


@pytest.mark.parametrize("id_", ["", "../customers", "sub_1?x=1", "a" * 300, "sub ü", 7, None, []])
def test_what_names_no_object_is_no_hint(id_: object) -> None:
    assert target_from(SUBSCRIPTION | {"id": id_}) is None
    assert target_from({"object": "refund", "charge": id_}, "refund.failed") is None
    details: dict[str, Any] = {"subscription_details": {"subscription": id_}}
    assert target_from({"object": "invoice", "parent": details}, "invoice.paid") is None


def test_an_object_without_marks_is_a_hint_to_nobody_s() -> None:
    target = target_from({"object": "subscription", "id": "sub_1"})
    assert target is not None
    with pytest.raises(ForeignObjectError):
        owner_from_metadata(target.metadata)
