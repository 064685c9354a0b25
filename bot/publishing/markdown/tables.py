"""Lays out tables in letters of one width. Pure."""

from collections.abc import Sequence

from wcwidth import wcswidth

MAX_WIDTH = 40  # columns of a block of code: what a phone shows without breaking lines
MAX_COLUMNS = 12


def table_lines(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str] | None:
    """Return the lines of a table with a head; None if it is too wide.

    Chinese characters take two columns.

    Args:
        rows: The texts of the cells.
        right: Whether each column is aligned to the right.
    """
    columns = len(right)
    whole = [[*map(_one_line, row), *[""] * (columns - len(row))][:columns] for row in rows]
    widths = [max(_width(row[at]) for row in whole) for at in range(columns)]
    if columns > MAX_COLUMNS or sum(widths) + 2 * (columns - 1) > MAX_WIDTH:
        return None
    lines = [_line(row, widths, right) for row in whole]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells: list[str] = []
    for cell, width, to_right in zip(row, widths, right, strict=True):
        space = " " * (width - _width(cell))
        cells.append(space + cell if to_right else cell + space)
    return "  ".join(cells).rstrip()


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _width(text: str) -> int:
    wide = wcswidth(text)
    return len(text) if wide < 0 else wide  # negative: it holds control characters
