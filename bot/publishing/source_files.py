"""Finds the files of a folder that become contents, and where each belongs.

A folder that holds `course.md` is a course: the other Markdown files in it are its lessons, and
its folders are its sections. Other Markdown files are articles.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.publishing.faults import FolderFault

COURSE_FILE = "course.md"
IGNORED = {"readme.md"}
MAX_FILE_BYTES = 1_000_000  # of a text
MAX_FILES = 5_000

_NUMBERED = re.compile(r"(?P<number>\d{1,4})[ ._-]+(?P<rest>.+)")


class _UnreadableError(Exception):
    """A file can't be read as text; the message says why."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A Markdown file as it was found.

    Attributes:
        path: From the published folder, with forward slashes.
        source: Its text.
        course: The path of its course's file; None: it is an article or a course.
        section: The section that it stands under; "" for none.
        place: What it is ordered by among its neighbours, besides what its front matter says.
    """

    path: str
    source: str
    course: str | None
    section: str
    place: tuple[str, ...]


def find_sources(folder: Path) -> tuple[list[SourceText], list[FolderFault]]:
    """Read all Markdown files below a folder, in their order.

    Hidden files, those that begin with an underscore, and links that lead out are left alone.
    """
    found: list[SourceText] = []
    faults: list[FolderFault] = []
    paths = sorted(_markdown(folder), key=lambda path: _place(path.relative_to(folder)))
    courses = {path.parent: path for path in paths if path.name == COURSE_FILE}
    if len(paths) > MAX_FILES:
        return [], [FolderFault(".", 0, f"there are more than {MAX_FILES:,} Markdown files")]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            found.append(_source(folder, path, _text(path), courses))
        except _UnreadableError as error:
            faults.append(FolderFault(name, 0, str(error)))
    return found, faults


def title_of(name: str) -> str:
    """Return the heading of a section from the name of its folder: "01-first-steps"."""
    numbered = _NUMBERED.fullmatch(name)
    words = re.sub(r"[-_]+", " ", numbered["rest"] if numbered else name).strip()
    return words[:1].upper() + words[1:]


def number_of(name: str) -> int | None:
    """Return the number that a name begins with; None: it begins with none."""
    numbered = _NUMBERED.fullmatch(name)
    return int(numbered["number"]) if numbered else None


def _source(folder: Path, path: Path, text: str, courses: Mapping[Path, Path]) -> SourceText:
    name = path.relative_to(folder)
    course = next((courses[each] for each in path.parents if each in courses), None)
    if course is None or course == path:
        return SourceText(name.as_posix(), text, None, "", _place(name))
    inside = path.relative_to(course.parent)
    section = " / ".join(title_of(part) for part in inside.parts[:-1])
    return SourceText(
        name.as_posix(), text, course.relative_to(folder).as_posix(), section, _place(inside)
    )


def _place(path: Path) -> tuple[str, ...]:
    return tuple(f"{_number(part):05}{part}" for part in path.parts)


def _number(name: str) -> int:
    number = number_of(name)
    return 99_999 if number is None else number


def _markdown(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for path in folder.rglob("*.md"):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "_")) for part in parts) or parts[-1].lower() in IGNORED:
            continue
        if path.is_file() and path.resolve().is_relative_to(root):
            yield path


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _UnreadableError(f"the text is larger than {MAX_FILE_BYTES // 1_000_000} MB")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"not UTF-8 (at byte {error.start:,})") from None
    if "\0" in text:
        raise _UnreadableError("not a text: it holds zero bytes")
    return text.replace("\r\n", "\n").replace("\r", "\n")
