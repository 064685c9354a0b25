"""Test what reactions mean, and when they are too many."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.signals.burst_filter import BurstFilter
from bot.recommend.signals.reaction_meaning import Meaning, ReactionMeanings
from bot.settings import Settings

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
OWN: dict[str, Meaning] = {
    ":ferris:": "dislike",
    "77": "nothing",
    "❤": "nothing",
    "<:gopher:88>": "nothing",
    "<a:dance:99>": "dislike",
    "tux:55": "nothing",
    " ☹︎ ": "dislike",
    "🙄🏽": "dislike",
}
MEANINGS = ReactionMeanings(Settings().activity.emoji | OWN)


@pytest.mark.parametrize(
    ("emoji_id", "name", "kind"),
    [
        (None, "👍", "react"),
        (None, "👎", "dislike"),
        (None, "👎🏽", "dislike"),
        (None, "🇦", None),
        (None, "🇨🇭", "react"),
        (None, "1️⃣", "react"),
        (None, "❤️", None),
        (None, "❤︎", None),
        (None, "☹", "dislike"),
        (None, "☹️", "dislike"),
        (None, "🙄🏿", "dislike"),
        (None, "🙄", "dislike"),
        (88, "gopher", None),
        (88, "renamed", None),
        (12, "gopher", "react"),
        (99, "dance", "dislike"),
        (55, "tux", None),
        (12, "ferris", "dislike"),
        (77, "other", None),
        (12, "other", "react"),
        (12, None, "react"),
        (None, "🏽", "react"),
    ],
)
def test_what_a_reaction_says(emoji_id: int | None, name: str | None, kind: str | None) -> None:
    assert MEANINGS.kind(emoji_id, name) == kind


def interpreted(limit: int, acts: list[tuple[int, int]]) -> list[bool]:
    bursts = BurstFilter(limit)
    return [bursts.exceeds(1, user, BEGIN + timedelta(seconds=at)) for user, at in acts]


ACTS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 300)), max_size=120).map(
    lambda acts: sorted(acts, key=lambda act: act[1])
)


@given(st.integers(1, 10), ACTS)
def test_a_reaction_is_one_too_many_after_so_many_in_a_minute(
    limit: int, acts: list[tuple[int, int]]
) -> None:
    before: dict[int, list[int]] = defaultdict(list)
    expected: list[bool] = []
    for user, at in acts:
        expected.append(sum(at - other < 60 for other in before[user]) >= limit)
        before[user].append(at)
    assert interpreted(limit, acts) == expected


@given(st.integers(1, 10), ACTS)
def test_a_higher_limit_never_calls_more_a_burst(limit: int, acts: list[tuple[int, int]]) -> None:
    strict, lenient = interpreted(limit, acts), interpreted(limit + 1, acts)
    assert all(one or not other for one, other in zip(strict, lenient, strict=True))


def test_fifty_reactions_in_a_minute_count_as_twenty() -> None:
    limit = Settings().activity.burst_reactions
    exceeded = interpreted(limit, [(1, second) for second in range(50)])
    assert exceeded.count(False) == 20
    assert not any(exceeded[:20])


def test_the_members_remembered_are_bounded() -> None:
    bursts = BurstFilter(1)
    assert not bursts.exceeds(1, 0, BEGIN)
    for user in range(1, 10_001):
        bursts.exceeds(1, user, BEGIN)
    assert not bursts.exceeds(1, 0, BEGIN)  # forgotten
    assert bursts.exceeds(1, 10_000, BEGIN)
