"""Test that old records are deleted, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.payments.stripe.server_time import ConfirmedTime
from bot.retention import KEPT, forget_old
from data import deliveries, jobs, moves
from data.digests import DigestTarget
from data.engine import Database
from data.moves import NewMove
from data.tables import digest_deliveries, inbox, job_runs
from data.tables import moves as moves_table
from tests.clocks import MONDAY_NOON, HandClock
from tests.flow.conftest import Billing

BOB = 31


async def test_old_slots_and_deliveries_are_forgotten(database: Database) -> None:
    clock = HandClock(MONDAY_NOON)
    old, young = clock.now() - KEPT - timedelta(hours=1), clock.now() - KEPT + timedelta(hours=1)
    async with database.write() as connection:
        for due_at in (old, young):
            await jobs.begin(connection, "digest", 7, due_at, due_at)
            targets = {DigestTarget(guild_id, due_at, 11): [1] for guild_id in (7, 8)}
            await deliveries.claim(connection, targets, due_at)
    await forget_old(database, clock)
    assert await _times(database) == ([young], [young, young])


async def test_finished_moves_are_forgotten_but_no_id_is_given_again(database: Database) -> None:
    clock = HandClock(MONDAY_NOON)
    old = clock.now() - KEPT - timedelta(hours=1)
    new = NewMove(
        7, from_id=1, to_id=2, actor_id=3, sources=(), plans=(), with_customer=True, at=old
    )
    async with database.write() as connection:
        done = [await moves.begin(connection, replace(new, from_id=each)) for each in (1, 2, 3)]
        for each in done[:2]:
            assert await moves.finish(connection, each.id)
        await moves.begin(connection, replace(new, from_id=4, at=clock.now()))
    await forget_old(database, clock)
    async with database.write() as connection:
        left = await moves.unfinished(connection)
        assert [each.from_id for each in left] == [3, 4]
        for each in left:
            await moves.finish(connection, each.id)
    clock.advance(2 * KEPT)
    await forget_old(database, clock)
    async with database.write() as connection:
        assert list(await connection.scalars(select(moves_table.c.id))) == [left[-1].id]
        assert (await moves.begin(connection, new)).id > left[-1].id


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_closed_events_are_forgotten_when_stripe_no_longer_lists_them(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    event_count = len(await _events(billing))
    assert event_count > 3
    proven = ConfirmedTime(billing.api.time)
    proven.resume(billing.stripe.clock.now())
    await billing.pass_time(timedelta(days=20))
    billing.clock.advance(timedelta(days=400))  # wrong, and found to be so by Stripe's next answer
    await billing.api.read_server_time()
    await forget_old(billing.database, proven)
    assert len(await _events(billing)) == event_count
    await billing.buy(user=BOB)
    await billing.receive()  # and not worked off yet
    await billing.pass_time(timedelta(days=12))
    await forget_old(billing.database, proven)
    assert set(await _events(billing)) == {"new"}


async def _events(billing: Billing) -> list[str]:
    async with billing.database.read() as connection:
        return list(await connection.scalars(select(inbox.c.state)))


async def _times(database: Database) -> tuple[list[datetime], list[datetime]]:
    async with database.read() as connection:
        slots = await connection.scalars(select(job_runs.c.due_at))
        delivered = await connection.scalars(select(digest_deliveries.c.due_at))
        return list(slots), list(delivered)
