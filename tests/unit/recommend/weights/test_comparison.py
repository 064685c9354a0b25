"""Test which terms are named as counting more or less than by default."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.weights.comparison import Change, compared

DEFAULT = {"taste": 0.3, "channel": 1.0, "popular": 0.02, "interest": 0.3, "new": 0.0}
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(DEFAULT, st.floats(0.06, 5)))  # each noticeable


def changes(**current: float) -> dict[str, Change]:
    return {each.name: each.change for each in compared(DEFAULT, DEFAULT | current)}


def test_the_same_weights_change_nothing() -> None:
    assert set(changes().values()) == {"same"}


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        ({"popular": 0.4}, {"popular": "more"}),
        ({"channel": 0.4}, {"channel": "less"}),
        ({"channel": 0.0}, {"channel": "off"}),
        ({"popular": -0.2}, {"popular": "against"}),
        ({"new": 0.2}, {"new": "more"}),
        ({"taste": 0.32}, {}),
    ],
)
def test_a_change_is_named(current: dict[str, float], expected: dict[str, Change]) -> None:
    found = changes(**current)
    assert {name: change for name, change in found.items() if change != "same"} == expected


def test_the_largest_change_comes_first() -> None:
    first, second, *_ = compared(DEFAULT, DEFAULT | {"popular": 0.4, "channel": 0.4})
    assert (first.name, first.factor) == ("popular", pytest.approx(20))
    assert (second.name, second.factor) == ("channel", pytest.approx(0.4))


def test_a_term_that_did_not_count_has_no_factor() -> None:
    (first, *_) = compared(DEFAULT, DEFAULT | {"new": 0.2})
    assert (first.name, first.factor) == ("new", inf)


def test_missing_weights_are_the_default_and_unknown_ones_are_ignored() -> None:
    assert {each.change for each in compared(DEFAULT, {"moon": 3.0})} == {"same"}


@given(WEIGHTS, WEIGHTS, st.floats(0.1, 10))
def test_a_common_factor_changes_nothing(
    default: dict[str, float], current: dict[str, float], factor: float
) -> None:
    scaled = {name: factor * weight for name, weight in current.items()}
    before, after = (
        {each.name: each.factor for each in compared(default, weights)}
        for weights in (current, scaled)
    )
    assert after == pytest.approx(before)
