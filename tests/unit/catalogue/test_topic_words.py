"""Many contents are found by a topic as one is."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.topic_words import TopicWords
from bot.recommend.search.text_match import matches

TEXTS = st.text("aAbeé 学习-1ß\n", min_size=1, max_size=9)
ROWS = st.lists(st.tuples(TEXTS, st.just("") | TEXTS, st.lists(TEXTS, max_size=3)), max_size=8)


@given(ROWS, TEXTS)
def test_contents_are_found_by_the_rule_for_one(
    rows: list[tuple[str, str, list[str]]], topic: str
) -> None:
    stored = [
        (id_, title, about, orjson.dumps(tags).decode())
        for id_, (title, about, tags) in enumerate(rows, 7)
    ]
    expected = [
        id_
        for id_, (title, about, tags) in enumerate(rows, 7)
        if matches(topic, title, about, *tags)
    ]
    assert TopicWords(stored).about(topic).tolist() == expected
