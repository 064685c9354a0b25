"""Makes the text inside a block: emphasis, code, links. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from bot.publishing.markdown.blocks import PictureBlock
from bot.publishing.markdown.escaping import (
    ZERO_WIDTH,
    code_span,
    escape,
    is_web_address,
    masked_link,
)

# Where a text may be cut: after white space, and after the marks that end Chinese clauses.
_CLAUSE = re.compile(
    r"[^\s\u3001\u3002\uff01\uff0c\uff1b\uff1f]*(?:[\u3001\u3002\uff01\uff0c\uff1b\uff1f]+|\s+|$)"
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_MARKS = {"em": "*", "strong": "**", "s": "~~"}


@dataclass(frozen=True, slots=True)
class Inline:
    """What stands inside a block.

    Attributes:
        pieces: The text in Discord's Markdown, in parts between which it may be cut.
        pictures: The pictures in it, to be shown after it.
        files: Paths of the files beside the text that it links to.
    """

    pieces: tuple[str, ...]
    pictures: tuple[PictureBlock, ...]
    files: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    pictures: list[PictureBlock] = field(default_factory=list[PictureBlock])
    files: list[str] = field(default_factory=list[str])


def render_inline(node: SyntaxTreeNode, *, bold: bool = False) -> Inline:
    """Return what stands inside a block; with `bold` all of it is bold."""
    found = _Found()
    made: list[str] = []
    marked = "strong" if bold else ""
    children = node.children
    for at, child in enumerate(children):
        starts = not made or made[-1].endswith("\n")
        if child.type == "text":
            made += _cut(escape(child.content, at_line_start=starts))
        elif child.type == "softbreak":
            made.append(_joint(children, at))
        else:
            made.append(_render(child, found, (marked,)))
    pieces = tuple(_apart(made))
    if bold and any(piece.strip() for piece in pieces):
        pieces = ("**" + "".join(pieces).strip() + "**",)
    return Inline(pieces, tuple(found.pictures), tuple(found.files))


def plain_text(node: SyntaxTreeNode) -> str:
    """Return the text inside a node without any marks."""
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if not node.children:
        return node.content if node.type in ("text", "code_inline", "html_inline") else ""
    return "".join(map(plain_text, node.children))


def _render(node: SyntaxTreeNode, found: _Found, outer: Sequence[str]) -> str:
    match node.type:
        case "text" | "html_inline":
            return escape(node.content)
        case "code_inline":
            return code_span(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "em" | "strong" | "s":
            return _marked(node, found, outer)
        case "link":
            return _link(node, found, outer)
        case "image":
            return _picture(node, found)
        case _:
            return _inside(node, found, outer)


def _inside(node: SyntaxTreeNode, found: _Found, outer: Sequence[str]) -> str:
    return "".join(_apart(_render(child, found, outer) for child in node.children))


def _apart(pieces: Iterable[str]) -> Iterator[str]:
    """Yield what is not empty, with a space of no width between two pieces of code."""
    before = ""
    for piece in pieces:
        if piece:
            yield ZERO_WIDTH + piece if before.endswith("`") and piece.startswith("`") else piece
            before = piece


def _marked(node: SyntaxTreeNode, found: _Found, outer: Sequence[str]) -> str:
    inside = _inside(node, found, (*outer, node.type))
    mark = "" if node.type in outer or not inside.strip() else _MARKS[node.type]
    return f"{mark}{inside}{mark}"


def _link(node: SyntaxTreeNode, found: _Found, outer: Sequence[str]) -> str:
    href = str(node.attrGet("href") or "")
    text = _inside(node, found, outer)
    plain = plain_text(node)
    if plain.strip() in ("", href) and is_web_address(href):
        return escape(href)
    if is_file_beside(href):
        found.files.append(href)
        return f"{text or escape(href)} 📎"
    return masked_link(text, href) or f"{text} ({escape(href)})"


def _picture(node: SyntaxTreeNode, found: _Found) -> str:
    source = str(node.attrGet("src") or "")
    alt = plain_text(node)
    if is_file_beside(source):
        found.pictures.append(PictureBlock(source, alt))
        return ""
    return masked_link(escape(alt), source) or f"{escape(alt)} ({escape(source)})"


def is_file_beside(href: str) -> bool:
    """Return whether an address is a path to a file beside the text."""
    return bool(href) and not re.match(r"(?i)[a-z][a-z0-9+.-]*:|//|#|/|\\", href)


def _joint(siblings: Sequence[SyntaxTreeNode], at: int) -> str:
    """Return what joins two lines of a paragraph: nothing between Chinese characters."""
    before = plain_text(siblings[at - 1])[-1:] if at else ""
    after = plain_text(siblings[at + 1])[:1] if at + 1 < len(siblings) else ""
    return "" if _WIDE.match(before) and _WIDE.match(after) else " "


def _cut(text: str) -> Iterator[str]:
    return (found[0] for found in _CLAUSE.finditer(text) if found[0])
