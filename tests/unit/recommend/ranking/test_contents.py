"""Test that contents do not fade with time, and stay apart from conversations."""

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts
from bot.recommend.ranking.contents import rank_contents, with_contents
from bot.recommend.ranking.diversify import ListPolicy
from bot.recommend.ranking.rank import ListRequest, choose
from bot.recommend.ranking.request import ContentOptions, MemberRequest
from bot.recommend.signals.aggregate import SignalColumns, aggregate
from bot.recommend.signals.model import KINDS
from tests.unit.recommend.small_community import RULE, SECONDS

DAY = 86_400
OLD, NEW, OTHER, POST = 1, 2, 3, 4
BOTH, ONE = np.array([OLD, NEW]), np.array([OTHER])
ALICE, FANS = 100, (101, 102, 103)
TO_OPEN = MemberRequest(ALICE, lambda _: True, contents=ContentOptions(BOTH, ONE))


def community(days: int) -> IndexQuery:
    """Return an index in which an old content was liked so many days ago, a new one by nobody."""
    at = SECONDS - days * DAY
    facts = ItemFacts(
        np.array([OLD, NEW, OTHER, POST]),
        np.array([5, 5, 5, 6]),
        np.zeros(4, np.int64),
        np.array([at, SECONDS - DAY, at, SECONDS - DAY]),
        np.array([at, SECONDS - DAY, at, SECONDS - DAY]),
        np.zeros(4, np.bool_),
        np.ones(4, np.bool_),
        np.array([OLD, NEW, OTHER, 0]),
    )
    acts = SignalColumns(
        np.array(FANS),
        np.full(3, OLD),
        np.full(3, KINDS.index("bought"), np.int8),
        np.full(3, at * 1000),
    )
    return IndexQuery(Index(facts, aggregate(acts, RULE), Params(), SECONDS))


def test_what_was_bought_long_ago_ranks_as_what_was_bought_just_now() -> None:
    wanted = ListRequest(5, SECONDS)
    for days in (2, 60, 800):
        ranked = rank_contents(community(days), TO_OPEN, wanted, BOTH, 5)
        assert [each.number for each in ranked] == [OLD, NEW]
        assert ranked[0].terms["active"] == ranked[0].terms["new"] == 0


def test_contents_stand_at_the_end_and_the_offer_is_marked() -> None:
    query, wanted = community(2), ListRequest(4, SECONDS)
    items = choose(query, TO_OPEN, wanted, ListPolicy(0.0, 0.0))
    assert [each.number for each in items] == [POST]
    listed = with_contents(query, TO_OPEN, wanted, items)
    assert [(each.number, each.as_offer) for each in listed] == [
        (POST, False),
        (OLD, False),
        (NEW, False),
        (OTHER, True),
    ]
    nothing = MemberRequest(ALICE, lambda _: True, contents=ContentOptions(offers=ONE))
    assert with_contents(query, nothing, wanted, []) == []  # an offer alone is no list
