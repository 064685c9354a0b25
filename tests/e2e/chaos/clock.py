"""A clock for two processes: the machine's time plus an offset that both read."""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSETS = struct.Struct("<qq")  # microseconds: of everybody's time, and of Lyceum's error
_UNIT = timedelta(microseconds=1)


class SharedClock:
    """A clock whose offset is in a small file that each process maps into memory.

    The test moves it together with Stripe's; Lyceum's process follows immediately, even after many
    kills and restarts.
    """

    def __init__(self, file: Path, *, wrong: bool = False) -> None:
        """Open the clock.

        Args:
            file: The file with its offset.
            wrong: Whether to include the error that `err` sets, as Lyceum's clock does.
        """
        if not file.exists():
            file.write_bytes(_OFFSETS.pack(0, 0))
        with file.open("r+b") as opened:
            self._offsets = mmap.mmap(opened.fileno(), _OFFSETS.size)
        self._wrong = wrong
        self.file = file

    def now(self) -> datetime:
        """Return the shifted time as an aware UTC datetime."""
        offset, error = _OFFSETS.unpack_from(self._offsets)
        return datetime.now(UTC) + timedelta(microseconds=offset + self._wrong * error)

    def advance(self, by: timedelta) -> None:
        """Advance the clock by `by` for every process that reads it."""
        offset, error = _OFFSETS.unpack_from(self._offsets)
        _OFFSETS.pack_into(self._offsets, 0, offset + by // _UNIT, error)

    def err(self, by: timedelta) -> None:
        """Make Lyceum's clock wrong by this much; zero corrects it."""
        offset, _ = _OFFSETS.unpack_from(self._offsets)
        _OFFSETS.pack_into(self._offsets, 0, offset, by // _UNIT)
