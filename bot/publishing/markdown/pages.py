"""Puts blocks on pages that Discord takes, broken where blocks end. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.publishing.markdown.blocks import Block, CodeBlock, PictureBlock, TextBlock, length
from bot.publishing.markdown.escaping import fenced

PAGE_LENGTH = 3_700  # characters of texts; Discord takes 4,000 with the title, in a message
MAX_PICTURES = 10  # of a page: as many files as a message takes

Gallery: TypeAlias = tuple[PictureBlock, ...]
Part: TypeAlias = str | Gallery


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """A page: texts and galleries in the order of the text.

    Attributes:
        parts: A string is a text, a tuple a gallery.
        position: How many characters of the text come before it. It is what is remembered of a
            reader, because it means the same when the length of pages changes.
    """

    parts: tuple[Part, ...]
    position: int

    @property
    def texts(self) -> tuple[str, ...]:
        """Its texts."""
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def pictures(self) -> Gallery:
        """Its pictures, in all galleries."""
        return tuple(each for part in self.parts if not isinstance(part, str) for each in part)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one that is too long for a page."""

    shown: str | PictureBlock
    joint: str = "\n\n"  # what separates it from the text before
    heading: bool = False
    position: int = 0  # as of a page


@dataclass(slots=True)
class _Draft:
    """A page that is being filled."""

    most: int
    pieces: list[_Piece] = field(default_factory=list[_Piece])
    size: int = 0
    pictures: int = 0

    def takes(self, piece: _Piece) -> bool:
        """Return whether there is room for a piece."""
        if isinstance(piece.shown, PictureBlock):
            return self.pictures < MAX_PICTURES
        return self.size + len(piece.joint) + length(piece.shown) <= self.most

    def add(self, piece: _Piece) -> None:
        """Add a piece."""
        self.pieces.append(piece)
        if isinstance(piece.shown, PictureBlock):
            self.pictures += 1
        else:
            self.size += len(piece.joint) + length(piece.shown)


def pages_of(blocks: Sequence[Block], most: int = PAGE_LENGTH) -> tuple[ReadingPage, ...]:
    """Return the pages of a text: none over `most` characters or ten pictures.

    A block is cut only if it is longer than a page, code then between its lines. A heading is on
    the page of what follows it. A text without blocks has one empty page.
    """
    drafts = [_Draft(most)]
    for piece in _pieces(blocks, most):
        if not drafts[-1].takes(piece):
            drafts.append(_next(drafts[-1], piece))
        drafts[-1].add(piece)
    return tuple(_page(draft.pieces) for draft in drafts)


def page_at(pages: Sequence[ReadingPage], position: int) -> int:
    """Return the index of the page that a position is on, or of the last page."""
    starts = [at for at, page in enumerate(pages) if page.position <= position]
    return starts[-1] if starts else 0


def _next(full: _Draft, piece: _Piece) -> _Draft:
    """Return the next page, to which headings at the end of the full one are moved."""
    moved: list[_Piece] = []
    while len(full.pieces) > 1 and full.pieces[-1].heading:
        moved.insert(0, full.pieces.pop())
    following = _Draft(full.most)
    for each in moved:
        following.add(each)
    if following.takes(piece):
        return following
    full.pieces += moved
    return _Draft(full.most)


def _pieces(blocks: Iterable[Block], most: int) -> Iterator[_Piece]:
    start = 0
    for block in blocks:
        inside, end = 0, start + _size(block)
        for piece in _parts(block, most):
            yield replace(piece, position=min(start + inside, end - 1))
            inside += 1 if isinstance(piece.shown, PictureBlock) else len(piece.shown)
        start = end


def _size(block: Block) -> int:
    match block:
        case TextBlock():
            return max(len(block.text), 1)
        case CodeBlock():
            return max(len(block.code), 1)
        case PictureBlock():
            return 1


def _parts(block: Block, most: int) -> Iterator[_Piece]:
    match block:
        case TextBlock():
            yield from _text_pieces(block, most)
        case CodeBlock():
            yield from _code_pieces(block, most)
        case PictureBlock():
            yield _Piece(block)


def _text_pieces(block: TextBlock, most: int) -> Iterator[_Piece]:
    joint = "\n" if block.tight else "\n\n"
    texts = list(_fill(block.pieces, block.prefix, most - len(joint)))
    for at, text in enumerate(texts):
        last = at == len(texts) - 1
        yield _Piece(text, "\n" if at else joint, heading=block.heading and last)


def _fill(pieces: Iterable[str], prefix: str, most: int) -> Iterator[str]:
    """Yield texts of at most `most` characters, cut between pieces if possible."""
    text = ""
    for piece in pieces:
        rest = piece
        while length(text) + length(rest) > most:
            if text.strip() not in ("", prefix.strip()):
                yield text.rstrip()
            else:
                part, rest = _cut(rest, most - length(prefix) - len(text))
                yield text + part
            text = prefix
        text += rest
    if text.strip() or not pieces:
        yield text.rstrip()


def _cut(text: str, most: int) -> tuple[str, str]:
    """Cut a text at a space if possible, and never after an escaping backslash."""
    end = min(most // 2, len(text)) if length(text) > len(text) else min(most, len(text))
    if (space := text.rfind(" ", end // 2, end)) > 0:
        return text[:space], text[space:]
    slashes = len(text[:end]) - len(text[:end].rstrip("\\"))
    end -= slashes % 2
    return text[:end], text[end:]


def _code_pieces(block: CodeBlock, most: int) -> Iterator[_Piece]:
    text = ""
    for at, line in enumerate(_short_lines(block, most)):
        longer = f"{text}\n{line}" if at else line
        if _fits(longer, block, most):
            text = longer
        else:
            yield _Piece(fenced(text, block.language), "\n")
            text = line
    yield _Piece(fenced(text, block.language), "\n")


def _short_lines(block: CodeBlock, most: int) -> Iterator[str]:
    """Yield the lines of a block of code, cut if one alone is longer than a page."""
    each = most // 3  # what is fenced takes up to two units a character, and the fence some
    for line in block.code.split("\n"):
        if _fits(line, block, most):
            yield line
        else:
            yield from (line[at : at + each] for at in range(0, len(line), each))


def _fits(code: str, block: CodeBlock, most: int) -> bool:
    return length(fenced(code, block.language)) + len("\n") <= most


def _page(pieces: Sequence[_Piece]) -> ReadingPage:
    parts: list[Part] = []
    for piece in pieces:
        before = parts[-1] if parts else None
        if isinstance(piece.shown, PictureBlock):
            if isinstance(before, tuple):
                parts[-1] = (*before, piece.shown)
            else:
                parts.append((piece.shown,))
        elif isinstance(before, str):
            parts[-1] = before + piece.joint + piece.shown
        else:
            parts.append(piece.shown)
    return ReadingPage(tuple(parts), pieces[0].position if pieces else 0)
