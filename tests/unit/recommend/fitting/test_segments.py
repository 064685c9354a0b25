"""Test how lists are divided into segments, by what a member joined before and next."""

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts, RatingColumns
from bot.recommend.replay.segments import ListKind, Segments, kind_of

NOW = 1_700_000_000
DAY = 86_400
ROWS = np.arange(8, dtype=np.int32)


def index() -> Index:
    """Build an index of eight items, of which the last is in a channel of its own and idle."""
    numbers = np.arange(8, dtype=np.int64)
    active = np.where(numbers == 7, NOW - DAY, NOW - 1)
    facts = ItemFacts(
        number=numbers,
        channel=numbers // 7,
        author=np.zeros(8, np.int64),
        created=active,
        active=active,
        plain=np.zeros(8, np.bool_),
        alive=np.ones(8, np.bool_),
    )
    nothing = np.empty(0, np.int64)
    pairs = RatingColumns(nothing, nothing, np.empty(0), nothing, nothing)
    return Index(facts, pairs, Params(), NOW)


def test_kinds() -> None:
    assert kind_of(index(), ROWS[:5], ROWS[5:6], NOW) == ListKind(False, False, False)
    assert kind_of(index(), ROWS[:4], ROWS[5:6], NOW) == ListKind(True, False, False)
    assert kind_of(index(), ROWS[:5], ROWS[5:8], NOW) == ListKind(False, True, True)


def test_segments_are_columns_even_without_lists() -> None:
    assert Segments.of([]).quiet.shape == (0,)
    some = Segments.of([ListKind(True, False, False), ListKind(False, False, True)]).by_name()
    assert some["newcomers"].tolist() == [True, False]
    assert some["busy"].tolist() == [True, False]
    assert some["known_channels"].tolist() == [True, True]
