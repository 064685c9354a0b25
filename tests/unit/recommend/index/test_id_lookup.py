"""Test the lookup of ids that lie close together or far apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.recommend.index.id_lookup import AT_A_TIME, distinct, find
from bot.recommend.index.sparse_rows import MISSING

SNOWFLAKES = st.integers(0, 2**63 - 1)
NUMBERS = st.integers(-5, 40)
IDS = st.one_of(
    *(arrays(np.int64, st.integers(0, 60), elements=of) for of in (NUMBERS, SNOWFLAKES))
)


@given(IDS, IDS)
def test_each_id_is_found_where_it_stands(known: np.ndarray, sought: np.ndarray) -> None:
    keys = distinct(known)
    assert keys.tolist() == sorted(set(known.tolist()))
    places = {key: place for place, key in enumerate(keys.tolist())}
    expected = [places.get(id_, MISSING) for id_ in sought.tolist()]
    assert find(keys, sought).tolist() == expected


def test_many_ids_are_found_part_by_part() -> None:
    rng = np.random.default_rng(3)
    keys = distinct(rng.integers(0, 2**62, 1000))
    places = rng.integers(0, len(keys), 2 * AT_A_TIME + 7)
    assert (find(keys, keys[places]) == places).all()
    assert (find(keys, keys[places] + 1) == MISSING).all()
