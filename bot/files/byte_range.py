"""Read which part of a file a request wants (RFC 9110, section 14). Pure."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


class UnsatisfiableRangeError(Exception):
    """The range is beyond the file's end, malformed, or several ranges at once."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from `start` until before `end`; `whole` without a range."""

    start: int
    end: int
    size: int
    whole: bool

    @property
    def content_range(self) -> str:
        """The Content-Range header."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def wanted_part(header: str | None, if_range: str | None, tag: str, size: int) -> ByteRange:
    """Return the part that a request wants.

    Args:
        header: The request's Range, or None.
        if_range: The request's If-Range: the tag of the file that it has a part of, or None.
        tag: The file's own tag.
        size: The file's size in bytes.

    Raises:
        UnsatisfiableRangeError: There is no such part, or there are several.
    """
    whole = ByteRange(0, size, size, whole=True)
    if header is None or (if_range is not None and if_range != tag):
        return whole
    found = _RANGE.fullmatch(header)
    if found is None or not any(found.groups()):
        raise UnsatisfiableRangeError
    first, last = found.groups()
    if not first:  # the last bytes
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise UnsatisfiableRangeError
    return ByteRange(start, end, size, whole=False)
