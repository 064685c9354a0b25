"""The use case of `/insights lift`: impressions and engagement in full blocks."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.recommend.experiment.analysis import (
    ARMS,
    MIN_MEMBERS,
    EngagementCounts,
    LiftResult,
    TooFew,
    compare,
    counted,
)
from bot.recommend.experiment.assignment import Arm
from bot.recommend.experiment.windows import AnalysisWindows
from bot.settings import InsightsSettings
from data import experiment, impressions
from data.engine import Connection, Database
from data.pruning import in_steps

Presses = Mapping[tuple[str, str], int]  # by arm and kind: the number of items


@dataclass(frozen=True, slots=True)
class LiftReport:
    """The figures that are available now.

    Attributes:
        since: Start of the counted period.
        until: End of the counted period.
        window: Time after each impression in which signals count.
        next_update: When the figures change.
        result: The comparison, or what it lacks.
        presses: Buttons pressed below the items.
        running: Members of each group reached since `until`; they are counted next.
    """

    since: datetime
    until: datetime
    window: timedelta
    next_update: datetime
    result: LiftResult | TooFew
    presses: Presses
    running: Mapping[Arm, int]

    @property
    def least(self) -> int:
        """The minimum of members in each group."""
        return MIN_MEMBERS


class LiftReportService:
    """Computes the figures, and deletes records that are too old."""

    def __init__(self, database: Database, clock: Clock, settings: InsightsSettings) -> None:
        self._database = database
        self._clock = clock
        self._windows = AnalysisWindows(
            length=timedelta(weeks=settings.lift_update_weeks),
            window=timedelta(days=settings.engagement_days),
        )
        self._kept = self._windows.kept(timedelta(days=settings.impression_days))

    async def figures(self, guild_id: int) -> LiftReport:
        """Return a server's figures; only `running` changes before `next_update`."""
        now, windows = self._clock.now(), self._windows
        starts, until = windows.starts(now, self._kept), windows.newest_end(now)
        async with self._database.read() as connection:
            result = await self._compare(connection, guild_id, [*starts, until])
            since = starts[result.first] if isinstance(result, LiftResult) else starts[0]
            pressed = await experiment.pressed(connection, guild_id, since, until, windows.window)
            running = await experiment.reached(connection, guild_id, until, now, arms=ARMS)
        return LiftReport(
            since=since,
            until=until,
            window=windows.window,
            next_update=windows.next_update(now),
            result=result,
            presses={(each.arm, each.kind): each.count for each in pressed},
            running={arm: running[arm] for arm in ARMS},
        )

    async def _compare(
        self, connection: Connection, guild_id: int, edges: Sequence[datetime]
    ) -> LiftResult | TooFew:
        """Compare the newest blocks between `edges`, as many as the minimum needs."""
        blocks: list[EngagementCounts] = []
        result: LiftResult | TooFew = TooFew(dict.fromkeys(ARMS, 0))
        for first in range(len(edges) - 2, -1, -1):
            shown = await experiment.showings(
                connection,
                guild_id,
                edges[first],
                edges[first + 1],
                arms=ARMS,
                window=self._windows.window,
            )
            blocks.append(await asyncio.to_thread(counted, shown))
            result = await asyncio.to_thread(compare, blocks, first)
            if isinstance(result, LiftResult):
                break
        return result

    async def prune(self) -> None:
        """Delete records that are older than they are kept."""
        before = self._clock.now() - self._kept
        await in_steps(self._database, impressions.prune, before)
        await in_steps(self._database, impressions.prune_presses, before)
