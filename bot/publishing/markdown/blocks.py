"""The blocks that a text is made of."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a heading or an item of a list, in Discord's Markdown.

    Attributes:
        pieces: Its text, in parts between which it may be cut.
        prefix: What each further line, or further part on another page, begins with.
        tight: Whether it follows the block before without an empty line.
        heading: Whether it belongs on the page of what follows.
    """

    pieces: tuple[str, ...]
    prefix: str = ""
    tight: bool = False
    heading: bool = False

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines that are shown as they are: code, or a table."""

    code: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A picture beside the text: its path as it was written, and what it shows."""

    path: str
    alt: str


Block: TypeAlias = TextBlock | CodeBlock | PictureBlock


def length(text: str) -> int:
    """Return a text's length as the strictest client counts it, in UTF-16 units."""
    return len(text) + sum(each > "\uffff" for each in text)
