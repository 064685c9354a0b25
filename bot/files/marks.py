"""Name the buyer in their copy of a PDF or zip.

That deters from passing it on, but doesn't prevent it.
A copy is the stored file up to some byte, followed by a short tail of its own. So it is made while
it is sent, needs no memory for the file, and can be resumed anywhere.
"""

import asyncio
import struct
import sys
import zipfile
from asyncio.subprocess import DEVNULL, PIPE
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from bot.files.store import FileStore
from data.files import File

LARGEST_PDF = 64 * 1024 * 1024  # bytes; pypdf needs several times as many
LARGEST_TAIL = 4 * 1024 * 1024
REMEMBERED = 16 * 1024 * 1024  # bytes of all tails
SECONDS = 30.0
LICENCE_FILE = "LICENCE-OF-THIS-COPY.txt"
_END = struct.Struct("<4s4H2LH")  # the end record of a zip
_END_MARK = b"PK\x05\x06"
_MAX_END = _END.size + 0xFFFF
_MARKED_ENDINGS = (".pdf", ".zip")


@dataclass(frozen=True, slots=True)
class Copy:
    """A member's copy: the stored file's first `keep` bytes, then `tail`."""

    keep: int
    tail: bytes = b""

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.keep + len(self.tail)


class Copies:
    """Makes members' copies. Tails are remembered as long as there is room."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._tails: OrderedDict[tuple[str, int], Copy] = OrderedDict()
        self._one_pdf = asyncio.Semaphore(1)

    async def of(self, file: File, user_id: int) -> Copy:
        """Return a member's copy of a file; it is unmarked where no mark can be made.

        Raises:
            MissingError, StoreUnavailableError: The store has no such file, or fails.
        """
        if not file.name.lower().endswith(_MARKED_ENDINGS):
            return Copy(file.size)
        key = (file.key, user_id)
        found = self._tails.pop(key, None)
        if found is None:
            is_pdf = file.name.lower().endswith(".pdf")
            found = await (self._of_pdf if is_pdf else self._of_zip)(file, _text(user_id))
        self._tails[key] = found
        while sum(len(each.tail) for each in self._tails.values()) > REMEMBERED:
            self._tails.popitem(last=False)
        return found

    async def stream(self, file: File, copy: Copy, start: int, end: int) -> AsyncGenerator[bytes]:
        """Yield the bytes of a copy from `start` until before `end`."""
        async for chunk in self._store.stream(file.key, start, min(end, copy.keep)):
            yield chunk
        if end > copy.keep:
            yield copy.tail[max(start - copy.keep, 0) : end - copy.keep]

    async def _of_zip(self, file: File, text: str) -> Copy:
        end_at = max(file.size - _MAX_END, 0)
        last = b"".join([chunk async for chunk in self._store.stream(file.key, end_at)])
        directory_at = directory_start(last, file.size)
        if directory_at is None or file.size - directory_at > LARGEST_TAIL:
            return Copy(file.size)
        tail = b"".join([chunk async for chunk in self._store.stream(file.key, directory_at)])
        with suppress(zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return Copy(directory_at, zip_tail(tail, directory_at, text))
        return Copy(file.size)

    async def _of_pdf(self, file: File, text: str) -> Copy:
        if file.size > LARGEST_PDF:
            return Copy(file.size)
        async with self._one_pdf:
            return Copy(file.size, await self._tail_of_pdf(file, text))

    async def _tail_of_pdf(self, file: File, text: str) -> bytes:
        """Return what another process appends to a PDF; empty if it can't."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.files.pdf_mark",
            text,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
        )
        assert process.stdin is not None  # noqa: S101 it is piped
        assert process.stdout is not None  # noqa: S101
        try:
            async with asyncio.timeout(SECONDS):
                with suppress(ConnectionError):  # it ended early
                    async for chunk in self._store.stream(file.key):
                        process.stdin.write(chunk)
                        await process.stdin.drain()
                process.stdin.close()
                tail = await _read(process.stdout, LARGEST_TAIL)
                return b"" if tail is None or await process.wait() else tail
        except TimeoutError:
            return b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _read(stream: asyncio.StreamReader, most: int) -> bytes | None:
    """Return all that a stream has; None if it is more than `most` bytes."""
    read = bytearray()
    while chunk := await stream.read(64 * 1024):
        read += chunk
        if len(read) > most:
            return None
    return bytes(read)


def directory_start(last: bytes, size: int) -> int | None:
    """Return where a zip's list of entries begins; None if it can't be marked.

    Args:
        last: The zip's last bytes.
        size: The size of the whole zip.
    """
    at = last.rfind(_END_MARK)
    if at < 0 or len(last) - at < _END.size:
        return None
    *_, length, offset, comment = _END.unpack_from(last, at)
    end_at = size - len(last) + at
    # What follows another layout (Zip64, something before the first entry) stays as it is.
    if offset + length != end_at or end_at + _END.size + comment != size:
        return None
    return offset


def zip_tail(tail: bytes, start: int, text: str) -> bytes:
    """Return a zip from its list of entries on, with the owner's name added.

    Nothing is unpacked. The name stands in the zip's comment and in a file of its own.

    Raises:
        zipfile.BadZipFile, ValueError, OSError: It is no zip, or has such a file.
    """
    end_at = tail.rindex(_END_MARK)
    comment = tail[end_at + _END.size :]
    # Without its comment, because the library would look for it before where we begin.
    end = _End(tail[: end_at + _END.size - 2] + b"\0\0", start)
    with zipfile.ZipFile(end, "a", allowZip64=False) as archive:
        if archive.start_dir != start or LICENCE_FILE in archive.NameToInfo:
            raise ValueError("it has a file of that name, or is none that the library reads")
        entry = zipfile.ZipInfo(LICENCE_FILE, date_time=(1980, 1, 1, 0, 0, 0))
        archive.writestr(entry, f"{text}\n")
        archive.comment = (comment and comment + b"\n") + text.encode()
    return end.getvalue()


class _End(BytesIO):
    """The end of a file without its beginning; positions are the whole's."""

    def __init__(self, content: bytes, start: int) -> None:
        super().__init__(content)
        self._start = start

    def seek(self, position: int, whence: int = 0, /) -> int:
        if whence == 0:
            if position < self._start:
                raise OSError("this part of the file is not there")
            position -= self._start
        return super().seek(position, whence) + self._start

    def tell(self) -> int:
        return super().tell() + self._start

    def truncate(self, size: int | None = None, /) -> int:
        return super().truncate(None if size is None else size - self._start)


def _text(user_id: int) -> str:
    return f"This copy was sold to the Discord account {user_id}."
