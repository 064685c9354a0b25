"""Titles in memory, searched as arrays without one object per item.

The databases' own text indexes are by word: neither FTS5 nor `tsvector` finds two characters
within a Chinese sentence, nor the beginning of a word in every script that we support.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.growable_arrays import GrowableArrays
from bot.recommend.index.id_lookup import distinct
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.search.text import folded
from bot.recommend.search.text_match import IDEOGRAPHS, SHORT, lettered, mentions

CROWDED = 5_000  # changed titles from which on reading all again is worth its time
_BORDER = "\n"  # no word contains it
_LAST = ord(IDEOGRAPHS)
_LETTERED = np.array([lettered(chr(code)) for code in range(_LAST + 1)])

Codes = NDArray[np.uint32]


class Titles:
    """Titles for comparison (`folded`), by item id."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.int64)
        self._starts = np.empty(0, np.int64)
        self._text = GrowableArrays(np.dtype(np.uint32))
        self._text.append(_codes(_BORDER))
        self._newest = 0  # the largest id among those that were added
        self._later: dict[int, str | None] = {}

    def add(self, numbers: Ints, titles: Sequence[str]) -> None:
        """Add titles of other items; they needn't be folded."""
        texts = [folded(title) + _BORDER for title in titles]
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = len(self._text.written) + np.cumsum(lengths) - lengths
        self._numbers = np.concatenate([self._numbers, numbers])
        self._starts = np.concatenate([self._starts, starts])
        self._text.append(_codes("".join(texts)))
        self._newest = max(self._newest, int(numbers.max(initial=0)))

    @property
    def crowded(self) -> bool:
        """Return whether so many titles changed that all should be read again."""
        return len(self._later) > CROWDED

    def put(self, titles: Mapping[int, str | None]) -> None:
        """Add new and changed titles; None or an empty one removes it."""
        for number, title in titles.items():
            # Most items have no title, and those that came later than all others never had one.
            if title or number <= self._newest or number in self._later:
                self._later[number] = title

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
        text = self._text.written
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
