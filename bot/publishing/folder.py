"""Reads a folder of Markdown: what it would publish, and all its faults."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.catalogue.cover_picture import MAX_BYTES, MAX_PIXELS, UnusableCoverError, as_cover
from bot.learning.quiz import Quiz
from bot.publishing.beside import FileBeside, UnusableFileError, hash_of, inside, read_beside
from bot.publishing.content_fields import ContentFields, ContentKind
from bot.publishing.faults import FolderFault
from bot.publishing.front_matter import FrontMatter, read
from bot.publishing.markdown.render import pictures_in, render
from bot.publishing.quiz_text import parse_quiz
from bot.publishing.source_files import COURSE_FILE, SourceText, find_sources, number_of

MAX_NAME_LENGTH = 100  # of the folder
COVER_FAULTS = {
    "kind": "is no picture (PNG, JPEG, GIF or WebP), whatever its name says",
    "bytes": f"is larger than {MAX_BYTES // 1_000_000} MB",
    "pixels": f"has more than {MAX_PIXELS // 1_000_000} million pixels",
}
QUIZ_SUFFIX = ".quiz.md"  # of files that are quizzes of lessons, and no contents themselves


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A file without faults: a content as it should be.

    Attributes:
        path: From the folder, with forward slashes; what the content is known by.
        kind: Article, course or lesson.
        fields: What its front matter says.
        source: The whole file, which is what the store keeps.
        course: The path of its course; None unless it is a lesson.
        section: Of its course; "" for none.
        position: Its place among its neighbours, from 0.
        quiz: Of a lesson; None: it has none.
        beside: The files that belong to it: cover, pictures, attachments, quiz.
        prerequisites: The paths of what has to be completed before.
        folder: The name of the folder.
        sha256: Of all of this; if it is the same, nothing has changed.
    """

    path: str
    kind: ContentKind
    fields: ContentFields
    source: str
    course: str | None
    section: str
    position: int
    quiz: Quiz | None
    beside: tuple[FileBeside, ...]
    prerequisites: tuple[str, ...]
    folder: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds; `texts` are in their order, each course before its lessons.

    Attributes:
        name: What tells its contents from those of other folders.
        texts: What can be published.
        faults: What can't, with the reasons, by file and line.
        faulty: The paths of texts with faults, and of lessons whose course has some.
    """

    name: str
    texts: tuple[PublishedText, ...]
    faults: tuple[FolderFault, ...]
    faulty: frozenset[str]


@dataclass(slots=True)
class _Reading:
    folder: Path
    name: str
    faults: list[FolderFault] = field(default_factory=list[FolderFault])
    parts: dict[str, FrontMatter] = field(default_factory=dict[str, FrontMatter])

    def add(self, path: str, line: int, text: str) -> None:
        self.faults.append(FolderFault(path, line, text))


def read_folder(folder: Path, name: str = "") -> Folder:
    """Read a folder, without files that have faults.

    A course's faults leave out all of it. By default the folder's `name` is its own.
    """
    name = (name or folder.resolve().name)[:MAX_NAME_LENGTH]
    sources, faults = find_sources(folder)
    reading = _Reading(folder, name, faults)
    sources = [each for each in sources if not each.path.endswith(QUIZ_SUFFIX)]
    reading.parts = {each.path: read(each.source, _kind(each)) for each in sources}
    texts = [made for each in _ordered(sources, reading) if (made := _text(reading, each))]
    texts = _with_good_courses(_without_circles(texts, reading), reading)
    known = {each.path for each in sources}
    good = {each.path for each in texts}
    return Folder(name, tuple(texts), tuple(sorted(reading.faults)), frozenset(known - good))


def _ordered(sources: Iterable[SourceText], reading: _Reading) -> list[tuple[SourceText, int]]:
    """Return texts with their places, each course before its lessons."""
    families: dict[str | None, list[SourceText]] = defaultdict(list)
    for each in sources:
        families[each.course].append(each)
    ordered: list[tuple[SourceText, int]] = []
    for position, each in enumerate(sorted(families[None], key=lambda one: _key(one, reading))):
        ordered.append((each, position))
        lessons = sorted(families[each.path], key=lambda one: _key(one, reading))
        ordered += [(lesson, nth) for nth, lesson in enumerate(lessons)]
    return ordered


def _key(source: SourceText, reading: _Reading) -> tuple[tuple[str, ...], int, str]:
    fields = reading.parts[source.path].fields
    name = source.path.rsplit("/", 1)[-1]
    stated = None if fields is None else fields.order
    number = number_of(name) if stated is None else stated
    return source.place[:-1], 99_999 if number is None else number, name


def _text(reading: _Reading, placed: tuple[SourceText, int]) -> PublishedText | None:
    source, position = placed
    part, before = reading.parts[source.path], len(reading.faults)
    for wrong in part.faults:
        reading.add(source.path, wrong.line, wrong.text)
    fields = part.fields
    if fields is None:
        return None
    kind = _kind(source)
    if fields.kind not in (None, kind):
        at = part.lines.get(("kind",), 1)
        reading.add(source.path, at, f"this is a {kind} by its place, not a {fields.kind}")
    if kind != "course" and not part.body.strip():
        reading.add(source.path, part.body_line, "there is no text")
    fields = fields.model_copy(update={"kind": kind})
    beside = _beside(reading, source.path, part, fields)
    quiz = _quiz(reading, source.path, part, fields)
    prerequisites = _prerequisites(reading, source.path, part, fields)
    if len(reading.faults) > before:
        return None
    hashed = (
        source.source,
        source.section,
        str(position),
        *(f"{each.path} {each.sha256}" for each in beside),
    )
    return PublishedText(
        source.path,
        kind,
        fields,
        source.source,
        source.course,
        source.section,
        position,
        quiz,
        beside,
        prerequisites,
        reading.name,
        hash_of(hashed),
    )


def _kind(source: SourceText) -> ContentKind:
    if source.path.rsplit("/", 1)[-1] == COURSE_FILE:
        return "course"
    return "article" if source.course is None else "lesson"


def _beside(
    reading: _Reading, path: str, part: FrontMatter, fields: ContentFields
) -> tuple[FileBeside, ...]:
    rendered = render(part.body)
    pictures = pictures_in(rendered.blocks)
    wanted = [(each, True, _line_of(part, each)) for each in pictures]
    wanted += [(each, False, _line_of(part, each)) for each in rendered.files]
    if fields.cover is not None:
        wanted.append((fields.cover, True, part.lines.get(("cover",), 1)))
    if fields.quiz is not None:
        wanted.append((fields.quiz, False, part.lines.get(("quiz",), 1)))
    found: dict[str, FileBeside] = {}
    for written, picture, line in wanted:
        try:
            file = read_beside(reading.folder, path, written, picture=picture)
            if written == fields.cover:
                _check_cover(file)
        except UnusableFileError as error:
            reading.add(path, line, str(error))
        else:
            found[file.path] = file
    return tuple(found[each] for each in sorted(found))


def _check_cover(file: FileBeside) -> None:
    """Raise UnusableFileError for a file that the shop can't show."""
    try:
        as_cover(file.location.read_bytes())
    except UnusableCoverError as error:
        raise UnusableFileError(f"{file.path[:80]} {COVER_FAULTS[error.reason]}") from None


