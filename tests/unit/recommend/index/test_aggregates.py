"""Test what a new index computes from all of its entries."""

import numpy as np

from bot.recommend.index.index import HOUR, LATEST, Index
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts, RatingColumns


def test_an_act_from_far_in_the_future_is_as_late_as_can_be_told() -> None:
    now, one, ones = 1_700_000_000, np.array([1]), np.ones(1, np.int64)
    facts = ItemFacts(one, one, one, np.array([now]), np.array([now]), one == 0, one == 1)
    pairs = RatingColumns(np.array([2]), one, np.ones(1), ones, np.array([now + 2 * LATEST * HOUR]))
    index = Index(facts, pairs, Params(), now)
    assert index.by_item.side.base["hours"].tolist() == [LATEST]
    assert np.isfinite(index.world.squared_norms).all()


def test_an_index_that_was_not_made_again_for_a_year_and_a_half_knows_when_an_act_was() -> None:
    now, one, ones = 1_700_000_000, np.array([1]), np.ones(1, np.int64)
    facts = ItemFacts(one, one, one, np.array([now]), np.array([now]), one == 0, one == 1)
    index = Index(
        facts, RatingColumns(np.array([2]), one, np.ones(1), ones, facts.created), Params(), now
    )
    later = now + 540 * 24 * HOUR
    index.take_in(RatingColumns(np.array([3]), one, np.ones(1), ones, np.array([later])))
    assert index.by_item.entries().hours.max() == index.hour(later)
