"""Removes a payer's personal data from an event before it is stored."""

from typing import Any, cast

# Names of fields with a person's name, address or contact details, at any depth.
# What remains are ids, amounts, states and times, which is all that access depends on.
PERSONAL = frozenset(
    (
        "account_email",
        "address",
        "billing_details",
        "collected_information",
        "custom_fields",
        "customer_address",
        "customer_details",
        "customer_email",
        "customer_name",
        "customer_phone",
        "customer_shipping",
        "customer_tax_ids",
        "email",
        "individual",
        "name",
        "payment_method_details",
        "phone",
        "receipt_email",
        "receipt_url",
        "shipping",
        "shipping_details",
        "tax_ids",
    )
)


NESTING = (dict, list)
DEEPEST = 64  # levels of nesting; Stripe's events have fewer than 20


def redact(value: object, room: int = DEEPEST) -> Any:  # noqa: ANN401 JSON in, JSON out
    """Return JSON without personal fields, at any depth.

    Raises:
        ValueError: If it is nested deeper than `room` levels.
    """
    if not room:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {
            key: redact(cast("object", inner), room - 1) if isinstance(inner, NESTING) else inner
            for key, inner in fields.items()
            if key not in PERSONAL
        }
    if isinstance(value, list):
        return [redact(inner, room - 1) for inner in cast("list[object]", value)]
    return value
