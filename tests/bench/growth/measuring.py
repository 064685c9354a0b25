"""Measure a use case: statements, CPU, waiting, and how long it blocked the loop."""

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import mean, quantiles

from bot.loop_watch import INTERVAL, LoopWatch
from tests.statement_counter import counted

Case = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a use case takes; times in milliseconds.

    Attributes:
        statements: SQL statements, the mean.
        cpu: of this process, the mean: the database's threads too where it is SQLite.
        p99: the longest but for one in a hundred.
        blocked: for how long the event loop was kept busy at most.
    """

    statements: float
    cpu: float
    p99: float
    blocked: float

    def __str__(self) -> str:
        """Return it as a cell of the table."""
        figures = (self.statements, self.cpu, self.p99, self.blocked)
        return " / ".join(f"{each:,.0f}" if each >= 10 else f"{each:.1f}" for each in figures)


async def measured(case: Case, times: int) -> Cost:
    """Run a use case so many times, one after another."""
    waits: list[float] = []
    watch = LoopWatch()
    watch.start()
    await asyncio.sleep(2 * INTERVAL)
    watch.longest = 0.0
    spent = cpu()
    with counted() as statements:
        for _ in range(times):
            began = time.perf_counter()
            await case()
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(0)  # what reads briefly lets nobody else run
    spent = cpu() - spent
    await asyncio.sleep(2 * INTERVAL)
    watch.close()
    last = quantiles(waits, n=100, method="inclusive")[98] if times > 1 else mean(waits)
    return Cost(
        statements=statements.total() / times,
        cpu=1000 * spent / times,
        p99=1000 * last,
        blocked=1000 * watch.longest,
    )


def cpu() -> float:
    """Return the CPU seconds that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
