"""Test what goes into a member's digest, and how long a round will still take."""

from dataclasses import replace

from bot.digest.run_progress import minutes_left
from bot.digest.threshold import above_threshold
from tests.flow.digest.doubles import an_item

GOOD = an_item(1)
FILLER = replace(an_item(2), terms={"taste": 0.0, "active": 0.2, "new": 0.1}, has_response=False)


def test_filler_is_left_out_and_the_order_kept() -> None:
    mine = replace(an_item(3), terms={"taste": 0.2, "new": -0.1}, has_response=False)
    usual = replace(an_item(4), terms={"taste": 0.0, "popular": -0.3})
    assert above_threshold([GOOD, FILLER, mine, usual], 3) == [GOOD, mine, usual]


def test_less_than_the_minimum_is_nothing() -> None:
    assert above_threshold([GOOD, FILLER, FILLER], 2) == []
    assert above_threshold([], 1) == []


def test_the_estimate_goes_by_the_pace_so_far_and_first_by_the_one_allowed() -> None:
    assert minutes_left(600, 0, 0.0, 10) == 1
    assert minutes_left(6_000, 0, 5.0, 10) == 10
    assert minutes_left(6_000, 100, 100.0, 10) == 100
    assert minutes_left(0, 100, 100.0, 10) == 0
