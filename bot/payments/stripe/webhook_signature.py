"""Verifies Stripe's webhook signature over the raw body before parsing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import stripe

from bot.payments.stripe.objects.redaction import redact

TOLERANCE_SECONDS = 300
MAX_TIMESTAMP_DIGITS = 12  # digits; more would overflow a date
FUTURE_SECONDS = 300  # the SDK accepts any future time; we allow for a clock that is slightly off


class InvalidSignatureError(Exception):
    """The request is not authentic; `reason` is a single word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """An event from Stripe. `payload` is the event without personal data."""

    id: str
    type: str
    created: datetime
    api_version: str | None
    payload: dict[str, Any]

    @property
    def livemode(self) -> bool | None:
        """Whether it is of live mode, with real money; None if it doesn't say."""
        return self.payload.get("livemode")

    @property
    def account(self) -> str | None:
        """The connected account that it is of, if it is not of the account itself."""
        return self.payload.get("account")

    @property
    def object(self) -> dict[str, Any]:
        """The object as it was when the event was created."""
        return self.payload["data"]["object"]


def verify(raw: bytes, signature: str, secrets: Sequence[str], now: datetime) -> StripeEvent:
    """Return the event in a signed request body.

    Several secrets are accepted, so that one can be rolled without losing a delivery.

    Raises:
        InvalidSignatureError: If the signature is bad, the timestamp stale or the body no event.
    """
    if not signature.isascii():
        raise InvalidSignatureError("signature")
    _check_age(signature, now)
    if not any(_signed(raw, signature, secret) for secret in secrets if secret):
        raise InvalidSignatureError("signature")
    try:
        return read_event(orjson.loads(raw))
    except ValueError:
        raise InvalidSignatureError("body") from None


def read_event(payload: object) -> StripeEvent:
    """Return an event from its decoded form, without personal data.

    Raises:
        ValueError: If it is no event, or one that can't be stored.
    """
    return stored_event(redact(payload))


def stored_event(payload: dict[str, Any]) -> StripeEvent:
    """Return an event from the form in which it is stored.

    Raises:
        ValueError: If it is no event.
    """
    match payload:
        case {
            "id": str(id_),
            "object": "event",
            "type": str(type_),
            "created": int(created),
            "data": {"object": {"object": str()}},
        } if 0 < created < 1 << 40 and _fits(id_, 255) and _fits(type_, 80):
            version = payload.get("api_version")
            return StripeEvent(
                id=id_,
                type=type_,
                created=datetime.fromtimestamp(created, UTC),
                api_version=version if isinstance(version, str) and _fits(version, 40) else None,
                payload=payload,
            )
        case _:
            raise ValueError("not an event")


def _fits(text: str, most: int) -> bool:
    """Return whether a column of `most` characters can store it, in any database."""
    return text.isprintable() and len(text) <= most


def _check_age(signature: str, now: datetime) -> None:
    """Check the age by the clock that was passed in; the SDK reads the machine's."""
    stamps = [part[2:] for part in signature.split(",") if part.startswith("t=")]
    if len(stamps) != 1 or not stamps[0].isdigit() or len(stamps[0]) > MAX_TIMESTAMP_DIGITS:
        raise InvalidSignatureError("signature")
    age = now.timestamp() - int(stamps[0])
    if not -FUTURE_SECONDS <= age <= TOLERANCE_SECONDS:
        raise InvalidSignatureError("timestamp")


def _signed(raw: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(raw, signature, secret)  # pyright: ignore[reportUnknownMemberType] one untyped default
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False
    return True
