"""Test the search over columns of titles against the rule for one title."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.search.text import folded
from bot.recommend.search.text_match import mentions
from bot.recommend.search.titles import CROWDED, Titles

# Few characters, so that words are found: cased, digits, ideographs, kana, emoji, marks, spaces.
SOME = "abAB1ßéü\u0301\u30c6\u30b9异步丁\U00020000😀-_ \n"
TITLES = st.dictionaries(st.integers(1, 99), st.text(SOME, max_size=12), max_size=8)
LATER = st.dictionaries(st.integers(1, 99), st.none() | st.text(SOME, max_size=12), max_size=4)
WORDS = (
    st.text(SOME, min_size=1, max_size=4).map(folded).filter(lambda word: word.split() == [word])
)


def titles_of(titles: dict[int, str]) -> Titles:
    read, numbers = Titles(), sorted(titles)
    for part in (numbers[:2], numbers[2:]):
        read.add(np.array(part, np.int64), [titles[number] for number in part])
    return read


@given(TITLES, LATER, WORDS)
def test_found_is_what_the_rule_for_one_title_says(
    titles: dict[int, str], later: dict[int, str | None], word: str
) -> None:
    columns = titles_of(titles)
    columns.put(
        {number: None if title is None else folded(title) for number, title in later.items()}
    )
    now = {**titles, **later}
    expected = {n for n, title in now.items() if title and mentions(word, folded(title))}
    found = columns.mentioning(word).tolist()
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("word", "found"),
    [("异步", [1, 3]), ("go", [2]), ("golang", []), ("rust", [3]), ("ust", []), ("ai", [4])],
)
def test_words_begin_words_but_in_scripts_without_spaces(word: str, found: list[int]) -> None:
    titles = {1: "谈谈异步编程", 2: "学Go语言", 3: "Rusty 异步", 4: "AI, said aid"}
    assert titles_of(titles).mentioning(word).tolist() == found


def test_many_titles_told_later_ask_to_be_read_anew() -> None:
    columns = titles_of({1: "one"})
    columns.put(dict.fromkeys(range(CROWDED), "x"))
    assert not columns.crowded
    columns.put({CROWDED: "x"})
    assert columns.crowded


def test_items_that_never_had_a_title_do_not_count() -> None:
    columns = Titles()
    columns.add(np.array([1, 2]), ["one", "two"])
    columns.put({2: "", **dict.fromkeys(range(3, 2 * CROWDED), "")})
    assert not columns.crowded
    assert columns.mentioning("one").tolist() == [1]
    assert columns.mentioning("two").tolist() == []
    columns.put({3: "three"})
    columns.put({3: None})
    assert columns.mentioning("three").tolist() == []
