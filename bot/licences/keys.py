"""Derives licence keys, so that they need not be stored to be shown. Pure.

A key is a prefix and 100 bits of an HMAC-SHA256 over the licence's id and the number of the key, in
Crockford's base 32, which has no letters that look like digits. What is stored is a keyed hash, so
that nobody who has the database alone can find short keys from elsewhere by trying.
"""

import hmac
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 4, 5
PREFIX = "LYC"
MAX_KEY_LENGTH = 100
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_OURS = re.compile(rf"{PREFIX}[0-9A-Z]{{{GROUPS * GROUP_LENGTH}}}")


def derive(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def key_of(secret: str, licence_id: int, number: int) -> str:
    """Return a licence's first, second, … key: LYC-XXXXX-XXXXX-XXXXX-XXXXX."""
    raw = hmac.digest(derive(secret, "licence keys"), b"%d %d" % (licence_id, number), "sha256")
    bits = int.from_bytes(raw)
    text = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(GROUPS * GROUP_LENGTH))
    groups = [text[at : at + GROUP_LENGTH] for at in range(0, len(text), GROUP_LENGTH)]
    return "-".join((PREFIX, *groups))


def hash_of(secret: str, key: str) -> str:
    """Return the hash by which a key is found, however it was typed.

    Of our own keys case, dashes and letters that look like digits don't matter. Keys from
    elsewhere are compared as they are, but for space around them.
    """
    typed = key.strip()[:MAX_KEY_LENGTH]
    plain = "".join(typed.upper().replace("-", "").split())
    if _OURS.fullmatch(plain):
        typed = PREFIX + plain.removeprefix(PREFIX).translate(_ALIKE)
    hashing = derive(secret, "hashes of licence keys")
    return hmac.digest(hashing, typed.encode(), "sha256").hex()
