"""Clean names of files that come in, and write them as headers. Pure."""

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 100
NAMELESS = "file"
_RESERVED = frozenset('<>:"/\\|?*')  # Windows refuses them in names
_EDGES = re.compile(r"^[\s.]+|[\s.]+$")
_HIDDEN = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
)  # control characters, and those that reorder text


def safe_name(given: str) -> str:
    """Return a name without folders and without anything invisible.

    The ending is kept when the name is too long.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        each for each in last if unicodedata.category(each) not in _HIDDEN and each not in _RESERVED
    )
    name = _EDGES.sub("", unicodedata.normalize("NFC", kept)) or NAMELESS
    stem, dot, ending = name.rpartition(".")
    if len(name) <= MAX_LENGTH or not dot or len(ending) > MAX_LENGTH // 2:
        return _EDGES.sub("", name[:MAX_LENGTH])
    return f"{stem[: MAX_LENGTH - len(ending) - 1]}.{ending}"


def ascii_name(name: str) -> str:
    """Return a name that Discord takes for an attachment: letters, digits and _.-."""
    stem, dot, ending = name.rpartition(".")
    plain = [_plain(part) for part in ((stem, ending) if dot else (name,))]
    return ".".join(part or NAMELESS for part in plain)


def disposition(name: str) -> str:
    """Return the Content-Disposition that saves a file under its name (RFC 6266).

    Old clients read the ASCII name, all others the one in UTF-8.
    """
    encoded = quote(name, safe="")
    return f"attachment; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{encoded}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(
        each if each.isascii() and (each.isalnum() or each in "_.-") else "_"
        for each in decomposed
        if not unicodedata.combining(each)
    ).strip("_")


def size_text(size: int) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:  # noqa: PLR2004 what the units are multiples of
            return f"{size} {unit}"
        size = -(-size // 1024)
    return f"{size} GiB"
