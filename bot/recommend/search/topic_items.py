"""Find the items about a topic, by their titles, tags and channel names."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.index import Index
from bot.recommend.index.sparse_rows import MISSING, Ints
from bot.recommend.search.text_match import Labels, mentions


def items_about(
    index: Index, places: Ints, words: Sequence[str], hits: Sequence[Ints], labels: Labels
) -> NDArray[np.bool_]:
    """Return whether each item has all `folded` words: shape (room for items,).

    Args:
        index: The server's index.
        places: Rows of the items to check.
        words: The topic's words.
        hits: For each word the ids of items with it in their titles or tags.
        labels: The channels' names.
    """
    channels, left = index.world.channels[places], np.ones(len(places), np.bool_)
    for word, numbers in zip(words, hits, strict=True):
        hit = np.zeros(len(index.created), np.bool_)
        found = index.items.find(numbers)
        hit[found[found != MISSING]] = True
        left &= hit[places] | _named(index, word, labels)[channels]
    only = np.zeros(len(index.created), np.bool_)
    only[places[left]] = True
    return only


def _named(index: Index, word: str, labels: Labels) -> NDArray[np.bool_]:
    """Return whether each channel's name contains a word: shape (room for channels,)."""
    ids = index.channels.ids[: index.channels.size].tolist()
    named = np.zeros(len(index.world.channel_activity), np.bool_)
    named[: len(ids)] = [mentions(word, labels.channels.get(id_, "")) for id_ in ids]
    return named
