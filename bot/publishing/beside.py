"""Reads pictures and attachments that lie beside a text."""

import hashlib
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

MAX_BYTES = 8_000_000  # of one file: Discord takes 10 MB in a message
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class FileBeside:
    """A file that a text shows or links to.

    Attributes:
        path: From the published folder, with forward slashes.
        location: Where it lies on this machine.
        size: In bytes.
        sha256: Of its bytes, in hexadecimal.
    """

    path: str
    location: Path
    size: int
    sha256: str


class UnusableFileError(Exception):
    """A file beside a text can't be used; the message says why."""


def inside(text_path: str, written: str) -> str:
    """Return the path from the published folder of what a text names.

    Raises:
        UnusableFileError: It leads out of the folder.
    """
    name = unquote(re.split("[?#]", written, maxsplit=1)[0])
    path = posixpath.normpath(posixpath.join(posixpath.dirname(text_path), name))
    if path.startswith(("/", "..")) or "\\" in path or "\0" in path:
        raise UnusableFileError(f"{written[:80]} leads out of the folder")
    return path


def read_beside(folder: Path, text_path: str, written: str, *, picture: bool) -> FileBeside:
    """Return the file that a text names.

    Raises:
        UnusableFileError: It is not there, leads out of the folder, is too large, or no picture.
    """
    path = inside(text_path, written)
    location = folder / path
    if not location.is_file() or not location.resolve().is_relative_to(folder.resolve()):
        raise UnusableFileError(f"{written[:80]} is not in the folder")
    if picture and location.suffix.lower() not in PICTURES:
        raise UnusableFileError(f"{written[:80]} is no picture that Discord shows")
    size = location.stat().st_size
    if size > MAX_BYTES:
        raise UnusableFileError(
            f"{written[:80]} is larger than {MAX_BYTES // 1_000_000} MB; sell it as a file"
        )
    return FileBeside(path, location, size, hashlib.sha256(location.read_bytes()).hexdigest())


def hash_of(parts: Sequence[str]) -> str:
    """Return the SHA-256 of several texts in their order, in hexadecimal."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part.encode()).digest())
    return whole.hexdigest()
