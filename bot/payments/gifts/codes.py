"""Codes for gifts and seats: generate, parse as people type them, and hash.

A code is 95 random bits in Crockford's base 32 (no I, L, O, U) and a check character, in four
groups. The check character detects every single wrong character and every swap of two, so that a
typing mistake is told apart from a code that does not exist.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 19
GROUP = 5
LOOKALIKES = str.maketrans("OIL", "011")
GAPS = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")


def make() -> str:
    """Return a new code, as it is shown."""
    values = [secrets.randbelow(len(ALPHABET)) for _ in range(RANDOM_CHARACTERS)]
    return write(values)


def write(values: list[int]) -> str:
    """Return the code of values below 32, with its check character."""
    signs = "".join(ALPHABET[value] for value in (*values, _double(_remainder(values))))
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def bare(code: str) -> str:
    """Return a code's characters alone."""
    return code.replace("-", "")


def read(typed: str) -> str | None:
    """Return the characters of a code as typed; None if it can't be one."""
    plain = GAPS.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(LOOKALIKES)
    values = [ALPHABET.find(character) for character in plain]
    if len(values) != RANDOM_CHARACTERS + 1 or min(values) < 0 or _remainder(values):
        return None
    return plain


def hash_code(signs: str) -> str:
    """Return what is stored instead of a code; with 95 random bits it needs no salt."""
    return hashlib.sha256(f"lyceum-code:{signs}".encode()).hexdigest()


def _remainder(values: Iterable[int]) -> int:
    """Evaluate values as a polynomial over the field of 32 elements, at its generator."""
    total = 0
    for value in values:
        total = _double(total) ^ value
    return total


def _double(element: int) -> int:
    """Multiply by the generator; 37 is the field's polynomial, x⁵ + x² + 1."""
    element <<= 1
    return element ^ 37 if element & 32 else element
