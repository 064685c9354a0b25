"""Test that a fit reads its days and some time before, not everything."""

from datetime import timedelta

from bot.recommend.fitting.server import DAYS
from bot.recommend.learning.fit_stored import read_recent
from bot.recommend.learning.request import FitRequest
from bot.recommend.learning.stored_history import read_history
from bot.settings import ActivitySettings, Settings
from data.engine import Database
from data.ranking_weights import StoredWeights
from tests.flow.recommend.community import GUILD, Community

FORGOTTEN, OLD_BUT_LIVELY, QUIET = 1, 2, 3


async def test_what_is_long_past_is_not_read_except_items_with_newer_signals(
    database: Database,
) -> None:
    community = Community(database)
    community.item(FORGOTTEN)
    community.item(OLD_BUT_LIVELY)
    for number in (FORGOTTEN, OLD_BUT_LIVELY):
        community.act(10, number)
    community.clock.advance(timedelta(days=3 * DAYS))
    community.act(11, OLD_BUT_LIVELY)
    community.item(QUIET)
    assert await community.buffer.flush()
    community.clock.advance(timedelta(days=DAYS))

    now = int(community.clock.now().timestamp())
    current = StoredWeights(GUILD, 0, {}, None, None)
    recent = await read_recent(database, FitRequest.of(Settings(), current, now))
    assert recent.user.tolist() == [11]
    assert len(recent.facts.number) == 2  # OLD_BUT_LIVELY and QUIET

    everything = await read_history(database, GUILD, ActivitySettings())
    assert sorted(everything.user.tolist()) == [10, 10, 11]
    assert len(everything.facts.number) == 3
    lively = everything.item[everything.user == 11]
    assert lively.tolist() == recent.item.tolist()
