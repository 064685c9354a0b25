"""Titles in memory, searched as arrays without one object per item.

The databases' own text indexes are by word: neither FTS5 nor `tsvector` finds two characters
within a Chinese sentence, nor the beginning of a word in every script that we support.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.id_lookup import distinct
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.search.text_match import IDEOGRAPHS, SHORT, lettered, mentions

CROWDED = 5_000  # changed titles from which on reading all again is worth its time
_BORDER = "\n"  # no word contains it
_LAST = ord(IDEOGRAPHS)
_LETTERED = np.array([lettered(chr(code)) for code in range(_LAST + 1)])

Codes = NDArray[np.uint32]


class Titles:
    """Titles for comparison (`folded`), by item id."""

    def __init__(self, numbers: Ints, titles: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, titles), np.int64, len(titles))
        self._numbers = numbers
        self._starts = np.cumsum(lengths + len(_BORDER)) - lengths
        self._text = _codes(_BORDER + "".join(title + _BORDER for title in titles))
        self._later: dict[int, str | None] = {}

    @property
    def crowded(self) -> bool:
        """Return whether so many titles changed that all should be read again."""
        return len(self._later) > CROWDED

    def put(self, titles: Mapping[int, str | None]) -> None:
        """Add new and changed titles; None removes one."""
        self._later.update(titles)

    def mentioning(self, word: str) -> Ints:
        """Return the ids of items with a `folded` word in the title, as `mentions` does.

        The word must not contain spaces.
        """
        found = self._numbers[self._with(_codes(word))]
        if not self._later:
            return found
        known = np.fromiter(self._later, np.int64, len(self._later))
        later = [number for number, title in self._later.items() if title and mentions(word, title)]
        return np.concatenate([found[~np.isin(found, known)], np.array(later, np.int64)])

    def _with(self, word: Codes) -> Ints:
        """Return the positions of titles with a word; each once, ascending."""
        text = self._text
        at = np.flatnonzero(text[: max(len(text) - len(word), 0)] == word[0])
        for step in range(1, len(word)):
            at = at[text[at + step] == word[step]]
        if _is_lettered(word[:1])[0]:
            at = at[~_is_lettered(text[at - 1])]
        if len(word) <= SHORT and _is_lettered(word[-1:])[0]:
            at = at[~_is_lettered(text[at + len(word)])]
        return distinct(np.searchsorted(self._starts, at, "right") - 1)


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _is_lettered(codes: Codes) -> NDArray[np.bool_]:
    return _LETTERED[np.minimum(codes, _LAST)]
