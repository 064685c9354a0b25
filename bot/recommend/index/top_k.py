"""Compiled heap that keeps the best few of many; its root is the worst kept.

Of two equal keys the one with the larger number is better, so that the order is deterministic.
"""

from bot.recommend.index.jit import jit
from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ids


@jit
def offer(keys: Floats, ids: Ids, size: int, key: float, number: int) -> int:
    """Add a number by its key, if it is among the best; return the heap's new size."""
    if size == len(keys):
        if key < keys[0] or (key == keys[0] and number < ids[0]):
            return size
        size -= 1
        sink(keys, ids, size, keys[size], ids[size])
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if keys[above] < key or (keys[above] == key and ids[above] < number):
            break
        keys[place], ids[place] = keys[above], ids[above]
        place = above
    keys[place], ids[place] = key, number
    return size + 1


@jit
def best_first(keys: Floats, ids: Ids, size: int) -> None:
    """Sort the heap, the best first."""
    while size > 1:
        size -= 1
        key, number = keys[size], ids[size]
        keys[size], ids[size] = keys[0], ids[0]
        sink(keys, ids, size, key, number)


@jit
def sink(keys: Floats, ids: Ids, size: int, key: float, number: int) -> None:
    """Replace the root of a heap of `size`, and restore the heap's order."""
    place = 0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        other = below + 1
        if other < size and (
            keys[other] < keys[below] or (keys[other] == keys[below] and ids[other] < ids[below])
        ):
            below = other
        if key < keys[below] or (key == keys[below] and number < ids[below]):
            break
        keys[place], ids[place] = keys[below], ids[below]
        place = below
    keys[place], ids[place] = key, number
