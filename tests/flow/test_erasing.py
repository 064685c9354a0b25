"""A member's taste is erased wherever it is stored, the index in memory included."""

from datetime import timedelta

import pytest

from bot.recommend.erasing import Eraser
from data import digests, impressions, interests
from data.digests import Target
from data.engine import Database
from tests.flow.taste_community import GUILD, Community

BOB, CY = 50, 51


@pytest.fixture
async def community(database: Database) -> Community:
    """Two members of the same taste, with all that can be known of them."""
    community = Community(database)
    now = community.clock.now()
    for number in (1, 2):
        community.item(number)
    for user in (BOB, CY):
        community.act(user, 1)
        assert await community.buffer.flush()
        async with database.write() as connection:
            await interests.put(connection, GUILD, user, now, channel_ids=[5], words=["rust"])
            shown = impressions.StoredImpression(
                GUILD, user, 2, now, "recommend", 1, "taste", 1.0, {"taste": 1.0}, "3"
            )
            await impressions.insert(connection, [shown])
            target = Target(GUILD, now, user)
            await digests.claim(connection, target, [2], now)
            await digests.conclude(connection, target, "sent", now)
    return community


async def known(community: Community, database: Database, user: int) -> list[bool]:
    """Return whether there are ratings, interests, impressions and digests."""
    async with community.indexes.open(GUILD) as asker:
        rated = len(asker.dealt_with(asker.index.users.one(user))) > 0
    since = community.clock.now() - timedelta(days=1)
    async with database.read() as connection:
        stated = await interests.of_members(connection, GUILD, [user])
        shown = await impressions.of_member(connection, GUILD, user)
        brought = await digests.shown(connection, GUILD, user, since)
    return [rated, bool(stated), bool(shown), bool(brought)]


async def test_all_of_one_member_is_erased_and_nothing_of_the_others(
    community: Community, database: Database
) -> None:
    assert await known(community, database, BOB) == [True] * 4
    gone = await Eraser(database, community.buffer, community.clock).erase(GUILD, BOB)
    assert gone == 4
    assert await known(community, database, BOB) == [False] * 4
    assert await known(community, database, CY) == [True] * 4
