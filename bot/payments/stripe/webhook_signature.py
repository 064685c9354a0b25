"""Is this really from Stripe? The signature over the raw bytes, before anything else is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import stripe

from bot.payments.stripe.objects.redaction import redact

TOLERANCE_SECONDS = 300
LONGEST_STAMP = 12  # digits; more would overflow what a date can hold
FUTURE_SECONDS = 300  # the SDK accepts any future; we allow for a clock that is somewhat off


class InvalidSignatureError(Exception):
    """The request can't be believed; `reason` says why in a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """What Stripe told us. `payload` is the event without what it tells of a person."""

    id: str
    type: str
    created: datetime
    api_version: str | None
    payload: dict[str, Any]

    @property
    def livemode(self) -> bool | None:
        """Whether it tells of real money; None where it doesn't say."""
        return self.payload.get("livemode")

    @property
    def object(self) -> dict[str, Any]:
        """The object as it looked when the event was made."""
        return self.payload["data"]["object"]


def verify(raw: bytes, signature: str, secrets: Sequence[str], now: datetime) -> StripeEvent:
    """Return the event in a signed request body.

    Several secrets are accepted, so that one can be rolled without losing a delivery.

    Raises:
        InvalidSignatureError: bad signature, stale timestamp or a body that is no event.
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
    """Return an event from its decoded form, without what it tells of a person.

    Raises:
        ValueError: when it is no event, or none that can be stored.
    """
    return stored_event(redact(payload))


def stored_event(payload: dict[str, Any]) -> StripeEvent:
    """Return an event from the form in which it is stored.

    Raises:
        ValueError: when it is none.
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
    """Whether a column of that width takes it, in any database."""
    return text.isprintable() and len(text) <= most


def _check_age(signature: str, now: datetime) -> None:
    """Judge the age by our own clock, which tests can set; the SDK reads the machine's."""
    stamps = [part[2:] for part in signature.split(",") if part.startswith("t=")]
    if len(stamps) != 1 or not stamps[0].isdigit() or len(stamps[0]) > LONGEST_STAMP:
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
