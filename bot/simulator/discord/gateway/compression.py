"""The gateway's transport compressions: one stream per connection."""

import struct
import zlib
from typing import Protocol


class Stream(Protocol):
    """Turns messages into frames of one connection."""

    def frame(self, text: str) -> str | bytes:
        """Return the next message's frame."""
        ...


class Plain:
    """No compression: text frames."""

    def frame(self, text: str) -> str:
        """Return the message itself."""
        return text


class Zlib:
    """One zlib context; each message ends in a sync flush (00 00 ff ff)."""

    def __init__(self) -> None:
        self._context = zlib.compressobj()

    def frame(self, text: str) -> bytes:
        """Return the message, flushed."""
        return self._context.compress(text.encode()) + self._context.flush(zlib.Z_SYNC_FLUSH)


class StoredZstd:
    """A valid Zstandard stream of stored blocks; the standard library can't compress.

    Discord's clients decode it like any other Zstandard stream (RFC 8878, section 3.1.1).
    """

    _HEADER = bytes.fromhex("28b52ffd0068")  # magic; no size, no checksum; a window of 8 MiB
    _MAX_BLOCK_BYTES = 1 << 17  # of a block

    def __init__(self) -> None:
        self._started = False

    def frame(self, text: str) -> bytes:
        """Return the message in stored blocks, after the stream's header for the first."""
        data = text.encode()
        blocks = [b"" if self._started else self._HEADER]
        self._started = True
        for start in range(0, len(data), self._MAX_BLOCK_BYTES):
            block = data[start : start + self._MAX_BLOCK_BYTES]
            blocks += [struct.pack("<I", len(block) << 3)[:3], block]
        return b"".join(blocks)


def stream_for(compress: str | None) -> Stream:
    """Return the stream that a connection's `compress` parameter asks for."""
    match compress:
        case "zlib-stream":
            return Zlib()
        case "zstd-stream":
            return StoredZstd()
        case _:
            return Plain()
