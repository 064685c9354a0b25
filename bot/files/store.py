"""Store bytes by key: in a folder of this machine, or in an S3-compatible bucket.

What is put gets its key only once it is complete: a cut-off upload leaves nothing that can be read.
"""

import asyncio
import hashlib
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import RetryLaterError
from bot.files.keys import Purpose, checked, new_key

if TYPE_CHECKING:
    from obstore import Attributes, GetOptions
    from obstore.store import ObjectStore

LOCAL = "file:"
CHUNK_BYTES = 128 * 1024  # read at once
PART_BYTES = 8 * 1024 * 1024  # S3 takes at most 10,000 parts: files up to 80 GB
PARTS_AT_ONCE = 2  # in memory, of one upload


class TooLargeError(Exception):
    """More bytes came than are allowed; nothing was stored."""


class MissingError(Exception):
    """The store has nothing under a key."""


class StoreUnavailableError(RetryLaterError):
    """The store can't be reached, is full, or refuses us."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What was put: its key, its size in bytes, and its SHA-256 in hexadecimal."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the store."""

    key: str
    size: int
    modified_at: datetime


class FileStore:
    """Puts, reads and deletes bytes by key.

    `place` is the setting: file:FOLDER or s3://BUCKET.
    Every method raises StoreUnavailableError when the store fails, and InvalidKeyError for a key
    that is not of our form.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._opened: ObjectStore | None = None

    @property
    def folder(self) -> Path | None:
        """The folder on this machine; None for a bucket."""
        return Path(self._place.removeprefix(LOCAL)) if self._place.startswith(LOCAL) else None

    async def put(
        self,
        purpose: Purpose,
        content: bytes | AsyncIterable[bytes],
        *,
        max_bytes: int | None = None,
        disposition: str = "attachment",
    ) -> StoredObject:
        """Store bytes under a new key, hashing them on the way.

        Args:
            purpose: What they are for; the key begins with it.
            content: All bytes, or an iterator over them, which is read as fast as it is stored.
            max_bytes: The largest size in bytes; None for any.
            disposition: The header that a bucket sends with them: under which name to save them.

        Raises:
            TooLargeError: More than `max_bytes`.
            Exception: What the iterator raised.
        """
        import obstore  # noqa: PLC0415 loads a large library

        key = new_key(purpose)
        passing = _Passing(_once(content) if isinstance(content, bytes) else content, max_bytes)
        with passing.failing():
            await obstore.put_async(
                self._store,
                key,
                passing,
                attributes=None if self.folder else _attributes(disposition),
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_ONCE,
            )
        return StoredObject(key, passing.size, passing.hash.hexdigest())

    async def get(self, key: str) -> bytes:
        """Return all bytes under a key, for small ones.

        Raises:
            MissingError: There are none.
        """
        return b"".join([chunk async for chunk in self.stream(key)])

    async def stream(
        self, key: str, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes]:
        """Yield the bytes from `start` until before `end`, in chunks.

        Raises:
            MissingError: There are none under the key.
        """
        import obstore  # noqa: PLC0415 loads a large library

        if end is not None and end <= start:
            return
        if self.folder is not None:
            async with aclosing(_read(self.folder / checked(key), start, end)) as chunks:
                async for chunk in chunks:
                    yield chunk
            return
        options: GetOptions = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        with _failing():
            found = await obstore.get_async(self._store, checked(key), options=options)
            async for chunk in found.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)

    async def size(self, key: str) -> int:
        """Return the number of bytes under a key.

        Raises:
            MissingError: There are none.
        """
        import obstore  # noqa: PLC0415 loads a large library

        with _failing():
            return (await obstore.head_async(self._store, checked(key)))["size"]

    async def delete(self, key: str) -> None:
        """Delete what is under a key; nothing happens if there is nothing."""
        import obstore  # noqa: PLC0415 loads a large library

        with suppress(MissingError), _failing():
            await obstore.delete_async(self._store, checked(key))

    async def list(self, purpose: Purpose) -> AsyncIterator[Listed]:
        """Yield all entries of a purpose, in no particular order."""
        import obstore  # noqa: PLC0415 loads a large library

        with _failing():
            async for some in obstore.list(  # pyright: ignore[reportUnknownMemberType] pyarrow's
                self._store, f"{purpose}/", chunk_size=500
            ):
                for each in some:
                    yield Listed(each["path"], each["size"], each["last_modified"])

    async def signed_url(self, key: str, lifetime: timedelta) -> str | None:
        """Return a URL at which a bucket sends the bytes itself; None for a folder."""
        import obstore  # noqa: PLC0415 loads a large library
        from obstore.store import S3Store  # noqa: PLC0415

        if not isinstance(self._store, S3Store):
            return None
        with _failing():
            return await obstore.sign_async(self._store, "GET", checked(key), lifetime)

    @property
    def _store(self) -> "ObjectStore":
        """The store, opened at first use: an owner may never sell a file."""
        if self._opened is None:
            self._opened = _open(self._place, self.folder)
        return self._opened


class _Passing:
    """Passes bytes on, counting and hashing them."""

    def __init__(self, content: AsyncIterable[bytes], max_bytes: int | None) -> None:
        self._content = content
        self._max_bytes = max_bytes
        self.size = 0
        self.hash = hashlib.sha256()
        self.error: Exception | None = None  # of the iterator

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        try:
            async for chunk in self._content:
                self._add(chunk)
                yield chunk
        except Exception as error:
            self.error = error
            raise

    @contextmanager
    def failing(self) -> Generator[None]:
        """Raise what the sender raised, or else that the store failed."""
        try:
            with _failing():
                yield
        except (MissingError, StoreUnavailableError) as error:
            if self.error is not None:
                raise self.error from None
            if isinstance(error, MissingError):  # of a new key: there is no bucket
                raise StoreUnavailableError("the store failed: it has no such bucket") from None
            raise

    def _add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self._max_bytes is not None and self.size > self._max_bytes:
            raise TooLargeError
        self.hash.update(chunk)


@contextmanager
def _failing() -> Generator[None]:
    """Turn the library's errors into ours, without the paths that they name."""
    from obstore.exceptions import BaseError  # noqa: PLC0415 loads a large library

    try:
        yield
    except FileNotFoundError:
        raise MissingError from None
    except (BaseError, OSError) as error:
        raise StoreUnavailableError(f"the store failed: {type(error).__name__}") from None


