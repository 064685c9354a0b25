"""Breaks lines where readers of either language expect it.

Rich breaks at spaces only; a Chinese sentence has none and would leave half a line empty.
"""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

_NOT_FIRST = frozenset("，。、；：！？）」』”’》…·,.;:!?)")  # noqa: RUF001 Chinese punctuation
_NOT_LAST = frozenset("（「『“‘《(#@")  # noqa: RUF001 as above
_WIDE = 2


def wrapped(text: Text, cells: int) -> Iterator[Text]:
    """Yield the lines of a text, each at most `cells` terminal cells wide."""
    for line in text.divide(list(_breaks(text.plain, cells))):
        line.rstrip()
        yield line


def _breaks(plain: str, cells: int) -> Iterator[int]:
    """Yield the positions at which a new line begins."""
    start, good = 0, 0
    for place in range(1, len(plain)):
        if _may_break(plain[place - 1], plain[place]):
            good = place
        while cell_len(plain[start : place + 1].rstrip()) > cells:  # or what moved down
            start = good = good if good > start else place
            yield start


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if before in _NOT_LAST or after in _NOT_FIRST or after == " ":
        return False
    return cell_len(before) == _WIDE or cell_len(after) == _WIDE
