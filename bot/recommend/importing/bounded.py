"""A file as a JSON parser may read it: no deeper, and no longer strings, than any export has.

The parser remembers the path to each open bracket: half a megabyte of them would take gigabytes.
"""

import re
from typing import BinaryIO

DEEPEST = 200  # open brackets; exports have about ten
LONGEST = 16 << 20  # bytes of one string; Discord's longest text is a few kilobytes
_CHUNK = 1 << 16

_SIGNS = b'"[]{}'
_PAIRS = (b"[]", b"{}")
_ROUNDS = 4  # after which little is left of an export
_OTHERS = bytes(set(range(256)) - set(_SIGNS))


class UnboundedError(ValueError):
    """The file is no export, but made to exhaust whoever reads it."""


class Bounded:
    """Hands a file on in chunks, each looked at first.

    Raises:
        UnboundedError: from `read`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._depth = 0
        self._inside = 0  # 1: the chunk before ended inside a string
        self._open = 0  # bytes of whole chunks that such a string has filled
        self._escaped = False  # the chunk before ended in a backslash that escapes

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as a file does."""
        chunk = self._file.read(_CHUNK if size < 0 or size > _CHUNK else size)
        self._look_at(chunk)
        return chunk

    def _look_at(self, chunk: bytes) -> None:
        """Count brackets outside strings, and how long strings are."""
        between = self._between_strings(chunk)
        if self._open > LONGEST:
            raise UnboundedError("one of its texts is longer than any of Discord's")
        flat = between
        for pair in _PAIRS * _ROUNDS:  # each time the deepest lose one level at most
            flat = flat.replace(pair, b"")
        opened = flat.count(b"[") + flat.count(b"{")
        if self._depth + opened + len(_PAIRS) * _ROUNDS > DEEPEST:
            self._count_each(between)
        else:
            self._depth += opened - flat.count(b"]") - flat.count(b"}")

    def _between_strings(self, chunk: bytes) -> bytes:
        """Return the brackets outside strings; all by methods of bytes, which cost next to nothing.

        Escapes stand in strings only: where one stands elsewhere, the parser refuses the file.
        """
        text = chunk[1:] if self._escaped else chunk
        if chunk:
            self._escaped = False
        if b"\\" in text:
            self._escaped = _ends_escaped(text)
            # A run of backslashes is pairs, and perhaps one more, which escapes what follows.
            text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = text.translate(None, _OTHERS).split(b'"')
        between = b"".join(parts[self._inside :: 2])
        whole = self._inside and len(parts) == 1
        self._open = self._open + len(chunk) if whole else 0
        self._inside ^= (len(parts) - 1) % 2
        return between

    def _count_each(self, between: bytes) -> None:
        for sign in re.findall(rb"[\[\]{}]", between):
            self._depth += 1 if sign in b"[{" else -1
            if self._depth > DEEPEST:
                raise UnboundedError("its brackets are nested deeper than in any export")


def _ends_escaped(text: bytes) -> bool:
    return (len(text) - len(text.rstrip(b"\\"))) % 2 == 1