async def _read(path: Path, start: int, end: int | None) -> AsyncGenerator[bytes]:
    """Yield a part of a file in chunks.

    The library reads far ahead: with twenty readers it took more than twice the memory.
    """
    with _failing():
        file = await asyncio.to_thread(path.open, "rb", buffering=0)
    with file, _failing():
        descriptor = file.fileno()
        left = os.fstat(descriptor).st_size - start if end is None else end - start
        while left > 0:
            size = min(CHUNK_BYTES, left)
            chunk = _in_memory(descriptor, size, start)
            if chunk:
                await asyncio.sleep(0)  # a quick reader lets others have the event loop, too
            else:
                chunk = await asyncio.to_thread(os.pread, descriptor, size, start)
            if not chunk:
                return
            left, start = left - len(chunk), start + len(chunk)
            yield chunk


def _in_memory(descriptor: int, size: int, start: int) -> bytes:
    """Return bytes of a file, or none where reading may wait for the disk.

    A thread for each chunk costs the event loop more than all else of a download. Only Linux tells,
    and not for each file system.
    """
    if sys.platform != "linux":
        return b""
    buffer = bytearray(size)
    try:
        count = os.preadv(descriptor, [buffer], start, os.RWF_NOWAIT)
    except OSError:
        return b""
    return bytes(memoryview(buffer)[:count])


async def _once(content: bytes) -> AsyncGenerator[bytes]:
    yield content


def _attributes(disposition: str) -> "Attributes":
    return {"Content-Disposition": disposition, "Content-Type": "application/octet-stream"}


def _open(place: str, folder: Path | None) -> "ObjectStore":
    from obstore.store import LocalStore, from_url  # noqa: PLC0415 loads a large library

    if folder is None:
        return from_url(place)  # credentials come from AWS_… in the environment
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder.absolute())
    except OSError as error:
        raise StoreUnavailableError(f"the store failed: {type(error).__name__}") from None
