"""Runs a chaos run: rounds of faults, and the checks at each quiet point."""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from data.engine import Database, open_database
from tests.e2e.chaos import stripe_events
from tests.e2e.chaos.actions_gifts import resolve_doubts
from tests.e2e.chaos.bot_process import BotUnderTest
from tests.e2e.chaos.clock import SharedClock
from tests.e2e.chaos.clock_jumps import jump
from tests.e2e.chaos.daily_actions import live
from tests.e2e.chaos.fault_plan import FaultPlan
from tests.e2e.chaos.forged_webhooks import forge
from tests.e2e.chaos.grant_watch import GrantWatch
from tests.e2e.chaos.inspection import duplicates, unsure, wrong_members
from tests.e2e.chaos.other_mode import send_other_mode
from tests.e2e.chaos.quiet_point import QuietPoint
from tests.e2e.chaos.replay_check import disproved
from tests.e2e.chaos.setup import put_on_sale, settle_in
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox

RIGHT_SECONDS = 60  # how long roles may take once nothing is left to do


@dataclass(frozen=True, slots=True)
class Script:
    """The size of a run. A round is `steps` with faults, then a quiet point."""

    members: int
    seed: int
    rounds: int
    steps: int
    kills: int  # in each round's steps; each quiet point kills once more
    share: float = 0.3  # of the residents who do something in a step
    strength: float = 0.6  # probability of a fault per connection and step
    groups: frozenset[str] = frozenset()  # of actions besides the ordinary ones
    absent_days: int = 0  # downtime before the last round, so long that Stripe drops events


UNDER_WAY = 90.0  # seconds that a request and its retries take at most


@asynccontextmanager
async def peopled(
    sandbox: Sandbox, script: Script, *, defect: str = ""
) -> AsyncGenerator[ChaosWorld]:
    """Build a world with plans on sale and residents who joined."""
    clock = SharedClock(sandbox.folder / "clock")
    bot_under_test = BotUnderTest(sandbox, clock, defect=defect)
    rng = Random(script.seed)  # noqa: S311 random faults
    hobby = sandbox.guild.create_role("Chess club")
    world = ChaosWorld(sandbox, clock, bot_under_test, rng, hobby, groups=script.groups)
    sandbox.stripe.idempotency.under_way = UNDER_WAY
    try:
        await bot_under_test.start()
        await put_on_sale(world)
        await settle_in(world, script.members, script.seed)
        yield world
    finally:
        await bot_under_test.end()


async def play(world: ChaosWorld, script: Script) -> None:
    """Run all rounds; stop at the first quiet point at which something is wrong."""
    began = time.monotonic()
    faults = FaultPlan(world, Random(script.seed + 1))  # noqa: S311 random faults
    database = open_database(world.sandbox.database_url)
    quiet = QuietPoint(world, database)
    grant_watch = GrantWatch(world)
    try:
        async with grant_watch.watching():
            for number in range(script.rounds):
                with _timed(world, "seconds in storms"):
                    if number == script.rounds - 1 and script.absent_days:
                        await _absent_payers(world, script.absent_days)
                    await _storm(world, script, faults)
                with _timed(world, "seconds to quiet"):
                    faults.calm()
                    await stripe_events.work(world)
                    await quiet.reach()
                    await resolve_doubts(world)
                with _timed(world, "seconds to judge"):
                    await _compare(world, database)
                    if "clock" in script.groups and not world.wrongs:
                        await jump(world, database)
                        await quiet.reach()
                        await _compare(world, database)
                    world.figures.counts["events lost"] += len(await quiet.lost())
                world.figures.counts["quiet points"] = number + 1
                _notify(world, began)
                if world.wrongs:
                    break
            else:
                await quiet.rest()  # what the check left open may still be in progress
                await world.bot_under_test.kill()
                world.wrongs += await disproved(world, database)
    finally:
        await database.close()
        _count(world, grant_watch, time.monotonic() - began)


@contextmanager
def _timed(world: ChaosWorld, what: str) -> Generator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        world.spent[what] = world.spent.get(what, 0.0) + time.monotonic() - began


async def _storm(world: ChaosWorld, script: Script, faults: FaultPlan) -> None:
    deadly = set(world.rng.sample(range(script.steps), min(script.kills, script.steps)))
    for step in range(script.steps):
        world.let_pass(timedelta(hours=world.rng.uniform(6, 60)))
        await faults.blow(script.strength)
        living = asyncio.create_task(_step(world, script))
        if step in deadly:
            await asyncio.sleep(world.rng.uniform(0, 0.6))  # at any time in the step
            await world.bot_under_test.kill()
            if world.rng.random() < 0.5:  # restarted during the step, or only after it
                await world.bot_under_test.start()
        await living
        faults.step()
        if not world.bot_under_test.up:
            await world.bot_under_test.start()


async def _absent_payers(world: ChaosWorld, days: int) -> None:
    """Let time pass at Stripe while Lyceum is down longer than events are kept."""
    await world.bot_under_test.kill()
    for _ in range(days // 2):
        world.let_pass(timedelta(days=2))
        await stripe_events.work(world)
        await live(world, 0.05)
    world.figures.counts["days away in one piece"] = days
    await world.bot_under_test.start()


async def _step(world: ChaosWorld, script: Script) -> None:
    await stripe_events.work(world)
    await asyncio.gather(live(world, script.share), forge(world), send_other_mode(world))


async def _compare(world: ChaosWorld, database: Database) -> None:
    """Compare with the oracle; differences that persist for a moment are reported."""

    async def right() -> bool:
        return not await wrong_members(world, database)

    try:
        await eventually(right, "", RIGHT_SECONDS)
        wrong = []
    except TimeoutError:
        wrong = await wrong_members(world, database)
    twice = duplicates(world)
    world.wrongs += [*wrong, *twice]
    world.figures.counts["wrong members"] += len(wrong)
    world.figures.counts["duplicates"] += len(twice)
    world.figures.counts["answers checked"] += sum(
        len(world.plans) for one in world.residents.values() if one.present
    )
    world.figures.counts["answers left open by a boundary"] += unsure(world)


def _notify(world: ChaosWorld, began: float) -> None:
    counts, stripe = world.figures.counts, world.sandbox.stripe
    print(  # noqa: T201 a long run shows its progress
        f"{time.monotonic() - began:5.0f} s  quiet point {counts['quiet points']} "
        f"on {world.now():%Y-%m-%d}: {len(stripe.events)} events, {world.bot_under_test.kills} "
        f"kills, {len(world.wrongs)} wrong",
        flush=True,
    )


def _count(world: ChaosWorld, grant_watch: GrantWatch, seconds: float) -> None:
    counts, stripe = world.figures.counts, world.sandbox.stripe
    attempts = stripe.deliveries
    counts["members"] = len(world.residents)
    counts["starts"], counts["kills"] = world.bot_under_test.starts, world.bot_under_test.kills
    counts["roles given"] = grant_watch.grants
    counts["events at Stripe"] = len(stripe.events)
    counts["webhook attempts"] = len(attempts)
    counts["webhooks delivered"] = sum(attempt.ok for attempt in attempts)
    counts["webhooks delivered, distinct"] = len({each.event_id for each in attempts if each.ok})
    counts["webhook attempts lost"] = sum(attempt.status is None for attempt in attempts)
    counts["months played"] = int((world.now() - world.born).days / 30)
    for what, spent in world.spent.items():
        counts[what] = round(spent)
    counts["seconds"] = round(seconds)
