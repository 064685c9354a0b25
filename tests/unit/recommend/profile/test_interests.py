"""Test that stated interests are read as people write them, exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.recommend.profile.interests import (
    BY_ROLE,
    CHOSEN,
    WORDED,
    Interests,
    parse_keywords,
    strength,
)
from bot.recommend.search.text_match import matches, mentions

TEXTS = st.text(alphabet="abAB 异步-", max_size=12)
WORDS = st.frozensets(TEXTS.map(str.casefold), max_size=4)
INTERESTS = st.builds(Interests, st.frozensets(st.integers(1, 4), max_size=3), WORDS)
ROLES = st.lists(TEXTS, max_size=4)


@given(INTERESTS, ROLES, st.integers(1, 5), TEXTS)
def test_strength_is_one_of_four_and_the_strongest_reason_counts(
    interests: Interests, roles: list[str], channel: int, label: str
) -> None:
    found = strength(interests, roles, channel, label)
    assert found in (CHOSEN, WORDED, BY_ROLE, 0.0)
    assert (found == CHOSEN) is (channel in interests.channel_ids)
    if found == WORDED:
        assert any(matches(word, label) for word in interests.words)
    if found == BY_ROLE:
        assert any(matches(role, label) for role in roles)


@given(INTERESTS, INTERESTS, ROLES, st.integers(1, 5), TEXTS)
def test_saying_more_never_weakens(
    some: Interests, others: Interests, roles: list[str], channel: int, label: str
) -> None:
    both = Interests(some.channel_ids | others.channel_ids, some.words | others.words)
    assert strength(both, roles, channel, label) >= strength(some, roles, channel, label)
    assert strength(some, roles, channel, label) >= strength(some, [], channel, label)


@given(ROLES, st.integers(1, 5), TEXTS)
def test_nothing_said_and_no_role_is_nothing(roles: list[str], channel: int, label: str) -> None:
    assert strength(Interests(), [], channel, label) == 0
    assert strength(Interests(), roles, channel, "") == 0


@pytest.mark.parametrize(
    ("word", "label", "found"),
    [
        ("rust", "Rust-Help", True),
        ("rust", "trust", False),
        ("ai", "main", False),
        ("ai", "air travel", False),
        ("ai", "all about AI!", True),
        ("game", "board-games", True),
        ("异步", "谈谈异步编程", True),
        ("rust", "学rust吧", True),
        ("job offers", "jobs\nJob offers and requests", True),
        ("c++", "c++ corner", True),
        ("c++", "cobol", False),
    ],
)
def test_a_word_is_found_where_a_word_begins(word: str, label: str, *, found: bool) -> None:
    assert mentions(word, label.casefold()) is found


def test_words_are_read_as_people_list_them() -> None:
    text = " Rust,  Embedded   Systems\uff1b异步\uff0c求职\u3001rust\n,, WEB;"
    assert parse_keywords(text) == {"rust", "embedded systems", "异步", "求职", "web"}
    assert parse_keywords(" , ") == frozenset()
    assert parse_keywords("a\x00b") == {"ab"}


def test_twenty_words_of_forty_characters_and_no_more() -> None:
    assert len(parse_keywords(",".join(f"{number:040}" for number in range(20)))) == 20
    with pytest.raises(UserError, match="interests-too-many"):
        parse_keywords(",".join(str(number) for number in range(21)))
    with pytest.raises(UserError, match="interests-too-long"):
        parse_keywords("x" * 41)
