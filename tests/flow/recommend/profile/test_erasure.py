"""Test that a member's signals are erased wherever they are stored, and in memory."""

from datetime import timedelta
from typing import cast

import pytest

from bot.recommend.index.state import MISSING
from bot.recommend.profile.erasure import Erasure
from data import audit, digests, impressions, interests, personal_digests
from data.digests import DigestTarget
from data.engine import Database
from data.tables import metadata
from tests.flow.recommend.community import GUILD, Community

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
            target = DigestTarget(GUILD, now, user)
            await digests.claim(connection, target, [2], now)
            await digests.conclude(connection, target, "sent", now)
    return community


async def known(community: Community, database: Database, user: int) -> list[bool]:
    """Return whether there are ratings, interests, impressions and digests."""
    async with community.indexes.open(GUILD) as index_query:
        rated = len(index_query.rated_items(index_query.index.users.one(user))) > 0
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
    gone = await Erasure(database, community.buffer, community.clock).erase(GUILD, BOB)
    assert gone == 4
    assert await known(community, database, BOB) == [False] * 4
    assert await known(community, database, CY) == [True] * 4


# Tables that may name a member whose taste was erased, and why.
STAYS = {
    "moves": "access and money: what staff decided",
    "members": "that it was erased, and their language",
    "access_tasks": "access: a role is to be looked at",
    "audit": "what was done about money and access, and by staff",
    "checkouts": "money",
    "code_tries": "guesses of codes are counted",
    "codes": "money",
    "content_deliveries": "money: a refund is decided by them",
    "contents": "what staff set up",
    "coupon_requests": "what staff set up; deleted within a day",
    "customers": "money",
    "digest_schedules": "what staff set up",
    "downloads": "money: a refund is decided by them",
    "entitlements": "money",
    "refund_cases": "money",
    "facts": "money",
    "inbox": "money: what Stripe sent",
    "income": "money",
    "notices": "messages about access",
    "plans": "what staff set up",
    "role_holdings": "access",
    "licences": "what was bought; the names of its devices are erased",
    "session_permits": "a permission in a channel; deleted when its session is over",
    "sessions": "staff's schedule",
    "sign_ins": "a purchase that was begun; deleted after two weeks",
    "uploads": "what staff set up; deleted after a day",
    "subscription_history": "money",
}


def names_member(value: object, member: int) -> bool:
    """Return whether a value of any column is or contains a member's id, also within JSON."""
    match value:
        case bool():
            return False
        case int():
            return value == member
        case str():
            return str(member) in value
        case dict():
            pairs = cast("dict[str, object]", value).items()
            return any(names_member(each, member) for pair in pairs for each in pair)
        case list():
            return any(names_member(each, member) for each in cast("list[object]", value))
        case _:
            return False


async def tables_naming(database: Database, member: int) -> set[str]:
    found: set[str] = set()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(table.select())).mappings():
                if any(names_member(value, member) for value in row.values()):
                    found.add(table.name)
    return found


async def test_no_table_and_no_json_names_who_had_their_taste_erased(database: Database) -> None:
    member = 7_654_321_987
    community = Community(database)
    now = community.clock.now()
    community.item(1, author=member, title=f"Write to {member}")
    community.item(2)
    community.act(member, 2)
    assert await community.buffer.flush()
    numbers = {item.object_id: item.id for item in (await community.records()).items}
    async with database.write() as connection:
        await interests.put(connection, GUILD, member, now, channel_ids=[5], words=["rust"])
        shown = impressions.StoredImpression(
            GUILD, member, numbers[2], now, "recommend", 1, "taste", 1.0, {"taste": 1.0}, "3"
        )
        await impressions.insert(connection, [shown])
        target = DigestTarget(GUILD, now, member)
        await digests.claim(connection, target, [numbers[2]], now)
        await digests.conclude(connection, target, "sent", now)
        await personal_digests.put(
            connection, personal_digests.PersonalDigestSettings(GUILD, member, wanted=True)
        )
        await audit.record(
            connection, guild_id=GUILD, actor_id=3, action="digest.preview", at=now, user_id=member
        )
    before = await tables_naming(database, member)
    assert {"items", "signals", "interests", "impressions", "own_digests", "audit"} <= before
    async with community.indexes.open(GUILD) as index_query:
        assert (index_query.index.world.authors != MISSING).sum() == 2
    await Erasure(database, community.buffer, community.clock).erase(GUILD, member)
    assert await tables_naming(database, member) == {"members"}
    async with community.indexes.open(GUILD) as index_query:
        assert (index_query.index.world.authors != MISSING).sum() == 1


async def test_reading_history_again_brings_no_author_back(database: Database) -> None:
    member = 7_654_321_987
    community = Community(database)
    community.item(1, author=member, title="Mine")
    assert await community.buffer.flush()
    await Erasure(database, community.buffer, community.clock).erase(GUILD, member)
    community.item(1, author=member, title="Mine")
    assert await community.buffer.flush()
    assert await tables_naming(database, member) == {"members"}
    community.item(2, author=member, days=-1)  # made since
    assert await community.buffer.flush()
    assert await tables_naming(database, member) == {"members", "items"}


def test_each_table_that_names_members_is_erased_or_has_a_reason_to_stay() -> None:
    erased = {
        "certificates",
        "digest_deliveries",
        "download_addresses",
        "enrolments",
        "impressions",
        "interests",
        "items",
        "learner_profiles",
        "own_digests",
        "presses",
        "progress",
        "quiz_attempts",
        "reading_positions",
        "review_cards",
        "signal_requests",
        "signals",
        "calendar_links",
        "consents",
        "session_followers",
        "session_questions",
        "session_votes",
        "version_followers",
        "voice_stays",
    }
    personal = {
        table.name
        for table in metadata.sorted_tables
        if {"user_id", "author_id", "target_id", "owner_id", "created_by"} & set(table.c.keys())
    }
    assert personal <= erased | STAYS.keys()
