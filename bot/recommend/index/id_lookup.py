"""Finding ids among others, millions at a time."""

import numpy as np

from bot.recommend.index.sparse_rows import MISSING, Ids, Ints

CLOSE = 2  # numbers for each key: so close to each other they are worth a table
AT_A_TIME = 50_000  # ids sought: what is at work stays in the processor's own memory


def distinct(ids: Ints) -> Ints:
    """Return each id once, ascending; numpy's own way, by a hash, takes three times as long."""
    ordered = np.sort(ids)
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new]


def find(keys: Ints, ids: Ints) -> Ids:
    """Return where each id stands among ascending `keys`, or GONE: shape (len(ids),)."""
    if not len(keys):
        return np.full(len(ids), MISSING, np.int32)
    span = int(keys[-1]) - int(keys[0]) + 1
    return _by_table(keys, ids, span) if span <= len(ids) else _by_search(keys, ids)


class Finder:
    """Finds ids among ascending keys again and again."""

    def __init__(self, keys: Ints) -> None:
        self._keys = keys
        span = int(keys[-1]) - int(keys[0]) + 1 if len(keys) else 0
        self._table = _table(keys, span) if 0 < span <= CLOSE * len(keys) else None

    def find(self, ids: Ints) -> Ids:
        """Return where each id stands among the keys, or GONE: shape (len(ids),)."""
        return find(self._keys, ids) if self._table is None else _look(self._table, self._keys, ids)


def _by_table(keys: Ints, ids: Ints, span: int) -> Ids:
    return _look(_table(keys, span), keys, ids)


def _table(keys: Ints, span: int) -> Ids:
    """Make a table of all numbers from the first key to the last: our own ones lie close."""
    table = np.full(span + 1, MISSING, np.int32)  # the last place is for ids outside
    table[keys - keys[0]] = np.arange(len(keys), dtype=np.int32)
    return table


def _look(table: Ids, keys: Ints, ids: Ints) -> Ids:
    outside = (ids < keys[0]) | (ids > keys[-1])
    return table[np.where(outside, len(table) - 1, ids - keys[0])]


def _by_search(keys: Ints, ids: Ints) -> Ids:
    """Search for ids in ascending order: neighbours are found on the same few pages."""
    found = np.empty(len(ids), np.int32)
    for start in range(0, len(ids), AT_A_TIME):
        part = slice(start, start + AT_A_TIME)
        order = np.argsort(ids[part])
        sought = ids[part][order]
        place = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
        found[part][order] = np.where(keys[place] == sought, place, MISSING)
    return found
