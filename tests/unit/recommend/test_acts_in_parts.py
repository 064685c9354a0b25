"""Summing up in parts: however small the parts, the whole is the same."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.recommend import acts as acts_file
from bot.recommend.acts import Acts, pairs_of, parts_of
from bot.recommend.index import lists, sums
from bot.recommend.index.facts import ItemFacts
from bot.recommend.index.index import Index
from bot.recommend.index.tuning import Tuning

LARGE = 2**62  # as ids are at Discord: no float tells neighbours apart
RULE = np.array([1.0, 2.5, -3.0])
NOW = 1_780_000_000
ACTS = st.lists(
    st.tuples(st.integers(LARGE, LARGE + 9), st.integers(1, 5), st.integers(-1, 2)), max_size=40
)


def columns(rows: list[tuple[int, int, int]]) -> Acts:
    user, item, kind = np.array(rows, np.int64).reshape(-1, 3).T
    at = 1000 * (NOW - 50_000 * np.arange(len(rows)))
    return Acts(user, item, kind.astype(np.int8), at)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_file, "AT_A_TIME", 3)
    monkeypatch.setattr(acts_file, "SAMPLES", 2)
    monkeypatch.setattr(lists, "AT_A_TIME", 4)
    monkeypatch.setattr(sums, "AT_A_TIME", 5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_parts_together_are_the_pairs(rows: list[tuple[int, int, int]]) -> None:
    parts = parts_of(columns(rows), RULE)
    taken = list(parts.take())
    for whole, each in zip(pairs_of(columns(rows), RULE), zip(*taken, strict=True), strict=True):
        assert np.concatenate(each).tolist() == whole.tolist()
    assert set(taken[0].user.tolist()) <= set(parts.users.tolist())
    assert list(parts.take()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_an_index_of_parts_is_the_index_of_the_whole(
    rows: list[tuple[int, int, int]],
) -> None:
    with pytest.MonkeyPatch.context() as whole_at_once:
        for file in (lists, sums):
            whole_at_once.setattr(file, "AT_A_TIME", 1 << 20)
        expected = Index(facts(), pairs_of(columns(rows), RULE), Tuning(), NOW)
    found = Index(facts(), parts_of(columns(rows), RULE), Tuning(), NOW)
    for one, other in ((found.by_user, expected.by_user), (found.by_item, expected.by_item)):
        assert one.side.starts.tolist() == other.side.starts.tolist()
        assert one.side.base.tolist() == other.side.base.tolist()
    for name in ("squares", "rarity", "heat", "crowd", "busy"):
        same = np.allclose(getattr(found.world, name), getattr(expected.world, name), rtol=1e-12)
        assert same, name


def facts() -> ItemFacts:
    number = np.arange(1, 6)
    when, ones = np.full(5, NOW), number > 0
    return ItemFacts(number, number % 2, number + LARGE, when, when, ~ones, ones)
