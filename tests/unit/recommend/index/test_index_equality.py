"""Test that numpy, compiled kernels, the reference and brute force agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.index.compiled_kernels import CompiledKernels
from bot.recommend.index.index import HOUR, Index
from bot.recommend.index.kernels import Kernels
from bot.recommend.index.numpy_kernels import NumpyKernels
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import RatingColumns
from bot.recommend.index.reference import Reference, cosine
from bot.recommend.index.sparse_rows import MISSING
from bot.recommend.index.terms import Weights
from tests.unit.recommend.index.random_community import (
    CHANNELS,
    ITEMS,
    MEMBERS,
    START,
    Server,
    Step,
    facts,
    histories,
)

NOW = START + 3100 * HOUR
WIDE = Params(max_age_days=1000)
NARROW = Params(
    max_age_days=1000,
    neighbours=2,
    own_items=3,
    item_members=2,
    candidate_members=1,
    pool_members=4,
    candidates=3,
)


def make(kernels: str) -> Kernels:
    return CompiledKernels() if kernels == "compiled" else NumpyKernels()


@pytest.mark.parametrize("tuning", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("kernels", ["numpy", pytest.param("compiled", marks=pytest.mark.compiled)])
@given(history=histories, member=st.integers(1, MEMBERS + 1), channel=st.integers(0, CHANNELS - 1))
def test_answers_are_those_of_the_reference(
    kernels: str, tuning: Params, history: list[Step], member: int, channel: int
) -> None:
    server = Server(tuning)
    server.play(history)
    index_query = IndexQuery(server.index, kernels=make(kernels))
    reference = Reference(server.index, NOW)
    interest = np.zeros(len(server.index.world.channel_activity))
    interest[channel : channel + 1] = 0.5

    found = index_query.top_items(member, NOW, 4, interest=interest)
    items, scores, terms = reference.best(member, ITEMS, index_query.pool(NOW), interest)

    # Of nearly equal ones either may be first, because the additions are in another order.
    assert found.scores == pytest.approx(scores[:4], rel=1e-9, abs=1e-12)
    places = [items.tolist().index(item) for item in found.items]
    assert found.scores == pytest.approx(scores[places], rel=1e-9, abs=1e-12)
    assert found.terms == pytest.approx(terms[places], rel=1e-9, abs=1e-12)
    assert found.terms.sum(axis=1) == pytest.approx(found.scores, abs=1e-9)
    assert _terms_of_all(index_query, member, interest) == pytest.approx(
        reference.terms(member, index_query.pool(NOW), interest)[1], abs=1e-9
    )
    row = server.index.users.one(member)
    if row != MISSING:
        rows, sims = index_query.kernels.find_neighbours(
            index_query.arrays(), row, server.index.hour(NOW)
        )
        expected_rows, expected_sims = reference.neighbours(row)
        assert rows.tolist() == expected_rows.tolist()
        assert sims == pytest.approx(expected_sims, rel=1e-9)


@pytest.mark.parametrize("tuning", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("kernels", ["numpy", pytest.param("compiled", marks=pytest.mark.compiled)])
@given(history=histories, rng=st.integers(0, 1 << 16))
def test_many_get_what_each_alone_would_get(
    kernels: str, tuning: Params, history: list[Step], rng: int
) -> None:
    server = Server(tuning)
    server.play(history)
    index_query = IndexQuery(server.index, kernels=make(kernels))
    members = np.arange(MEMBERS + 2).repeat(2)
    stated = np.random.default_rng(rng).random(
        (len(members), len(server.index.world.channel_activity))
    )

    many = index_query.top_items_of_many(members, NOW, 4, interest=stated)

    for member, request, found in zip(members, stated, many, strict=True):
        alone_query = IndexQuery(server.index, kernels=make(kernels))
        alone = alone_query.top_items(int(member), NOW, 4, interest=request)
        assert [part.tolist() for part in found] == [part.tolist() for part in alone]


@pytest.mark.compiled
def test_a_short_list_is_the_beginning_of_the_whole_one() -> None:
    drawn = np.unique(np.random.default_rng(3).integers(200, 60 * 200, 2_000))
    count = np.ones(len(drawn), np.int64)
    pairs = RatingColumns(drawn // 200, drawn % 200, np.ones(len(drawn)), count, count * START)
    tuning = Params(term_weights=Weights.only({"taste": 1.0, "similar": 0.5, "active": 1.0}))
    index = Index(facts(list(range(200))), pairs, tuning, START)
    index_query = IndexQuery(index, kernels=CompiledKernels())
    for member in range(1, 60):
        short = index_query.top_items(member, START, 3)
        whole = index_query.top_items(member, START, 200)  # none is left out
        assert [part.tolist() for part in short] == [part[:3].tolist() for part in whole]


@given(history=histories, member=st.integers(1, MEMBERS))
def test_what_came_step_by_step_is_what_comes_at_once(history: list[Step], member: int) -> None:
    server = Server(WIDE)
    server.play(history)
    stepwise, at_once = server.index.compacted(START), server.rebuilt()

    assert _ratings(server.index, at_once) == _ratings(at_once, at_once)
    assert _ratings(stepwise, at_once) == _ratings(at_once, at_once)
    mine, theirs = (
        IndexQuery(index).neighbours(index.users.one(member), NOW) for index in (stepwise, at_once)
    )
    assert mine[1] == pytest.approx(theirs[1], rel=1e-6)


@given(history=histories, size=st.integers(1, 20))
def test_a_batch_is_what_its_changes_are_one_by_one(history: list[Step], size: int) -> None:
    one_by_one, batch = Server(WIDE), Server(WIDE)
    one_by_one.play(history)
    batch.play_in_batches(history, size)

    assert _ratings(batch.index, one_by_one.index) == _ratings(one_by_one.index, one_by_one.index)
    assert _sums(batch.index) == pytest.approx(_sums(one_by_one.index), rel=1e-6, abs=1e-6)


@given(history=histories, member=st.integers(1, MEMBERS))
def test_neighbours_are_those_of_brute_force(history: list[Step], member: int) -> None:
    server = Server(WIDE)
    server.play([step for step in history if step != "compact"])
    index = server.index
    rows, sims = IndexQuery(index).neighbours(index.users.one(member), NOW)
    found = {int(index.users.ids[row]): sim for row, sim in zip(rows, sims, strict=True)}

    dense = _dense(server)
    mine = dense[member]
    for other in range(1, MEMBERS + 1):
        lengths = math.sqrt(mine @ mine) * math.sqrt(dense[other] @ dense[other])
        cosine = float(mine @ dense[other]) / lengths if lengths else 0.0
        if other != member and cosine > 1e-3:
            assert found[other] == pytest.approx(cosine, rel=5e-3)
        elif other == member or cosine < -1e-3:
            assert other not in found


@pytest.mark.parametrize("tuning", [WIDE, NARROW], ids=["wide", "narrow"])
@given(history=histories)
def test_items_are_as_alike_as_their_columns(tuning: Params, history: list[Step]) -> None:
    server = Server(tuning)
    server.play(history)
    index_query, count = IndexQuery(server.index), server.index.items.size
    items = np.arange(count, dtype=np.int32)
    columns = np.zeros((count, server.index.users.size))
    for item in items:
        members, ratings = index_query.members(int(item))
        columns[item, members] = ratings
    cosines = [[cosine(one, other) for other in columns] for one in columns]

    similarity = index_query.similarity(items)
    found = np.array([similarity.to(place) for place in range(count)]).reshape(count, count)
    assert found.ravel() == pytest.approx(np.array(cosines).ravel(), abs=1e-12)
    assert (index_query.item_similarity(items[:2], items[1:]) == found[:2, 1:]).all()


@given(history=histories, readable=st.lists(st.booleans(), min_size=CHANNELS, max_size=CHANNELS))
def test_a_remembered_pool_is_what_a_new_one_would_be(
    history: list[Step], readable: list[bool]
) -> None:
    server = Server(NARROW)
    server.play([(1, number, 1.0, 0) for number in range(1, ITEMS + 1)])
    index_query = IndexQuery(server.index)
    for step in history:
        channels = np.array(
            [*readable, *np.zeros(len(server.index.world.channel_activity))[CHANNELS:]], bool
        )
        found = index_query.pool_in(channels, NOW)
        new = IndexQuery(server.index).pool_in(channels, NOW)
        assert found.items.tolist() == new.items.tolist()
        assert found.eligible.tolist() == new.eligible.tolist()
        assert found.rooms.tolist() == new.rooms.tolist()
        server.play([] if step == "compact" else [step])


def _terms_of_all(index_query: IndexQuery, member: int, interest: np.ndarray) -> np.ndarray:
    """Return the term matrix, which must hold values within the bounds and make the scores."""
    matrix = index_query.term_matrix(member, NOW, interest=interest)
    assert (np.abs(matrix.values) <= 1).all()
    every = index_query.top_items(member, NOW, ITEMS, interest=interest)
    scores = dict(zip(every.items.tolist(), every.scores.tolist(), strict=True))
    expected = matrix.values @ index_query.tuning.numbers.weights
    assert scores == pytest.approx(dict(zip(matrix.items.tolist(), expected, strict=True)))
    return matrix.values


def _dense(server: Server) -> np.ndarray:
    """Rate by the definition, without any of the index's arrays; rarity included."""
    dense = np.zeros((MEMBERS + 1, ITEMS + 1))
    tuning = server.tuning
    for member in range(1, MEMBERS + 1):
        for item in range(1, ITEMS + 1):
            mine = [act for act in server.done if act[:2] == (member, item)]
            points = min(max(sum(act[2] for act in mine), -tuning.rating_cap), tuning.rating_cap)
            age = 3100 - max((act[3] for act in mine), default=0)
            rarity = math.sqrt(server.index.world.idf_squared_of_new)
            damped = math.copysign(math.log1p(abs(points)), points)
            dense[member, item] = damped * rarity * 2 ** (-age / 24 / tuning.half_life_days)
    return dense


def _sums(index: Index) -> list[float]:
    """Return all sums over ratings, whatever rows the members have."""
    norms = np.zeros(MEMBERS + 1)
    norms[index.users.ids[: index.users.size]] = index.world.squared_norms[: index.users.size]
    count, world = index.items.size, index.world
    by_item = np.concatenate([world.popularity[:count], world.rater_counts[:count]])
    return [*norms.tolist(), *by_item.tolist(), float(world.channel_activity.sum())]


def _ratings(index: Index, like: Index) -> dict[tuple[int, int], tuple[int, int]]:
    entries = index.by_user.entries()
    transposed = index.by_item.entries().transposed()
    assert sorted(zip(*entries, strict=True)) == sorted(zip(*transposed, strict=True))
    shift = index.origin - like.origin
    return {
        (int(index.users.ids[row]), int(index.items.ids[item])): (int(hour) + shift, int(points))
        for row, item, hour, points in zip(*entries, strict=True)
    }
