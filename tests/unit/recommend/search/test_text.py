"""Test that members' text is compared in any form and shown as plain text."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.recommend.search.text import folded, shown
from bot.recommend.search.text_match import matches
from cogs.recommend.format import DRAWN_LENGTH, escaped

NORMAL_FORMS = ("NFC", "NFD", "NFKC", "NFKD")


@given(st.text())
def test_every_form_of_a_text_is_compared_alike(text: str) -> None:
    assert len({folded(unicodedata.normalize(form, text)) for form in NORMAL_FORMS}) == 1
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        ("\uff32\uff35\uff33\uff34", "Rust 入门"),
        ("STRASSE", "Stra\u00dfe"),
        ("\uff83\uff7d\uff84", "テスト"),
        ("go", "学Go语言"),
    ],
)
def test_a_topic_finds_a_title_in_another_form(topic: str, title: str) -> None:
    assert matches(topic, title)


@pytest.mark.parametrize(("topic", "title"), [("port", "Import"), ("ai", "aid"), ("r", "Rust")])
def test_a_word_inside_another_is_not_found(topic: str, title: str) -> None:
    assert not matches(topic, title)


@given(st.text(alphabet="\u200b\u200d\u2060\u3164\u115f\u2800\ufe0f\ufeff\u202e \t", max_size=20))
def test_what_draws_nothing_is_no_title(text: str) -> None:
    assert shown(text) is None
    assert escaped(text) == ""


@example(r"<\:")  # the backslash is drawn, so that nothing opens
@given(st.text(alphabet="*_~`|>#\\[]<@&:/tida1\u202e\u2067汉é", max_size=200))
def test_a_title_never_outgrows_its_place_nor_draws_more_than_text(text: str) -> None:
    drawn = escaped(text)
    read = re.sub(r"\\(.)", r"\1", drawn)
    assert len(drawn) <= DRAWN_LENGTH
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\n") & set(drawn)
    for opening in ("<@", "<#", "<:", "<a:", "<t:", "</", "<id:"):
        assert opening not in read


def test_emoji_keep_what_joins_them() -> None:
    assert shown("👩‍💻 ❤️ talk") == "👩‍💻 ❤️ talk"