def _line_of(part: FrontMatter, written: str) -> int:
    """Return the first line of the file that a path is written on."""
    lines = part.body.split("\n")
    at = next((nth for nth, line in enumerate(lines) if written in line), 0)
    return part.body_line + at


def _quiz(reading: _Reading, path: str, part: FrontMatter, fields: ContentFields) -> Quiz | None:
    if fields.quiz is None:
        return None
    at = part.lines.get(("quiz",), 1)
    if not fields.quiz.endswith(QUIZ_SUFFIX):
        reading.add(path, at, f"the name of a quiz ends with {QUIZ_SUFFIX}")
        return None
    try:
        name = inside(path, fields.quiz)
    except UnusableFileError:
        return None  # reported with the files beside
    location = reading.folder / name
    if not location.is_file():
        return None
    try:
        quiz, wrongs = parse_quiz(location.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        reading.add(path, at, f"{name} is not UTF-8")
        return None
    for wrong in wrongs:
        reading.add(name, wrong.line, wrong.text)
    return quiz


def _prerequisites(
    reading: _Reading, path: str, part: FrontMatter, fields: ContentFields
) -> tuple[str, ...]:
    found: list[str] = []
    for nth, each in enumerate(fields.prerequisites):
        line = part.lines.get(("prerequisites", nth), part.lines.get(("prerequisites",), 1))
        near = [each, f"{each}.md", f"{each.rstrip('/')}/{COURSE_FILE}"]
        known = next((one for one in near if one in reading.parts), None)
        if known is None:
            reading.add(path, line, f"{each[:80]} is not in the folder")
        else:
            found.append(known)
    return tuple(found)


def _without_circles(texts: Sequence[PublishedText], reading: _Reading) -> list[PublishedText]:
    """Leave out texts whose prerequisites have to be completed after themselves."""
    needed = {each.path: each.prerequisites for each in texts}
    good: list[PublishedText] = []
    for each in texts:
        circle = _circle(each.path, needed)
        if circle:
            reading.add(each.path, 1, "is needed for itself: " + " → ".join(circle))
        else:
            good.append(each)
    return good


def _circle(start: str, needed: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the way from a text over prerequisites back to it; empty: there is none."""
    ways: dict[str, list[str]] = {start: [start]}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        for each in needed.get(at, ()):
            if each == start:
                return [*ways[at], start]
            if each not in ways:
                ways[each] = [*ways[at], each]
                waiting.append(each)
    return []


def _with_good_courses(texts: Sequence[PublishedText], reading: _Reading) -> list[PublishedText]:
    """Leave out the lessons of courses with faults."""
    courses = {each.path for each in texts if each.kind == "course"}
    good = [each for each in texts if each.course is None or each.course in courses]
    for course in sorted({each.course for each in texts if each.course} - courses):
        count = sum(each.course == course for each in texts)
        reading.add(course, 0, f"its faults keep {count} of its lessons from being published")
    return good
