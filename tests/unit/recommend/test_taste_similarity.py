"""The reference formula against numbers worked out by hand, and against brute force."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bot.recommend.matrix import Ratings
from bot.recommend.similarity import cosine, neighbours, predict, scores, similarities
from bot.recommend.sparse import Floats, compress

vectors = hnp.arrays(np.float64, 6, elements=st.integers(-10, 10))
tables = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    elements=st.sampled_from((0.0, 0.0, 0.0, 1.0, 3.5, -2.0, 10.0)),
)


def ratings_of(table: Floats) -> Ratings:
    rows, columns = np.nonzero(table)
    values = table[rows, columns]
    return Ratings(
        users=np.arange(len(table), dtype=np.int64) + 100,
        by_user=compress(rows, columns, values, table.shape[0]),
        by_item=compress(columns, rows, values, table.shape[1]),
        norms=np.linalg.norm(table, axis=1),
    )


def test_the_source_documents_example() -> None:
    u, v = np.array([1.0, 2, 3, 4]), np.array([2.0, 3, 4, 5])
    assert u @ v == 40  # the document prints 30
    assert cosine(u, v) == pytest.approx(40 / (sqrt(30) * sqrt(54)))
    assert cosine(u, v) == pytest.approx(0.9938, abs=5e-5)
    assert similarities(ratings_of(np.array([u, v])), 0)[1] == pytest.approx(0.9938, abs=5e-5)


def test_prediction_is_the_weighted_average_and_ranking_the_weighted_sum() -> None:
    ratings = ratings_of(
        np.array(
            [
                [1.0, 0, 0, 0],
                [1.0, 0, 4, 0],  # sim 1/√17
                [1.0, 0, 2, 2],  # sim 1/3
                [0.0, 9, 0, 0],  # nothing in common
            ]
        )
    )
    near = neighbours(ratings, 0, 10)
    far, close = 1 / sqrt(17), 1 / 3
    assert near.rows.tolist() == [2, 1]
    assert near.sims == pytest.approx([close, far])
    assert predict(ratings, near, 2) == pytest.approx((far * 4 + close * 2) / (far + close))
    assert predict(ratings, near, 3) == pytest.approx(2)
    assert predict(ratings, near, 1) is None
    assert scores(ratings, near, 4) == pytest.approx(
        [far + close, 0, far * 4 + close * 2, close * 2]
    )


def test_only_the_nearest_k_are_asked() -> None:
    ratings = ratings_of(np.array([[1.0, 0], [1, 0], [1, 5]]))
    assert neighbours(ratings, 0, 1).rows.tolist() == [1]
    assert scores(ratings, neighbours(ratings, 0, 1), 2) == pytest.approx([1, 0])


def test_whoever_disagrees_is_no_neighbour() -> None:
    ratings = ratings_of(np.array([[3.0, 0], [-3, 5]]))
    assert similarities(ratings, 0)[1] < 0
    assert neighbours(ratings, 0, 5).rows.size == 0


@given(vectors, vectors)
def test_cosine_is_symmetric_and_bounded(u: Floats, v: Floats) -> None:
    assert cosine(u, v) == pytest.approx(cosine(v, u))
    assert abs(cosine(u, v)) <= 1 + 1e-12


@given(vectors, vectors, st.floats(0.01, 100))
def test_cosine_does_not_depend_on_scale(u: Floats, v: Floats, scale: float) -> None:
    assert cosine(scale * u, v) == pytest.approx(cosine(u, v), abs=1e-9)


@given(vectors)
def test_a_vector_is_its_own_nearest(u: Floats) -> None:
    assert cosine(u, u) == pytest.approx(1 if u.any() else 0)


@given(tables, st.integers(1, 8))
def test_sparse_equals_brute_force(table: Floats, k: int) -> None:
    ratings = ratings_of(table)
    for row in range(len(table)):
        dense = np.array(
            [0 if v == row else cosine(table[row], table[v]) for v in range(len(table))]
        )
        assert similarities(ratings, row) == pytest.approx(dense)
        near = neighbours(ratings, row, k)
        assert near.sims.tolist() == pytest.approx(sorted(dense[dense > 1e-12], reverse=True)[:k])
        summed = sum(
            (sim * table[v] for v, sim in zip(near.rows, near.sims, strict=True)),
            np.zeros(table.shape[1]),
        )
        assert scores(ratings, near, table.shape[1]) == pytest.approx(summed)
        for item in range(table.shape[1]):
            raters = [v for v in near.rows if table[v, item]]
            weights = {
                int(v): sim for v, sim in zip(near.rows, near.sims, strict=True) if v in raters
            }
            expected = (
                sum(weights[int(v)] * table[v, item] for v in raters) / sum(weights.values())
                if raters
                else None
            )
            assert predict(ratings, near, item) == pytest.approx(expected)
