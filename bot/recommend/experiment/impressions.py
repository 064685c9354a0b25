"""Record impressions and the buttons pressed below them, written in batches.

Whether a member opened an item can't be known exactly: Discord sends bots no event for a click on
a link. A redirect of ours (`public_url/go/…`) would receive it, but at a cost to members: Discord
warns of an external link, a browser opens instead of the conversation, our server learns their IP
address, and link previews count as members. A button "Open" could only reply with the link, one
click more. So links stay plain, and jump inside Discord. What Discord does send is who *joins* a
thread or forum post: by following it, or with their first message there. That is recorded as
`join`, for items that the member was shown, and means "opened, at least"; members who only read
are not counted. (Being mentioned in a thread joins it too: in both groups alike.) The recommender
is measured by none of these, but by the member's own signals on the item afterwards.

Invariants:
- `shown` and `pressed` only access memory and never wait, so that answers are not delayed.
- Written rows leave the queue; rows that the database refuses stay and are retried. The queue is
  bounded: beyond `LIMIT` the oldest rows are dropped, counted and logged.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal, Protocol

import structlog

from bot.clock import Clock
from bot.recommend.experiment.assignment import Arm, Assignment
from bot.recommend.signals.items import Item
from bot.signal_kinds import FeedbackKind
from data import impressions, items
from data.engine import Connection, Database, refused_for_good
from data.impressions import StoredImpression, StoredPress

Surface = Literal["recommend", "digest", "channel"]
PressKind = FeedbackKind | Literal["why", "join"]

BATCH = 1_000  # rows written in one transaction
LIMIT = 100_000  # rows that may wait in total
MAX_PAUSE_SECONDS = 60.0  # seconds between two tries

_log = structlog.get_logger(__name__)


class ShownItem(Protocol):
    """The recorded part of a recommendation."""

    @property
    def item(self) -> Item:
        """The recommended item."""
        ...

    @property
    def score(self) -> float:
        """The score that it was ranked by."""
        ...

    @property
    def terms(self) -> Mapping[str, float]:
        """The terms of the score, by name."""
        ...

    @property
    def weights_version(self) -> int | None:
        """The version of the server's weights that made the terms, if any did."""
        ...


@dataclass(frozen=True, slots=True)
class _Press:
    guild_id: int
    user_id: int
    object_id: int
    kind: PressKind
    at: datetime


class ImpressionLog:
    """Records impressions; returns members' groups and fatigued items.

    Args:
        database: Stores the record.
        clock: The business clock.
        draw: Assigns the control group.
        model: The version of the ranking that makes the lists.
        rest: The period in which impressions count for `fatigued`.
        seconds: How long a row waits at most [s], while the database works.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        draw: Assignment,
        model: str,
        *,
        rest: timedelta,
        seconds: float,
    ) -> None:
        self._database = database
        self._clock = clock
        self._draw = draw
        self._model = model
        self._rest = rest
        self._seconds = seconds
        self._waiting: deque[StoredImpression | _Press] = deque()
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self.dropped = 0
        self.refused = 0

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return a member's group."""
        return self._draw.arm_of(guild_id, user_id)

    def shown(
        self, surface: Surface, guild_id: int, user_id: int | None, picks: Sequence[ShownItem]
    ) -> None:
        """Record a list that was sent, best first; `user_id` is None for a public one."""
        now = self._clock.now()
        arm = "taste" if user_id is None else self.arm_of(guild_id, user_id)
        for position, pick in enumerate(picks, start=1):
            self._note(
                StoredImpression(
                    guild_id=guild_id,
                    user_id=user_id,
                    item_id=pick.item.id,
                    at=now,
                    surface=surface,
                    position=position,
                    arm=arm,
                    score=pick.score,
                    terms=dict(pick.terms),
                    model=self._model,
                    weights_version=pick.weights_version,
                )
            )

    def pressed(self, guild_id: int, user_id: int, object_id: int, kind: PressKind) -> None:
        """Record a press on the item with this object id; a join counts only if shown."""
        self._note(_Press(guild_id, user_id, object_id, kind, self._clock.now()))

    async def fatigued(
        self, guild_id: int, user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return by member the ids of items shown twice recently without engagement."""
        if any(row.user_id in user_ids and row.guild_id == guild_id for row in self._waiting):
            await self.flush()  # rows of other members don't matter
        since = self._clock.now() - self._rest
        few = len(user_ids) == 1
        async with self._database.read_fast() if few else self._database.read() as connection:
            return await impressions.fatigued(connection, guild_id, user_ids, since)

    def start(self) -> None:
        """Start writing in the background."""
        self._task = asyncio.create_task(self._run(), name="impressions")

    async def close(self) -> None:
        """Write the rest and stop; what the database refuses now is counted as dropped."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if not await self.flush():
            self._drop(len(self._waiting))

    async def flush(self) -> bool:
        """Try once to write all waiting rows; return False if the database failed."""
        async with self._writing:
            while self._waiting:
                batch = list(islice(self._waiting, BATCH))
                try:
                    await self._write(batch)
                except Exception as error:  # noqa: BLE001 the rows must survive any database error
                    if not refused_for_good(error):
                        _log.exception("impressions.not_written", waiting=len(self._waiting))
                        return False
                    await self._write_each(batch)
                for _ in batch:
                    self._waiting.popleft()
            return True

    def _note(self, row: StoredImpression | _Press) -> None:
        if len(self._waiting) >= LIMIT and not self._writing.locked():
            self._drop(BATCH)
        self._waiting.append(row)

    def _drop(self, count: int) -> None:
        _log.error("impressions.dropped", count=count)
        self.dropped += count
        for _ in range(count):
            self._waiting.popleft()

    async def _run(self) -> None:
        pause = self._seconds
        while True:
            await asyncio.sleep(pause)
            written = await asyncio.shield(self.flush())
            pause = self._seconds if written else min(2 * pause, MAX_PAUSE_SECONDS)

    async def _write_each(self, batch: Sequence[StoredImpression | _Press]) -> None:
        """Write row by row, and skip those that the database refuses for good."""
        for row in batch:
            try:
                await self._write([row])
            except Exception as error:
                if not refused_for_good(error):
                    raise
                self.refused += 1
                _log.error("impressions.refused", refused=self.refused)

    async def _write(self, batch: Sequence[StoredImpression | _Press]) -> None:
        pressed = [row for row in batch if isinstance(row, _Press)]
        async with self._database.write() as connection:
            await impressions.insert(
                connection, [row for row in batch if isinstance(row, StoredImpression)]
            )
            for guild_id in {press.guild_id for press in pressed}:
                there = [press for press in pressed if press.guild_id == guild_id]
                await _write_presses(connection, guild_id, there)


async def _write_presses(connection: Connection, guild_id: int, pressed: Sequence[_Press]) -> None:
    numbers = await items.ids(connection, guild_id, {press.object_id for press in pressed})
    members = {press.user_id for press in pressed if press.kind == "join"}
    shown = await impressions.shown_to(connection, guild_id, members, numbers.values())
    rows = [
        StoredPress(guild_id, press.user_id, number, press.kind, press.at)
        for press in pressed
        if (number := numbers.get(press.object_id)) is not None
        # Buttons are below items that were shown; a join is only recorded for such an item.
        and (press.kind != "join" or (press.user_id, number) in shown)
    ]
    await impressions.insert_presses(connection, rows)
