"""Test that new items are added to an index without copying it."""

import numpy as np
import pytest

from bot.recommend.index import index as index_file
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.sparse_rows import SPARE
from tests.unit.recommend.index.random_community import START, facts, no_pairs

COUNT = 10 * SPARE


def test_the_first_new_items_stand_where_there_is_room() -> None:
    index = Index(facts(list(range(1, COUNT + 1))), no_pairs(), Params(), START)
    before = (index.created, index.alive, index.world.item_fields, index.items.ids)

    index.take_in_items(facts(list(range(COUNT + 1, COUNT + 11))))

    after = (index.created, index.alive, index.world.item_fields, index.items.ids)
    assert all(one is other for one, other in zip(before, after, strict=True))
    assert index.alive.sum() == COUNT + 10
    assert index.items.find(np.array([COUNT + 10])).tolist() == [COUNT + 9]


def test_an_index_is_rebuilt_before_its_room_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_file, "SMALL", COUNT // 2)
    index = Index(facts(list(range(1, COUNT + 1))), no_pairs(), Params(), START)
    assert not index.crowded

    index.take_in_items(facts(list(range(COUNT + 1, COUNT + 10))))

    assert index.crowded
    assert not index.compacted(START).crowded


def test_what_comes_beyond_all_room_is_not_lost() -> None:
    index = Index(facts([1, 2, 3]), no_pairs(), Params(), START)
    index.take_in_items(facts(list(range(4, 3_000))))
    assert index.items.find(np.array([1, 2_999])).tolist() == [0, 2_998]
    assert index.alive.sum() == 2_999
    assert (index.created[:2_999] == START).all()
