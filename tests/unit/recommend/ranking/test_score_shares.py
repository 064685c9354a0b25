"""Test the terms of a score in per cent, and which locked channel is offered."""

from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.ranking.rank import HIGH, worth_telling
from bot.recommend.ranking.score_shares import ScoreShare, shares
from cogs.recommend.why_view import bar

NAMES = ("taste", "channel", "popular", "interest", "new")
VALUES = st.floats(-2, 3, allow_nan=False).filter(lambda value: abs(value) > 1e-6)
SCORES = st.lists(st.floats(0.01, 3), max_size=12)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES | st.just(0.0)))
def test_what_speaks_for_an_item_adds_up_to_all(terms: dict[str, float]) -> None:
    found = shares(terms)
    above = sum(share.percent for share in found if share.percent > 0)
    assert above == (100 if any(value > 0 for value in terms.values()) else 0)
    for share in found:
        assert share.percent * terms[share.name] > 0
        assert -100 <= share.percent <= 100
    assert [share.percent for share in found] == sorted(
        (share.percent for share in found), reverse=True
    )


def test_shares_are_told_largest_first_and_what_is_against_last() -> None:
    terms = {"new": 0.001, "taste": -0.2, "channel": 1.6, "popular": 0.4}
    assert shares(terms) == (
        ScoreShare("channel", 80),
        ScoreShare("popular", 20),
        ScoreShare("taste", -10),
    )
    assert shares({"new": 0.01}) == (ScoreShare("new", 100),)
    assert shares({"taste": -1.0}) == ()


@given(st.integers(-100, 100))
def test_a_bar_is_ten_cells_and_shows_what_there_is(percent: int) -> None:
    drawn = bar(percent)
    assert len(drawn) == 10
    assert ("█" in drawn) is (percent > 0)
    assert drawn == "█" * drawn.count("█") + "░" * drawn.count("░")


@given(SCORES, st.floats(0.01, 3))
def test_an_offer_would_have_stood_high(shown: list[float], score: float) -> None:
    better = sum(each > score for each in shown)
    assert worth_telling(score, shown) is (bool(shown) and better < min(HIGH, len(shown)))


def test_nothing_is_offered_for_little_or_beside_nothing() -> None:
    assert worth_telling(0.8, [0.9, 0.7, 0.6, 0.1])
    assert not worth_telling(0.5, [0.9, 0.7, 0.6, 0.1])
    assert not worth_telling(0.8, [])
