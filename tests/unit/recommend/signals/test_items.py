"""Test topics, titles, emojis and links of items."""

from datetime import UTC, datetime

import pytest

from bot.recommend.search.text_match import matches
from bot.recommend.signals.items import Item, clean_title
from bot.recommend.signals.model import emoji_key


@pytest.mark.parametrize(
    ("topic", "texts", "found"),
    [
        ("rust", ("Learning RUST", None), True),
        ("async rust", ("Async in practice", "rust-help"), True),
        ("async rust", ("Async in practice", "python"), False),
        ("异步", ("谈谈异步编程", None), True),
        ("STRASSE", ("straße", None), True),
        ("rust", (None, None), False),
    ],
)
def test_topics_match_plain_words_anywhere(
    topic: str, texts: tuple[str | None, ...], *, found: bool
) -> None:
    assert matches(topic, *texts) is found


def test_titles_fit_the_column_and_postgresql() -> None:
    assert clean_title("a\x00b") == "ab"
    assert len(clean_title("x" * 500)) == 120


def test_emojis_are_told_apart_and_stay_the_same_between_runs() -> None:
    assert emoji_key(1234, "party") == 1234
    assert emoji_key(None, "👍") == 4426778189261467833
    assert emoji_key(None, "👎") != emoji_key(None, "👍")
    assert 0 <= emoji_key(None, None) < 1 << 63


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("post", "https://discord.com/channels/1/30"),
        ("thread", "https://discord.com/channels/1/30"),
        ("message", "https://discord.com/channels/1/20/30"),
        ("content", "https://discord.com/channels/1/20/30"),
    ],
)
def test_links_lead_to_the_thread_or_the_message(kind: str, url: str) -> None:
    assert Item(9, 1, kind, 30, 20, 2, None, datetime(2026, 1, 1, tzinfo=UTC)).url == url
