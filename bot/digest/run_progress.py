"""Progress of a run of personal digests: counted in the database, shown to staff."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import ceil

from bot.clock import Clock
from bot.digest.ports import ProgressBoard
from data import digest_runs, personal_digests
from data.digest_runs import DigestRun
from data.engine import Connection, Database

# With fewer members than this a run is over before anybody would read about it.
WORTH_TELLING = 100
SHOW_SECONDS = 15.0
_NOT_SENT = ("closed", "failed", "late", "left", "enough")


class RunProgress:
    """A run's counts. After a crash they continue, in the same message."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        board: ProgressBoard,
        per_second: float,
        state: DigestRun,
    ) -> None:
        self._database = database
        self._clock = clock
        self._board = board
        self._per_second = per_second
        self._round = state
        self._counts = Counter(state.tally)
        self._here = 0  # sent by this process; they took time
        self._total = 0
        self._time = asyncio.get_running_loop().time
        self._began = self._shown = self._time()

    @classmethod
    async def begin(
        cls,
        database: Database,
        clock: Clock,
        board: ProgressBoard,
        per_second: float,
        guild_id: int,
    ) -> "RunProgress":
        """Begin a guild's run, or continue the interrupted one."""
        now = clock.now()
        async with database.write() as connection:
            state = await digest_runs.find(connection, guild_id)
            if state is None or state.ended_at is not None:
                state = DigestRun(guild_id, began_at=now)
                await digest_runs.put(connection, state)
            waiting = await personal_digests.count_due(connection, guild_id, now)
        progress = cls(database, clock, board, per_second, state)
        progress._total = waiting + progress._counts.total()
        await progress.show()
        return progress

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of members by outcome, including the time before a crash."""
        return self._counts

    async def count(self, connection: Connection, states: Iterable[str]) -> None:
        """Add the outcomes of some members, in the transaction that records them."""
        counted = Counter(states)
        self._counts += counted
        self._here += counted.total()
        self._round = replace(self._round, tally=dict(self._counts))
        await digest_runs.put(connection, self._round)

    async def show_now_and_then(self) -> None:
        """Show staff the progress, unless that was just done."""
        if self._time() - self._shown >= SHOW_SECONDS:
            await self.show()

    async def show(self) -> None:
        """Show staff the progress."""
        done = self._counts.total()
        if self._total >= WORTH_TELLING:
            left = max(self._total - done, 0)
            minutes = minutes_left(left, self._here, self._time() - self._began, self._per_second)
            figures = {"done": done, "total": self._total, "minutes": minutes}
            await self._write("digest-round-going", figures)
        self._shown = self._time()

    async def end(self) -> None:
        """End the run, and show staff its outcome."""
        now = self._clock.now()
        if self._total >= WORTH_TELLING:
            took = ceil((now - self._round.began_at).total_seconds() / 60)
            others = {name: self._counts[name] for name in _NOT_SENT}
            figures = {
                "sent": self._counts["sent"],
                "quiet": self._counts["quiet"],
                "minutes": took,
            }
            await self._write("digest-round-over", figures | others)
        self._round = replace(self._round, ended_at=now)
        await self._keep()

    async def _write(self, message: str, figures: Mapping[str, int]) -> None:
        where = self._round.channel_id, self._round.message_id
        known = None if where[0] is None or where[1] is None else (where[0], where[1])
        place = await self._board.show(self._round.guild_id, message, figures, known)
        if place is not None and place != known:
            self._round = replace(self._round, channel_id=place[0], message_id=place[1])
            await self._keep()

    async def _keep(self) -> None:
        async with self._database.write() as connection:
            await digest_runs.put(connection, self._round)


def minutes_left(left: int, done: int, seconds: float, per_second: float) -> int:
    """Estimate from the rate so far; before there is one, from the rate limit."""
    known = done > 0 and seconds > 0
    pace = done / seconds if known else per_second
    return ceil(left / pace / 60)
