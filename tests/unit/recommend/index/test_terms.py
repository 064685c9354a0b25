"""Test what each term of the score measures, and the bounds of the weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.index.terms import ALL_TERMS, TERMS, Weights
from tests.unit.recommend.small_community import SECONDS, SmallCommunity

NEWCOMER, READER = 49, 50


@given(
    st.dictionaries(
        st.sampled_from([*TERMS, "unknown"]), st.floats(-1e9, 1e9, allow_nan=False), max_size=6
    )
)
def test_weights_stay_within_the_bounds_of_their_terms(given_weights: dict[str, float]) -> None:
    changed = Weights().changed(given_weights, 7)
    assert changed.version == 7
    for term, weight, usual in zip(ALL_TERMS, changed.values, Weights().values, strict=True):
        wanted = given_weights.get(term.name, usual)
        assert weight == min(max(wanted, term.low), term.high)
    assert Weights().changed(changed.as_mapping(), 7) == changed


def test_popularity_and_interests_fade_as_acts_come_in() -> None:
    community = SmallCommunity()
    community.stated = {6: 1.0}
    for number in range(1, 9):
        community.item(number, channel=5 + number % 2)
    for user in range(10, 15):
        community.act(user, 8)
        community.act(user, 7)
    values = [_values(community, NEWCOMER)]
    for number in (2, 4, 6):
        community.act(READER, number)
        values.append(_values(community, READER))
    popular = [each[8]["popular_newcomer"] / each[8]["popular"] for each in values]
    assert popular == pytest.approx([1, 2 ** (-1 / 3), 2 ** (-2 / 3), 0.5])
    interest = [each[7]["interest"] for each in values]
    assert interest == pytest.approx([(1 + share) / 2 for share in popular])
    assert [each[8]["interest"] for each in values] == [0] * 4  # in another channel


def test_one_act_tells_less_of_a_habit_than_many() -> None:
    community = SmallCommunity()
    for number in range(1, 12):
        community.item(number, channel=5 + number % 2)
    for user in range(10, 30):
        community.act(user, 1)
        community.act(user, 2)
    lifts: list[float] = []
    for number in (3, 5, 7, 9):
        community.act(READER, number)
        lifts.append(_values(community, READER)[11]["channel"])
    assert lifts == sorted(lifts)
    assert 0 < lifts[0] < 0.6 * lifts[-1]
    assert _values(community, NEWCOMER)[11]["channel"] == 0


def test_a_member_s_presence_counts_once_however_often_it_acts() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number)
    for user in (10, 11):
        community.act(user, 1)
        community.act(READER, 1)
    for kind in ("reply", "react", "save", "more"):
        community.act(10, 2, kind)
    community.act(11, 3, "react")
    found = _values(community, READER)
    # The louder one is less alike, because more of its taste is elsewhere.
    assert found[3]["taste"] == 1
    assert 0.5 < found[2]["taste"] < 1


def _values(community: SmallCommunity, user: int) -> dict[int, dict[str, float]]:
    """Return the terms of each item without their weights, by its number."""
    index_query = community.index_query()
    channels = index_query.index.channels
    stated = [community.stated.get(int(each), 0.0) for each in channels.ids[: channels.size]]
    interest = index_query.index.world.channel_activity * 0.0
    interest[: channels.size] = stated
    matrix = index_query.term_matrix(user, SECONDS, interest=interest)
    numbers = index_query.index.items.ids[matrix.items].tolist()
    return {
        number: dict(zip(TERMS, row, strict=True))
        for number, row in zip(numbers, matrix.values.tolist(), strict=True)
    }
