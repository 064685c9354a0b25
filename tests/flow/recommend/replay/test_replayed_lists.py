"""Test that a replay ranks what the bot would have recommended at that moment."""

from datetime import timedelta

import pytest

from bot.recommend.evaluation.baselines import ours
from bot.recommend.index.query import IndexQuery
from bot.recommend.learning.stored_history import read_history
from bot.recommend.replay.rolling import ReplayState, pool_at
from bot.settings import ActivitySettings
from data.engine import Database
from tests.flow.recommend.community import GUILD, Community, numbers

READER = 50
LIVELY, FORGOTTEN, TOUCHED = 1, 2, 3  # items of four months ago


async def test_a_replay_ranks_what_the_bot_would_have_recommended(database: Database) -> None:
    community = Community(database)
    await _four_months(community)
    shown = await community.ask(READER)
    then = int(community.clock.now().timestamp())
    async with community.indexes.open(GUILD) as index_query:
        live = _ranking(index_query, then)
    await _days_later(community)

    history = await read_history(database, GUILD, ActivitySettings())
    past = ReplayState.begin(history, [index_query.tuning], then)
    replayed = IndexQuery(past.indexes[0], index_query.tuning)

    assert _ranking(replayed, then) == pytest.approx(live)
    first = ours(past.indexes[0], index_query.tuning, 1)(
        READER, then, pool_at(replayed, then), past.done
    )
    assert past.indexes[0].items.ids[first[0]] == shown.picks[0].item.id
    assert {pick.item.id for pick in shown.picks} <= live.keys()
    old = {LIVELY, FORGOTTEN, TOUCHED} & set(numbers(shown.picks))
    assert old == {LIVELY}  # alive still, however old; a private signal revives nothing


def _ranking(index_query: IndexQuery, now: int) -> dict[int, float]:
    """Return the score of each candidate by its id."""
    found = index_query.top_items(READER, now, 100, pool=pool_at(index_query, now))
    ids = index_query.index.items.ids[found.items]
    return dict(zip(ids.tolist(), found.scores.tolist(), strict=True))


async def _four_months(community: Community) -> None:
    for number in (LIVELY, FORGOTTEN, TOUCHED):
        community.item(number, channel=5, author=900 + number)
        community.act(10, number)
    community.clock.advance(timedelta(days=120))
    for number in range(4, 8):
        community.item(number, channel=5 + number % 2, author=900 + number, days=3)
        community.act(10 + number, number)
    community.act(READER, 4)
    community.act(11, LIVELY)
    community.act(12, TOUCHED, "save")
    assert await community.buffer.flush()
    community.clock.advance(timedelta(minutes=5))


async def _days_later(community: Community) -> None:
    """Let happen what a replay of the moment before must not know."""
    community.clock.advance(timedelta(days=2))
    community.item(20)
    for number in (FORGOTTEN, 5, 20):
        for user in (READER, 30, 31):
            community.act(user, number)
    assert await community.buffer.flush()
