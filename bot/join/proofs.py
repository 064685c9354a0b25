"""The secrets that tie a sign-in to one browser.

The database holds hashes of them only. PKCE's verifier (RFC 7636) is derived from the browser's
secret and the state, so it is stored nowhere.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

_SECRET = re.compile(r"[\w-]{43}", re.ASCII)  # 32 random bytes in base64


def new_secret() -> str:
    """Return a random secret of 256 bits."""
    return secrets.token_urlsafe(32)


def is_secret(value: str | None) -> bool:
    """Return whether a value has the form of our secrets."""
    return value is not None and _SECRET.fullmatch(value) is not None


def hashed(secret: str) -> str:
    """Return the hash under which a secret is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def verifier(browser: str, state: str) -> str:
    """Return PKCE's verifier for a sign-in of a browser."""
    key = hmac.new(browser.encode(), f"pkce:{state}".encode(), hashlib.sha256)
    return _base64(key.digest())


def challenge(verifier: str) -> str:
    """Return PKCE's challenge of the method S256."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def _base64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
