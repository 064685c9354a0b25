"""Test that the guard of query plans finds what it is for."""

from collections.abc import Generator

import pytest
from sqlalchemy import text

from data import facts, signals
from data.engine import Database
from tests.conftest import PLANS
from tests.query_plans import PlanGuard

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def guard() -> Generator[PlanGuard]:
    """Return one that has seen nothing yet."""
    guard = PlanGuard()
    with guard.watching():
        yield guard
    PLANS.take()  # what is planted here is no fault


@on_sqlite
async def test_statements_that_an_index_serves_pass(database: Database, guard: PlanGuard) -> None:
    async with database.read() as connection:
        await facts.of_member(connection, 1, 2)
        await facts.members_of_source(connection, 1, "sub_1")
        await signals.of_pairs(connection, 1, [(1, 2), (3, 4)], ["post"])
    assert guard.take() == []


@on_sqlite
async def test_a_dropped_index_is_caught(database: Database, guard: PlanGuard) -> None:
    async with database.write() as connection:
        await connection.execute(text("DROP INDEX ix_facts_source"))
    async with database.read() as connection:
        await facts.members_of_source(connection, 1, "sub_1")
    (found,) = guard.take()
    assert "facts" in found
    assert "(guild_id=?)" in found


@on_sqlite
async def test_without_the_figures_of_a_large_community_plans_are_others(
    database: Database, guard: PlanGuard
) -> None:
    async with database.write() as connection:
        await connection.execute(text("DELETE FROM sqlite_stat1"))
        await connection.execute(text("ANALYZE sqlite_schema"))
        await facts.members_of_source(connection, 1, "sub_1")
    assert len(guard.take()) == 1
