"""Measure `/insights revenue` on two years of 50,000 payers, and the event loop beside it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.clock import ShiftedClock
from bot.payments.revenue.report import RevenueService
from data import revenue
from data.engine import Database
from data.revenue import HistoryRow, IncomeRow
from tests.bench.table import show

pytestmark = pytest.mark.bench

GUILD = 10
MEMBERS = 50_000
STEP = 0.005  # seconds
PERIODS = (("month", 1, 30), ("month", 3, 90), ("year", 1, 365))


@pytest.mark.timeout(600)
async def test_revenue_of_many_members(database: Database) -> None:
    clock, count = ShiftedClock(), await stored(database)
    service = RevenueService(database, clock, lambda _: ZoneInfo("Europe/Zurich"))
    rows: list[list[str]] = []
    for _ in range(3):
        began, cpu = time.perf_counter(), time.process_time()
        async with delays() as late:
            report = await service.report(GUILD)
        seconds, used = time.perf_counter() - began, time.process_time() - cpu
        assert sum(each.subscriptions.members[-1] for each in report.currencies) > MEMBERS / 2
        rows.append([f"{seconds:.2f}", f"{used:.2f}", f"{1000 * max(late):.0f}"])
    kind = database.url.get_backend_name()
    title = f"{MEMBERS} members, {count} invoices on {kind}"
    show(title, ["seconds", "own CPU", "longest delay of the loop, ms"], rows)


@asynccontextmanager
async def delays() -> AsyncGenerator[list[float]]:
    """Collect how late the event loop is, in seconds."""
    late = [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(STEP)
            late.append(time.perf_counter() - began - STEP)

    watching = asyncio.create_task(watch())
    try:
        yield late
    finally:
        watching.cancel()


async def stored(database: Database) -> int:
    """Store the members' subscriptions and invoices; return how many invoices."""
    random, now = Random(1), datetime.now(UTC)  # noqa: S311 no secret
    count = 0
    for first in range(0, MEMBERS, 500):
        async with database.write() as connection:
            paid: list[IncomeRow] = []
            for member in range(first, first + 500):
                rows = list(_history(random, member, now))
                await revenue.add_history(connection, GUILD, f"sub_{member}", rows)
                paid += _invoices(rows[-1], member, rows[0].from_at, rows[-1].until_at or now)
            count += len(paid)
            await revenue.add_income(connection, paid)
    return count


def _history(random: Random, member: int, now: datetime) -> Iterator[HistoryRow]:
    interval, months, _ = random.choice(PERIODS)
    start = now - timedelta(days=random.uniform(1, 700))
    end = None if random.random() < 0.7 else start + (now - start) * random.random()
    currency, amount = random.choice(["eur", "usd", "cny"]), random.choice([900, 1900, 4900])
    switch = start + ((end or now) - start) / 2
    for since, until, plan_id in ((start, switch, 1), (switch, end, 2)):
        yield HistoryRow(
            part=0,
            user_id=10**17 + member,
            plan_id=plan_id,
            state="paying",
            previous_state="",
            next_state="",
            currency=currency,
            interval=interval,
            interval_count=months,
            unit_amount=amount,
            amount=amount * plan_id,
            from_at=since,
            until_at=until,
        )


def _invoices(row: HistoryRow, member: int, start: datetime, end: datetime) -> Iterator[IncomeRow]:
    days = next(days for name, months, days in PERIODS if (name, months) == _period(row))
    for number in range((end - start) // timedelta(days=days) + 1):
        yield IncomeRow(
            guild_id=GUILD,
            kind="invoice",
            object_id=f"in_{member}_{number}",
            part=0,
            user_id=row.user_id,
            plan_id=row.plan_id,
            at=start + timedelta(days=days * number),
            currency=row.currency,
            amount=row.amount,
        )


def _period(row: HistoryRow) -> tuple[str, int]:
    return row.interval, row.interval_count
