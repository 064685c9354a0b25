"""Limit the nesting and string length of a JSON file before a parser reads it.

The parser stores the path to each open bracket: half a megabyte of them would take gigabytes.
"""

import re
from typing import BinaryIO

DEEPEST = 200  # open brackets at most; exports have about ten
MAX_STRING_BYTES = 16 << 20  # Discord's longest text is a few kilobytes
_CHUNK = 1 << 16

_SIGNS = b'"[]{}'
_PAIRS = (b"[]", b"{}")
_ROUNDS = 4  # after which little is left of an export
_OTHERS = bytes(set(range(256)) - set(_SIGNS))


class UnboundedError(ValueError):
    """The file exceeds the limits: no export does, so it may be an attack."""


class Bounded:
    """Reads a file in chunks, each checked first.

    Raises:
        UnboundedError: From `read`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._depth = 0
        self._inside = 0  # 1: the previous chunk ended inside a string
        self._open = 0  # bytes of whole chunks that such a string has filled
        self._escaped = False  # the previous chunk ended in a backslash that escapes

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as a file's `read` does."""
        chunk = self._file.read(_CHUNK if size < 0 or size > _CHUNK else size)
        self._inspect(chunk)
        return chunk

    def _inspect(self, chunk: bytes) -> None:
        """Count open brackets outside strings, and check the length of strings."""
        between = self._between_strings(chunk)
        if self._open > MAX_STRING_BYTES:
            raise UnboundedError("one of its texts is longer than Discord allows")
        flat = between
        for pair in _PAIRS * _ROUNDS:  # each pass removes at most one level
            flat = flat.replace(pair, b"")
        opened = flat.count(b"[") + flat.count(b"{")
        if self._depth + opened + len(_PAIRS) * _ROUNDS > DEEPEST:
            self._count_each(between)
        else:
            self._depth += opened - flat.count(b"]") - flat.count(b"}")

    def _between_strings(self, chunk: bytes) -> bytes:
        """Return the brackets outside strings, by methods of bytes because those are fast.

        Escapes occur in strings only; the parser refuses a file with one elsewhere.
        """
        text = chunk[1:] if self._escaped else chunk
        if chunk:
            self._escaped = False
        if b"\\" in text:
            self._escaped = _ends_escaped(text)
            # A run of backslashes is pairs, and perhaps one more, which escapes the next character.
            text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = text.translate(None, _OTHERS).split(b'"')
        between = b"".join(parts[self._inside :: 2])
        whole = self._inside and len(parts) == 1
        self._open = self._open + len(chunk) if whole else 0
        self._inside ^= (len(parts) - 1) % 2
        return between

    def _count_each(self, between: bytes) -> None:
        for character in re.findall(rb"[\[\]{}]", between):
            self._depth += 1 if character in b"[{" else -1
            if self._depth > DEEPEST:
                raise UnboundedError("its brackets are nested deeper than in any export")


def _ends_escaped(text: bytes) -> bool:
    return (len(text) - len(text.rstrip(b"\\"))) % 2 == 1
