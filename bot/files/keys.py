"""The keys under which the store holds bytes. Pure.

A key is a purpose and 160 random bits, so it can't be guessed, and says nothing of a file's name.
"""

import re
import secrets
from typing import Literal, TypeAlias

Purpose: TypeAlias = Literal["files", "texts", "pictures"]

_KEY = re.compile(r"(files|texts|pictures)/[0-9a-f]{2}/[0-9a-f]{40}")


class InvalidKeyError(ValueError):
    """A text that is no key of ours, such as a path; it is not repeated here."""


def new_key(purpose: Purpose) -> str:
    """Return a key that nothing is stored under yet."""
    random = secrets.token_hex(20)
    return f"{purpose}/{random[:2]}/{random}"


def checked(key: str) -> str:
    """Return a key as it is.

    Raises:
        InvalidKeyError: It doesn't have the form of our keys.
    """
    if _KEY.fullmatch(key) is None:
        raise InvalidKeyError("not a key of the store")
    return key
