"""Makes the blocks that Discord can show out of Markdown. Pure.

Discord has no tables, no headings below the third level, no pictures in a text and no HTML: see
each function for what is shown instead.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.publishing.markdown.blocks import Block, CodeBlock, PictureBlock, TextBlock
from bot.publishing.markdown.escaping import escape
from bot.publishing.markdown.inline import plain_text, render_inline
from bot.publishing.markdown.tables import table_lines

DIVIDER = "⎯" * 12
MAX_HEADING = 3  # levels that Discord has
MAX_NESTING = 5  # levels of a list that are indented further
DEEPEST = 40  # levels of lists and quotes; the parser leaves out what is deeper
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#-]{1,20}")
_TASK = re.compile(r"^\\\[([ xX])\\\] ")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as blocks.

    Attributes:
        blocks: In the order of the text.
        files: Paths of the files beside the text that it links to, each once.
    """

    blocks: tuple[Block, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: in a quote, in a list of some depth, and after which mark."""

    quoted: bool = False
    depth: int = 0
    mark: str = ""  # of the list's item; only its first block has it
    tight: bool = False

    @property
    def further(self) -> str:
        """What lines after the first begin with."""
        return ("> " if self.quoted else "") + "  " * min(self.depth, MAX_NESTING)

    @property
    def first(self) -> str:
        """What the first line begins with."""
        if not self.mark:
            return self.further
        indent = "  " * min(self.depth - 1, MAX_NESTING - 1)
        return ("> " if self.quoted else "") + indent + self.mark


@dataclass(slots=True)
class _Files:
    paths: list[str] = field(default_factory=list[str])


def parser() -> MarkdownIt:
    """Return the parser: CommonMark with tables and strikethrough."""
    options = {"html": False, "maxNesting": DEEPEST}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def render(markdown: str) -> Rendered:
    """Return a text as the blocks that Discord can show.

    HTML is shown as text. Only addresses of the web are links, and nothing mentions anybody. A text
    that is nested too deeply to be parsed is shown as it was written.
    """
    tokens = parser().parse(markdown)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        return Rendered((CodeBlock(markdown),), ())
    root = SyntaxTreeNode(tokens)
    files = _Files()
    blocks = tuple(_blocks(root.children, _Place(), files))
    return Rendered(blocks, tuple(dict.fromkeys(files.paths)))


def _blocks(nodes: Iterable[SyntaxTreeNode], place: _Place, files: _Files) -> Iterator[Block]:
    for at, node in enumerate(nodes):
        # Of an item only the first block stands after its mark.
        here = place if at == 0 else replace(place, mark="", tight=place.depth > 0)
        yield from _block(node, here, files)


def _block(node: SyntaxTreeNode, place: _Place, files: _Files) -> Iterator[Block]:
    match node.type:
        case "heading":
            yield from _heading(node, place, files)
        case "paragraph":
            yield from _text(node.children[0], place, files)
        case "fence" | "code_block":
            yield from _code(node, place)
        case "blockquote":
            yield from _quote(node, place, files)
        case "bullet_list" | "ordered_list":
            yield from _list(node, place, files)
        case "table":
            yield from _table(node, place, files)
        case "hr":
            yield TextBlock((place.first + DIVIDER,))
        case _:
            yield from _blocks(node.children, place, files)


def _heading(node: SyntaxTreeNode, place: _Place, files: _Files) -> Iterator[Block]:
    """Yield a heading: Discord's own down to the third level, deeper ones in bold."""
    level = int(node.tag[1:])
    mark = "#" * level + " " if level <= MAX_HEADING else ""
    inner = place if not mark else replace(place, mark=place.mark + mark)
    for each in _text(node.children[0], inner, files, bold=not mark):
        yield replace(each, heading=True) if isinstance(each, TextBlock) else each


def _text(
    node: SyntaxTreeNode, place: _Place, files: _Files, *, bold: bool = False
) -> Iterator[Block]:
    inline = render_inline(node, bold=bold)
    files.paths += inline.files
    prefix = place.further
    pieces = [piece.replace("\n", "\n" + prefix) for piece in inline.pieces]
    if pieces:
        pieces[0] = pieces[0].lstrip()  # what stood between a picture and the text
    if place.mark and pieces:
        start = _TASK.sub(lambda found: "☐ " if found[1] == " " else "☑ ", "".join(pieces[:2]))
        pieces[:2] = [start]
    if place.mark or any(piece.strip() for piece in pieces):
        yield TextBlock((place.first, *pieces), prefix, tight=place.tight)
    yield from inline.pictures


def _code(node: SyntaxTreeNode, place: _Place) -> Iterator[Block]:
    if place.mark:  # Discord needs a line for the mark of the item
        yield TextBlock((place.first.rstrip(),), tight=place.tight)
    language = node.info.split()[0] if node.info.split() else ""
    known = language if _LANGUAGE.fullmatch(language) else ""
    yield CodeBlock(node.content.rstrip("\n"), known)


def _quote(node: SyntaxTreeNode, place: _Place, files: _Files) -> Iterator[Block]:
    """Yield what is quoted; a quote in a quote is one quote, as Discord has it."""
    for at, each in enumerate(_blocks(node.children, replace(place, quoted=True), files)):
        yield replace(each, tight=at > 0) if isinstance(each, TextBlock) else each


def _list(node: SyntaxTreeNode, place: _Place, files: _Files) -> Iterator[Block]:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    if place.mark:  # a list that is the first thing in an item
        yield TextBlock((place.first.rstrip(),), tight=place.tight)
    for at, item in enumerate(node.children):
        mark = "- " if number is None else f"{number + at}. "
        tight = at > 0 or place.depth > 0
        inside = replace(place, depth=place.depth + 1, mark=mark, tight=tight)
        if not item.children:
            yield TextBlock((inside.first.rstrip(),), tight=tight)
        yield from _blocks(item.children, inside, files)


def _table(node: SyntaxTreeNode, place: _Place, files: _Files) -> Iterator[Block]:
    """Yield a table as aligned code, or as a list of rows if it is too wide."""
    rows = [row.children for part in node.children for row in part.children]
    texts = [[plain_text(cell).strip() for cell in row] for row in rows]
    right = ["right" in str(cell.attrs.get("style", "")) for cell in rows[0]]
    lines = table_lines(texts, right)
    for row in rows:
        for cell in row:
            files.paths += render_inline(cell.children[0]).files if cell.children else ()
    if lines is not None:
        yield CodeBlock("\n".join(lines))
    else:
        yield from _rows(texts, place)
    for row in rows:
        for cell in row:
            yield from render_inline(cell.children[0]).pictures if cell.children else ()


def _rows(texts: list[list[str]], place: _Place) -> Iterator[Block]:
    head, *rows = texts
    start = place.further
    for row in rows or [head]:
        lines = [
            f"  {escape(name)}{_colon(name)}{escape(cell)}"
            for name, cell in zip(head[1:], row[1:], strict=False)
        ]
        first = f"- **{escape(row[0])}**" if row[0].strip() else "- …"
        parts = [f"\n{start}{line}" for line in lines]
        yield TextBlock((start + first, *parts), start + "  ", tight=True)


def _colon(name: str) -> str:
    """Return the colon after a name, full-width after a Chinese character."""
    return "\uff1a" if name[-1:] and unicodedata.east_asian_width(name[-1]) == "W" else ": "


def pictures_in(blocks: Iterable[Block]) -> list[str]:
    """Return the paths of the pictures in a text, each once."""
    paths = (each.path for each in blocks if isinstance(each, PictureBlock))
    return list(dict.fromkeys(paths))
