"""The world of a chaos run: sandbox, clock, bot process, residents and record."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.simulator.discord import ImpossibleError, Person, Reply, Role, SimulatedTimeout
from tests.e2e.chaos.bot_process import BotUnderTest
from tests.e2e.chaos.clock import SharedClock
from tests.e2e.chaos.counters import Figures
from tests.e2e.chaos.residents import Plan, Record, Resident
from tests.e2e.sandbox import Sandbox

ANSWER_SECONDS = 4.0


@dataclass(slots=True)
class ChaosWorld:
    """Everything an action may need. `hobby` is a role unrelated to any plan."""

    sandbox: Sandbox
    clock: SharedClock
    bot_under_test: BotUnderTest
    rng: Random
    hobby: Role
    plans: dict[str, Plan] = field(default_factory=dict[str, Plan])
    residents: dict[str, Resident] = field(default_factory=dict[str, Resident])
    record: Record = field(default_factory=Record)
    figures: Figures = field(default_factory=Figures)
    locks: defaultdict[str, asyncio.Lock] = field(  # by session: its codes are redeemed in turn
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    wrongs: list[str] = field(default_factory=list[str])  # what must never happen, but did
    born: datetime = field(default_factory=lambda: datetime.now(UTC))
    spent: dict[str, float] = field(default_factory=dict[str, float])  # seconds by phase
    bounced: set[str] = field(default_factory=set[str])  # sessions whose transfer was returned
    groups: frozenset[str] = frozenset()  # of actions besides the ordinary ones
    lateness: dict[str, int] = field(default_factory=dict[str, int])  # by period, in seconds

    def now(self) -> datetime:
        """Return the time that Stripe and Lyceum share."""
        return self.clock.now()

    def stamp(self) -> int:
        """Return the shared time in unix seconds."""
        return int(self.now().timestamp())

    def let_pass(self, time: timedelta) -> None:
        """Move both clocks together; what Stripe planned for that time happens."""
        self.clock.advance(time)
        self.sandbox.stripe.advance(time)

    def did(self, kind: str, resident: Resident, words: str = "") -> None:
        """Count an action and add it to a resident's history."""
        self.figures.acts[kind] += 1
        resident.log.append(f"{self.now():%Y-%m-%d %H:%M} {kind} {words}".rstrip())

    async def ask(
        self,
        who: Person,
        command: str,
        **options: Any,  # noqa: ANN401 the options' own types
    ) -> Reply | None:
        """Use a slash command; return None without a reply, as while the bot is down."""
        if not self.bot_under_test.up:
            self.figures.counts["commands while down"] += 1
            return None
        return await self.receive(
            who.slash(command, in_=self.sandbox.general, timeout=ANSWER_SECONDS, **options)
        )

    async def receive(self, act: Coroutine[Any, Any, Reply]) -> Reply | None:
        """Wait for the reply to an action; return None if the bot is killed."""
        asking = asyncio.create_task(act)
        falling = asyncio.create_task(self.bot_under_test.fallen())
        await asyncio.wait({asking, falling}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            asking.cancel()
        falling.cancel()
        try:
            return await asking
        except (SimulatedTimeout, ImpossibleError, asyncio.CancelledError):
            self.figures.counts["commands unanswered"] += 1
            return None
