"""Test that a member gets all that is stored about them, and nothing of others."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import insert

from bot.personal_data import personal_data
from data import interests, notices, personal
from data.engine import Database
from data.tables import metadata, refund_cases, voice_stays
from tests.flow.conftest import GUILD, STAFF, Billing
from tests.flow.recommend.profile.test_erasure import names_member

ALICE, BOB = 7_654_321_987, 7_654_321_988  # long, so that no other number holds them
MIB = 1024 * 1024
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def exported(database: Database, user_id: int) -> dict[str, list[dict[str, Any]]]:
    [packed] = [each async for each in personal_data(database, GUILD, user_id, AT, 10**9)]
    return unpacked(packed, user_id, 1)


def unpacked(packed: bytes, user_id: int, part: int) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        data: dict[str, Any] = json.loads(archive.read("lyceum-data.json"))
    assert (data["about"]["member"], data["about"]["part"]) == (str(user_id), part)
    return data["data"]


def test_each_table_that_names_accounts_is_exported_or_has_a_reason() -> None:
    naming = {
        table.name for table in metadata.sorted_tables if personal.PERSONS & set(table.c.keys())
    }
    assert naming == personal.EXPORTED.keys() | personal.NOT_EXPORTED.keys()
    assert not personal.EXPORTED.keys() & personal.NOT_EXPORTED.keys()
    assert all(personal.NOT_EXPORTED.values())


def test_each_column_with_an_account_is_known() -> None:
    """A new name must not pass the test above unseen."""
    no_accounts = {
        *("card_channel_id", "card_message_id", "channel_id", "content_id", "event_id", "item_id"),
        *("kick_plan_id", "message_id", "object_id", "plan_id", "price_id", "role_id"),
        *("source_id", "thread_id"),
    }
    ids = {
        column.name
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.endswith(("_by", "_id"))
        and not column.foreign_keys
        and str(column.type) == "BIGINT"
    }
    assert ids <= personal.PERSONS | no_accounts | {"guild_id"}


async def test_a_member_s_purchases_and_activity_are_exported_without_others(
    billing: Billing,
) -> None:
    database = billing.database
    await billing.sell()
    await billing.buy(user=ALICE)
    await billing.buy(user=BOB, recipient_id=ALICE)
    await billing.catch_up()
    async with database.write() as connection:
        for user_id in (ALICE, BOB):
            await interests.put(
                connection, GUILD, user_id, AT, channel_ids=[5], words=[f"word-{user_id}"]
            )
            stay = {"guild_id": GUILD, "user_id": user_id, "channel_id": 5}
            times = {"began_at": AT, "ended_at": AT, "seen_at": AT}
            await connection.execute(insert(voice_stays).values(**stay, **times))
        plan = (await billing.plans.on_sale(GUILD))[0]
        case = {"guild_id": GUILD, "user_id": ALICE, "offer_id": plan.id, "source": "cs_1"}
        decided = {"state": "declined", "decided_at": AT, "decided_by": STAFF}
        await connection.execute(
            insert(refund_cases).values(**case, **decided, reason="No", created_at=AT)
        )
    mine = await exported(database, ALICE)
    assert mine["interests"][0]["words"] == [f"word-{ALICE}"]
    assert mine["refund_cases"][0]["reason"] == "No"
    assert {"checkouts", "customers", "entitlements", "facts", "income", "voice_stays"} <= set(mine)
    theirs = [row for rows in mine.values() for row in rows if names_member(row, BOB)]
    assert theirs == []
    assert "decided_by" not in mine["refund_cases"][0]
    hidden = {name for rows in mine.values() for row in rows for name in row}
    assert not hidden & personal.SECRETS
    other = await exported(database, BOB)
    assert len(other["voice_stays"]) == 1
    assert "refund_cases" not in other


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_is_unknown_gets_an_empty_file(database: Database) -> None:
    assert await exported(database, ALICE) == {}


async def _stay(database: Database, user_id: int, count: int) -> None:
    """Store that a member was in a voice channel, a second each time."""
    rows = [
        {"guild_id": GUILD, "user_id": user_id, "channel_id": 5, "began_at": began}
        | {"ended_at": began + timedelta(seconds=1), "seen_at": began}
        for began in (AT + timedelta(minutes=number) for number in range(count))
    ]
    async with database.write() as connection:
        await connection.execute(insert(voice_stays), rows)


async def test_no_row_is_cut_off(database: Database) -> None:
    count = 50_000 + personal.PAGE + 1
    await _stay(database, ALICE, count)
    await _stay(database, BOB, 3)
    found = await exported(database, ALICE)
    assert set(found) == {"voice_stays"}
    assert len({row["began_at"] for row in found["voice_stays"]}) == count


async def test_what_one_file_can_t_hold_comes_in_several(database: Database) -> None:
    texts = [token_hex(1_000) for _ in range(2_500)]
    async with database.write() as connection:
        for number, text in enumerate(texts):
            await notices.post(
                connection,
                guild_id=GUILD,
                user_id=ALICE,
                key=str(number),
                message="turn-given",
                arguments={"reason": text},
                at=AT,
            )
    await _stay(database, ALICE, 10)
    parts = [each async for each in personal_data(database, GUILD, ALICE, AT, MIB)]
    assert 3 <= len(parts) <= 5  # 2.5 MB of chance, and some of each is kept free
    assert max(map(len, parts)) <= MIB
    found: dict[str, list[dict[str, Any]]] = {}
    for number, packed in enumerate(parts, 1):
        for table, some in unpacked(packed, ALICE, number).items():
            found.setdefault(table, []).extend(some)
    assert sorted(row["arguments"]["reason"] for row in found["notices"]) == sorted(texts)
    assert len(found["voice_stays"]) == 10


async def test_only_a_page_is_in_memory(database: Database) -> None:
    await _stay(database, ALICE, 3 * personal.PAGE)
    async with database.read_stream() as connection:
        pages = [rows async for _, rows in personal.of_member(connection, GUILD, ALICE)]
    assert [len(rows) for rows in pages] == [personal.PAGE] * 3
