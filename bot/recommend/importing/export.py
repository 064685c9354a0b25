"""Read one export: its head, then its messages one by one, in constant memory.

A file contains one channel or thread: `guild`, `channel`, then `messages`. For a thread,
`channel.categoryId` is its parent channel. Ids are strings; absent ones are null or empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import ijson

from bot.recommend.importing.bounded import Bounded, UnboundedError

Json = dict[str, Any]

_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"


class BrokenExportError(Exception):
    """A file is no export, or is truncated; messages read before that are valid."""


@dataclass(frozen=True, slots=True)
class Head:
    """The channel or thread of a file; `kind` is the exporter's name of its type."""

    guild_id: int
    channel_id: int
    kind: str
    name: str
    parent_id: int | None


class Export:
    """An open file.

    Raises:
        BrokenExportError: From `head` or while iterating.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    @property
    def position(self) -> int:
        """The number of bytes read."""
        return self._file.tell() if self._file is not None and not self._file.closed else 0

    def head(self) -> Head:
        """Read the channel or thread of the file."""
        values: Json = {}
        with self._opened() as file:
            try:
                for prefix, _, value in ijson.parse(Bounded(file)):
                    if prefix == "messages":
                        break
                    values[prefix] = value
                return _head(values)
            except (ijson.JSONError, UnicodeDecodeError) as error:
                raise BrokenExportError(f"it is no JSON: {_line(error)}") from error
            except UnboundedError as error:
                raise BrokenExportError(str(error)) from error
            except (KeyError, ValueError, TypeError) as error:
                raise BrokenExportError(f"it is not an export of a channel: {error}") from error

    def messages(self) -> Iterator[Json]:
        """Yield the messages in the order of the file."""
        with self._opened() as file:
            self._file = file
            try:
                for message in ijson.items(Bounded(file), "messages.item", buf_size=_CHUNK):
                    if not isinstance(message, dict):
                        raise BrokenExportError("one of its messages is not an object")
                    yield cast("Json", message)
            except (ijson.JSONError, UnicodeDecodeError) as error:
                raise BrokenExportError(f"it ends early: {_line(error)}") from error
            except UnboundedError as error:
                raise BrokenExportError(str(error)) from error

    def message(self, message_id: int) -> Json | None:
        """Find a message anywhere in the file, because the newest may come first."""
        wanted = str(message_id)
        return next((each for each in self.messages() if str(each.get("id")) == wanted), None)

    def _opened(self) -> BinaryIO:
        if not self._path.is_file():
            raise BrokenExportError("it doesn't exist or is not a file")
        try:
            file = self._path.open("rb")
        except OSError as error:
            raise BrokenExportError(f"it can't be opened: {error.strerror}") from error
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        return file


def _head(values: Json) -> Head:
    parent = values.get("channel.categoryId")
    ids = [int(values["guild.id"]), int(values["channel.id"]), int(parent or 0)]
    if not all(0 <= each < 1 << 63 for each in ids):
        raise ValueError("an id is larger than any of Discord's")
    return Head(
        guild_id=ids[0],
        channel_id=ids[1],
        kind=str(values["channel.type"]),
        name=str(values["channel.name"]),
        parent_id=ids[2] or None,
    )


def _line(error: Exception) -> str:
    """Return a parser error's first line; the rest would quote members' messages."""
    return str(error).partition("\n")[0].strip()[:80]
