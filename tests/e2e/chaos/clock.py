"""One business clock for two processes: the machine's time plus an offset that both read."""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSETS = struct.Struct("<qq")  # microseconds: of everybody's time, and of Lyceum's error
_UNIT = timedelta(microseconds=1)


class SharedClock:
    """A clock whose offset lies in a small file, mapped into memory by whoever reads it.

    The test moves it together with Stripe's; Lyceum's process follows at once, though it was
    killed and started anew a dozen times meanwhile.
    """

    def __init__(self, file: Path, *, wrong: bool = False) -> None:
        """Read the clock.

        Args:
            file: Where its offset lies.
            wrong: Whether to go wrong when told so, as Lyceum's clock does.
        """
        if not file.exists():
            file.write_bytes(_OFFSETS.pack(0, 0))
        with file.open("r+b") as opened:
            self._offsets = mmap.mmap(opened.fileno(), _OFFSETS.size)
        self._wrong = wrong
        self.file = file

    def now(self) -> datetime:
        """Return the shifted instant as an aware UTC datetime."""
        offset, error = _OFFSETS.unpack_from(self._offsets)
        return datetime.now(UTC) + timedelta(microseconds=offset + self._wrong * error)

    def advance(self, by: timedelta) -> None:
        """Let `by` pass at once, for everybody who reads this clock."""
        offset, error = _OFFSETS.unpack_from(self._offsets)
        _OFFSETS.pack_into(self._offsets, 0, offset + by // _UNIT, error)

    def err(self, by: timedelta) -> None:
        """Let Lyceum's clock be wrong by this much; zero puts it right."""
        offset, _ = _OFFSETS.unpack_from(self._offsets)
        _OFFSETS.pack_into(self._offsets, 0, offset, by // _UNIT)
