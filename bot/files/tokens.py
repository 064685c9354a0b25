"""Sign download links, so that nothing in them can be changed. Pure.

A token is a format number, the file, its version, the member and the end of its life, followed by
their HMAC-SHA256: 57 bytes, which base64 turns into 76 characters without spare bits.
"""

import hashlib
import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

_FORMAT = 1
_LAYOUT = struct.Struct(">BQIQI")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{76}")


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """One member's link to one version of a file, until an instant in whole seconds."""

    file_id: int
    version: int
    user_id: int
    until: datetime


class LinkSigner:
    """Signs download links. The key is derived from a secret of the installation.

    When that secret is replaced, links end; they live for minutes only.
    """

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, "download links")

    def sign(self, link: DownloadLink) -> str:
        """Return the token of a link."""
        until = int(link.until.timestamp())
        named = _LAYOUT.pack(_FORMAT, link.file_id, link.version, link.user_id, until)
        return urlsafe_b64encode(named + self._seal(named)).decode()

    def read(self, token: str) -> DownloadLink | None:
        """Return the link of a token; None if we did not sign it. It may have ended."""
        if _TOKEN.fullmatch(token) is None:
            return None
        raw = urlsafe_b64decode(token)
        named, seal = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
        if not hmac.compare_digest(seal, self._seal(named)):
            return None
        _, file_id, version, user_id, until = _LAYOUT.unpack(named)
        return DownloadLink(file_id, version, user_id, datetime.fromtimestamp(until, UTC))

    def _seal(self, named: bytes) -> bytes:
        return hmac.digest(self._key, named, "sha256")


def derive(secret: str, purpose: str) -> bytes:
    """Return a key of 256 bits for a purpose; it doesn't reveal the secret."""
    return hmac.digest(secret.encode(), f"lyceum {purpose}".encode(), hashlib.sha256)


def hashed_address(key: bytes, guild_id: int, user_id: int, address: str) -> str:
    """Return a hash of an address that can't be compared between members."""
    return hmac.digest(key, f"{guild_id} {user_id} {address}".encode(), "sha256").hex()[:32]
