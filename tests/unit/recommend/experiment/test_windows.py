"""Test that figures change once a block, however often they are read."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.experiment.analysis import ARMS, EngagementCounts, LiftResult, TooFew, compare
from bot.recommend.experiment.windows import ANCHOR, AnalysisWindows

WINDOWS = AnalysisWindows(timedelta(weeks=4), timedelta(days=7))
KEPT = timedelta(days=200)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis wants them naive


@given(now=TIMES)
def test_a_block_is_looked_at_when_its_window_is_over(now: datetime) -> None:
    end = WINDOWS.newest_end(now)
    assert (end - ANCHOR) % WINDOWS.length == timedelta(0)
    assert end + WINDOWS.window <= now < WINDOWS.next_update(now)
    assert WINDOWS.newest_end(WINDOWS.next_update(now)) == end + WINDOWS.length


@given(now=TIMES, weeks=st.integers(1, 26), days=st.integers(1, 60))
def test_there_is_always_a_block_of_which_all_is_kept(now: datetime, weeks: int, days: int) -> None:
    windows = AnalysisWindows(timedelta(weeks=weeks), timedelta(days=days))
    kept = windows.kept(timedelta(days=30))
    starts = windows.starts(now, kept)
    assert starts == sorted(starts)
    assert starts[0] >= now - kept
    assert starts[-1] + windows.length == windows.newest_end(now)


def test_between_two_looks_all_stays_as_it_is() -> None:
    first = datetime(2026, 6, 1, 12, tzinfo=UTC)
    until = WINDOWS.next_update(first)
    days = [first + timedelta(days=day) for day in range(60)]
    same = [(WINDOWS.newest_end(day), *WINDOWS.starts(day, KEPT)) for day in days if day < until]
    assert len(set(same)) == 1


Rows = list[tuple[int, str, int, int]]  # member, arm, shown, engaged


def block(rows: Rows) -> EngagementCounts:
    columns = [(user, ARMS.index(arm), shown, done) for user, arm, shown, done in rows]
    return EngagementCounts(*np.array(columns, np.int64).reshape(-1, 4).T)


def members(taste: int, control: int, first: int = 1) -> Rows:
    arms = ["taste"] * taste + ["control"] * control
    return [(first + number, arm, 10, number % 4) for number, arm in enumerate(arms)]


def test_blocks_are_added_up_by_member() -> None:
    one, other = block(members(100, 12)), block(members(100, 12, first=201))
    assert isinstance(compare([one, one], 1), TooFew)
    result = compare([one, other, one], 0)
    assert isinstance(result, LiftResult)
    assert (result.first, result.taste.members, result.control.members) == (0, 200, 24)
    assert (result.taste.shown, result.control.shown) == (3_000, 360)


def test_what_is_missing_is_told() -> None:
    result = compare([block(members(190, 13))], 0)
    assert isinstance(result, TooFew)
    assert result.members == {"taste": 190, "control": 13}
    assert result.missing == {"taste": 0, "control": 7}
    assert compare([block([])], 0) == TooFew({"taste": 0, "control": 0})


def test_who_changed_groups_is_in_neither() -> None:
    changed: Rows = [(1, "control", 10, 10)]
    for blocks in ([[*members(30, 30), *changed]], [members(30, 30), changed]):
        result = compare([block(rows) for rows in blocks], 0)
        assert isinstance(result, LiftResult)
        assert (result.taste.members, result.control.members) == (29, 30)


@pytest.mark.parametrize(
    ("taste", "control", "expected"),
    [(8, 2, "better"), (2, 8, "worse"), (5, 5, "open"), (5, 0, "thin")],
)
def test_the_verdict(taste: int, control: int, expected: str) -> None:
    rows = [
        (number, arm, 10, max(0, engaged - number % 2) if engaged else 0)
        for arm, engaged, start in (("taste", taste, 0), ("control", control, 100))
        for number in range(start, start + 40)
    ]
    result = compare([block(rows)], 0)
    assert isinstance(result, LiftResult)
    assert result.conclusion == expected
