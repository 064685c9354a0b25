"""A file as a JSON parser may read it: no deeper, and no longer strings, than any export has.

The parser remembers the path to each open bracket: half a megabyte of them would take gigabytes.
"""

import re
from typing import BinaryIO

DEEPEST = 200  # open brackets; exports have about ten
LONGEST = 16 << 20  # bytes of one string; Discord's longest text is a few kilobytes
_CHUNK = 1 << 16

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_CLOSING = re.compile(rb'(?:[^"\\]|\\.)*+"', re.DOTALL)


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
        self._open = 0  # bytes of a string that has not ended yet; 0: between strings
        self._escaped = False  # the chunk before ended in a backslash of such a string

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as a file does."""
        chunk = self._file.read(_CHUNK if size < 0 or size > _CHUNK else size)
        self._look_at(chunk)
        return chunk

    def _look_at(self, chunk: bytes) -> None:
        rest = self._after_string(chunk) if self._open else chunk
        if rest is None:
            return
        rest = _STRING.sub(b"", rest)
        between, quote, begun = rest.partition(b'"')
        if quote:
            self._open = len(begun) + 1
            self._escaped = _ends_escaped(begun)
        opened = between.count(b"[") + between.count(b"{")
        if self._depth + opened > DEEPEST:
            self._count_each(between)
        else:
            self._depth += opened - between.count(b"]") - between.count(b"}")

    def _after_string(self, chunk: bytes) -> bytes | None:
        """Return what follows the string that was open; None while it goes on."""
        start = 1 if self._escaped and chunk else 0
        end = _CLOSING.match(chunk, start)
        if end is not None:
            self._open, self._escaped = 0, False
            return chunk[end.end() :]
        self._open += len(chunk)
        self._escaped = _ends_escaped(chunk[start:])
        if self._open > LONGEST:
            raise UnboundedError("one of its texts is longer than any of Discord's")
        return None

    def _count_each(self, between: bytes) -> None:
        for sign in re.findall(rb"[\[\]{}]", between):
            self._depth += 1 if sign in b"[{" else -1
            if self._depth > DEEPEST:
                raise UnboundedError("its brackets are nested deeper than in any export")


def _ends_escaped(text: bytes) -> bool:
    return (len(text) - len(text.rstrip(b"\\"))) % 2 == 1
