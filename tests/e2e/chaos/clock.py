"""One business clock for two processes: the machine's time plus an offset that both read."""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSET = struct.Struct("<q")  # microseconds


class SharedClock:
    """A clock whose offset lies in a small file, mapped into memory by whoever reads it.

    The test moves it together with Stripe's; Lyceum's process follows at once, though it was
    killed and started anew a dozen times meanwhile.
    """

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_OFFSET.pack(0))
        with file.open("r+b") as opened:
            self._offset = mmap.mmap(opened.fileno(), _OFFSET.size)
        self.file = file

    def now(self) -> datetime:
        """Return the shifted instant as an aware UTC datetime."""
        (offset,) = _OFFSET.unpack_from(self._offset)
        return datetime.now(UTC) + timedelta(microseconds=offset)

    def advance(self, by: timedelta) -> None:
        """Let `by` pass at once, for everybody who reads this clock."""
        (offset,) = _OFFSET.unpack_from(self._offset)
        _OFFSET.pack_into(self._offset, 0, offset + by // timedelta(microseconds=1))
