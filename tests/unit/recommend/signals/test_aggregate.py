"""Test that sums taken in parts equal the sum of the whole."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.recommend.index import aggregates, row_runs, sparse_rows
from bot.recommend.index import index as index_file
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts
from bot.recommend.signals import rating_builder as gathering_file
from bot.recommend.signals.aggregate import SignalColumns, aggregate
from bot.recommend.signals.rating_builder import RatingBuilder

LARGE = 2**62  # as ids are at Discord: no float tells neighbours apart
RULE = np.array([1.0, 2.5, -3.0])
NOW = 1_780_000_000
LATER = 1_000_000  # seconds from when items were made to the latest act
ITEMS = 5  # a sixth is acted on, and not known
ACTS = st.lists(
    st.tuples(st.integers(LARGE, LARGE + 9), st.integers(1, ITEMS + 1), st.integers(-1, 2)),
    max_size=40,
)


def columns(
    rows: list[tuple[int, int, int]],
    first: int = 0,
    last: int | None = None,
    *,
    known: bool = False,
) -> SignalColumns:
    """Return acts, each later than the next; only those that are `known`, or all."""
    user, item, kind = np.array(rows, np.int64).reshape(-1, 3).T
    at = 1000 * (NOW + LATER - 50_000 * np.arange(len(rows)))
    which = np.arange(len(rows))[first:last]
    if known:
        which = which[item[which] <= ITEMS]
    return SignalColumns(user[which], item[which], kind[which].astype(np.int8), at[which])


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering_file, "AT_A_TIME", 3)
    monkeypatch.setattr(index_file, "AT_A_TIME", 2)
    monkeypatch.setattr(sparse_rows, "AT_A_TIME", 4)
    monkeypatch.setattr(aggregates, "AT_A_TIME", 5)
    monkeypatch.setattr(row_runs, "AT_A_TIME", 6)


def gathered(rows: list[tuple[int, int, int]], step: int) -> RatingBuilder:
    """Aggregate acts, `step` at a time."""
    known = facts()
    gathering = RatingBuilder(known.number, known.author, known.created.copy())
    for start in range(0, len(rows), step):
        gathering.take(columns(rows, start, start + step))
    return gathering


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS, st.integers(1, 50))
def test_parts_together_are_the_pairs(rows: list[tuple[int, int, int]], step: int) -> None:
    parts = gathered(rows, step).pairs(RULE)
    taken = list(parts.take())
    whole = aggregate(columns(rows, known=True), RULE)
    found = [np.concatenate(each) for each in zip(*taken, strict=True)] or [np.empty(0)] * 5
    user, item, *others = found
    assert parts.users[user.astype(np.int64)].tolist() == whole.user.tolist()
    assert facts().number[item.astype(np.int64)].tolist() == whole.item.tolist()
    for one, other in zip(others, whole[2:], strict=True):
        assert one.tolist() == other.tolist()
    assert list(parts.take()) == []


@given(ACTS, st.integers(1, 50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_item_was_active_when_another_than_its_author_acted(
    rows: list[tuple[int, int, int]], step: int
) -> None:
    known = facts()
    expected = dict(zip(known.number.tolist(), known.created.tolist(), strict=True))
    for (user, item, kind), at in zip(rows, columns(rows).at.tolist(), strict=True):
        if item <= ITEMS and kind >= 0 and user != item + LARGE:
            expected[item] = max(expected[item], at // 1000)
    assert gathered(rows, step).active.tolist() == list(expected.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS, st.integers(1, 50))
def test_an_index_of_parts_is_the_index_of_the_whole(
    rows: list[tuple[int, int, int]], step: int
) -> None:
    with pytest.MonkeyPatch.context() as whole_at_once:
        for file in (sparse_rows, aggregates):
            whole_at_once.setattr(file, "AT_A_TIME", 1 << 20)
        known = columns(rows, known=True)
        expected = Index(facts(), aggregate(known, RULE), Params(), NOW)
    found = Index(facts(), gathered(rows, step).pairs(RULE), Params(), NOW)
    for index in (found, found.compacted(NOW)):
        for one, other in ((index.by_user, expected.by_user), (index.by_item, expected.by_item)):
            assert one.side.starts.tolist() == other.side.starts.tolist()
            assert one.side.base.tolist() == other.side.base.tolist()
    for name in ("squared_norms", "idf_squared", "popularity", "rater_counts", "channel_activity"):
        same = np.allclose(getattr(found.world, name), getattr(expected.world, name), rtol=1e-12)
        assert same, name


def test_the_other_side_has_the_same_entries_oldest_first_in_a_row() -> None:
    rng = np.random.default_rng(3)
    pairs = np.unique(rng.integers(0, 400, (3_000, 2)), axis=0)
    base = np.empty(len(pairs), sparse_rows.ENTRY)
    base["ids"], base["points"] = pairs[:, 1], rng.integers(-9, 9, len(pairs))
    base["hours"] = rng.integers(0, 5, len(pairs))
    sizes = np.bincount(pairs[:, 0], minlength=400)
    other = sparse_rows.SparseRows.on(base, sizes).transposed(400)
    order = np.lexsort((pairs[:, 0], base["hours"], base["ids"]))
    assert other.base_rows().tolist() == base["ids"][order].tolist()
    assert other.side.base["ids"].tolist() == pairs[order, 0].tolist()
    assert other.side.base["hours"].tolist() == base["hours"][order].tolist()
    assert other.side.base["points"].tolist() == base["points"][order].tolist()


def facts() -> ItemFacts:
    number = np.arange(1, 6)
    when, ones = np.full(5, NOW), number > 0
    return ItemFacts(number, number % 2, number + LARGE, when, when, ~ones, ones)
