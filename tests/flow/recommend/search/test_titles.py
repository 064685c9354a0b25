"""Test that a topic finds what matches and may be shown, as it is stored now."""

from datetime import timedelta

import pytest

from bot.recommend.search import titles as titles_file
from bot.recommend.search.text_match import Labels, matches
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.model import ObjectsDeleted
from data.engine import Database
from tests.flow.recommend.community import AUTHOR, GUILD, Community, numbers

WORDS = ("rust", "Rusty", "GO", "ai", "aid", "异步", "谈异步编", "lunch", "テスト", "Straße")
TOPICS = (
    "rust",
    "go ai",
    "异步",
    "\uff32\uff35\uff33\uff34",
    "STRASSE",
    "步",
    "lun",
    "ru",
    "help rust",
    "テ",
    " ",
)
LABELS = Labels.of({5: "rust-help", 6: "lunch"}, {3: "AI", 9: "go news"})


async def asked(community: Community, topic: str) -> set[int]:
    answer = await community.recommender.recommend(
        GUILD, 50, readable=lambda _: True, topic=topic, count=100, labels=LABELS
    )
    return set(numbers(answer.picks))


async def test_all_that_matches_is_found_and_nothing_else(database: Database) -> None:
    community = Community(database)
    titles = {n: " ".join(WORDS[k % len(WORDS)] for k in (n, 7 * n, n * n)) for n in range(1, 31)}
    for number, title in titles.items():
        community.item(number, channel=5 + number % 3, title=title)

    def label(number: int) -> str:
        channel, tags = 5 + number % 3, LABELS.tags.get(number, "")
        return f"{LABELS.channels.get(channel, '')} {tags}"

    for topic in TOPICS:
        expected = {n for n, title in titles.items() if matches(topic, title, label(n))}
        assert await asked(community, topic) == expected, topic


async def test_titles_are_found_as_they_are_stored_now(database: Database) -> None:
    community = Community(database)
    community.item(1, title="First words")
    community.item(2, title="First and last", days=89.9)
    community.item(3, title="First of old", days=90.1)
    assert await asked(community, "first") == {1, 2}
    community.item(4, title="First of new")
    assert await asked(community, "first") == {1, 2, 4}
    now = community.clock.now()
    community.buffer.register(NewItem(GUILD, "post", 1, 5, AUTHOR, now, "Renamed"))
    community.buffer.delete(ObjectsDeleted(GUILD, "threads", frozenset((4,)), now))
    assert await asked(community, "first") == {2}
    assert await asked(community, "renamed") == {1}
    community.clock.advance(timedelta(days=1))
    assert await asked(community, "first") == set()


async def test_titles_told_later_are_found_once_all_is_read_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(titles_file, "CROWDED", 2)
    community = Community(database)
    for number in range(1, 7):
        community.item(number, title=f"Title number{number}")
        assert await asked(community, "title") == set(range(1, number + 1))
    community.clock.advance(timedelta(hours=7))
    await community.indexes.refresh_all()  # lets go what nobody asked for
    assert await asked(community, "number3") == {3}
