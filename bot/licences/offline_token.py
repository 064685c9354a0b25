"""Signs what a program may believe without our server for some days. Pure.

A token is base64url(JSON), a dot, and base64url of its Ed25519 signature.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True, slots=True)
class OfflineClaim:
    """What is signed: that a licence is valid on a device until a time."""

    licence_id: int
    content_id: int
    device: str
    until: datetime


class OfflineSigner:
    """Signs with a private key that is derived from 32 secret bytes."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> str:
        """The public key in PEM, with which programs check tokens."""
        public = self._private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, claim: OfflineClaim) -> str:
        """Return the token of a claim."""
        fields = {
            "licence": claim.licence_id,
            "content": claim.content_id,
            "device": claim.device,
            "until": int(claim.until.timestamp()),
        }
        body = json.dumps(fields, separators=(",", ":")).encode()
        return f"{_encoded(body)}.{_encoded(self._private.sign(body))}"

    def verifies(self, token: str) -> bool:
        """Return whether a token was signed by us; it may have ended."""
        body, _, signature = token.partition(".")
        try:
            self._private.public_key().verify(_decoded(signature), _decoded(body))
        except (InvalidSignature, ValueError):
            return False
        return True


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encoded(raw) != text:  # spare bits that decode to the same bytes
        raise ValueError("not in canonical form")
    return raw
