"""Find contents by the words of a topic, among thousands at once."""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from bot.recommend.search.text import folded
from bot.recommend.search.titles import Titles
from data.content_cards import Ids, tags_of


class TopicWords:
    """Titles, topics and tags of contents, searched as `matches` does for one.

    Attributes:
        stored: What it was made of: ids, titles, topics, and tags as they are stored.
    """

    def __init__(self, stored: Sequence[tuple[int, str, str, str]]) -> None:
        self.stored = stored
        self._ids = np.array([id_ for id_, *_ in stored], np.int64)
        self._titles = Titles()
        self._titles.add(
            self._ids,
            ["\n".join((title, topic, *tags_of(tags))) for _, title, topic, tags in stored],
        )

    def about(self, topic: str) -> Ids:
        """Return the ids of contents of which every word of a topic begins a word."""
        each = (self._titles.mentioning(word) for word in folded(topic).split())
        return reduce(np.intersect1d, each, self._ids)
