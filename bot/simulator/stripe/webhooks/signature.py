"""The `Stripe-Signature` header."""

import hashlib
import hmac
from collections.abc import Iterable

import orjson

from bot.simulator.stripe.store import Json


def payload(event: Json) -> bytes:
    """Return the body of a delivery, formatted as by Stripe."""
    return orjson.dumps(event, option=orjson.OPT_INDENT_2)


def sign(body: bytes, secrets: Iterable[str], timestamp: int) -> str:
    """Return the header's value: a signature per secret (two while one is rolled)."""
    signed = f"{timestamp}.".encode() + body
    digests = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={timestamp}", *(f"v1={digest}" for digest in digests)])
