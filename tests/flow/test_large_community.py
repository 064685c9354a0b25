"""Test that the benches' large communities hold rows as the product writes them."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from bot.clock import SystemClock
from bot.payments.replay.compare import Mismatch
from bot.payments.replay.run import Outdated, Replay
from data.engine import Database
from data.migrate import needs_upgrade
from data.tables import entitlements, facts, items, metadata, signals
from tests.bench.large.community import Community
from tests.bench.large.size import Size

SCALE = 0.1
CASTS = re.compile(r"[()]|::[a-z ]+(\[\])?")  # PostgreSQL adds some where an index is made again


async def filled(database: Database) -> Community:
    community = Community(Size.of(SCALE), datetime.now(UTC))
    await community.fill(database)
    return community


async def test_rights_are_what_the_product_folds_from_the_facts(database: Database) -> None:
    community = await filled(database)
    found: list[Mismatch | Outdated] = []
    replay = Replay(database, SystemClock(), lambda _: timedelta(days=7))
    outcome = await replay.run(None, found.append, lambda _: None)
    assert found == []
    assert outcome.members == outcome.entitlements == community.size.subscribers
    async with database.read() as connection:
        states = Counter(await connection.scalars(select(entitlements.c.state)))
        kinds = set(await connection.scalars(select(facts.c.kind).distinct()))
    assert states["active"] > states["ended"] > 0
    assert {"subscription", "charge"} <= kinds


async def test_the_schema_and_the_planner_s_figures_stay_the_product_s(database: Database) -> None:
    before = await schema(database)
    await filled(database)
    assert await schema(database) == before
    assert await needs_upgrade(database) is None


async def test_every_row_refers_to_rows_that_are_there(database: Database) -> None:
    community = await filled(database)
    async with database.read() as connection:
        for key in (key for table in metadata.sorted_tables for key in table.foreign_keys):
            there = select(key.column).where(key.column == key.parent).exists()
            missing = select(func.count()).where(key.parent.is_not(None), ~there)
            assert await connection.scalar(missing) == 0, key
        both = signals.join(items, items.c.id == signals.c.item_id)
        early = select(func.count()).select_from(both).where(signals.c.at < items.c.created_at)
        assert await connection.scalar(early) == 0
        assert await connection.scalar(select(func.count(signals.c.id))) == community.size.acts


async def schema(database: Database) -> set[tuple[str, ...]]:
    """Return every index, and on SQLite the planner's statistics about it."""
    queries = ["SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"]
    if database.url.get_backend_name() == "sqlite":
        queries = [
            "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_seq%'",
            "SELECT tbl, idx, stat FROM sqlite_stat1",
        ]
    async with database.read() as connection:
        rows = [row for query in queries for row in await connection.execute(text(query))]
    return {tuple(CASTS.sub("", str(value)) for value in row) for row in rows}
