"""Run the bot on a large database: `python -m tests.bench.large.serving URL --minutes 20`.

URL is that of a database which `tests.bench.large` filled; it is changed. Lyceum is a process of
its own; the simulators share this one. Members talk and react at a pace, pay and ask meanwhile.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
from sqlalchemy import Column, Select, func, select

from bot.simulator.discord import Message, Person, PlayedChannel, Role
from data.engine import open_database
from data.tables import entitlements, items, plans, role_holdings
from tests.bench.large.community import FIRST_CHANNEL, FIRST_MEMBER
from tests.e2e.bot_process import BotProcess
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import Sandbox, built_server

OWNER = 999_999
PLAN = f"Now {datetime.now(UTC):%d %H:%M:%S}"  # earlier runs left plans of prices that are gone
PAUSE = 5.0  # seconds between two purchases
ASKING = 1.0  # seconds between two questions for recommendations
MAX_MADE = 1_000_000  # ids of one kind that the generator makes, at most
KEPT = 500  # messages that may get a reaction
LOADING = "still reading"  # of the sentence that stands for a list meanwhile


class Stage:
    """Who is there, and what was measured."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.members: list[Person] = []
        self.channels: list[PlayedChannel] = []
        self.messages: list[Message] = []
        self.waits: dict[str, list[float]] = {}
        self.counts: Counter[str] = Counter()
        self.rng = random.Random(7)  # noqa: S311 played life

    async def people(self, url: str) -> None:
        """Let everybody join of whom the records tell, with the roles that they hold."""
        database, sandbox = open_database(url), self.sandbox
        holding, right = role_holdings.c, entitlements.c
        async with database.read() as connection:
            roles = set(await connection.scalars(select(plans.c.role_id)))
            held = list(await connection.execute(select(holding.user_id, holding.role_id)))
            furthest = await connection.scalar(_last(right.user_id, FIRST_MEMBER))
            last = await connection.scalar(_last(items.c.channel_id, FIRST_CHANNEL))
        await database.close()
        known: dict[int, Role] = {}
        for role_id in sorted(roles):
            self._next(role_id)
            known[role_id] = sandbox.guild.create_role(f"role {role_id}")
        for channel_id in range(FIRST_CHANNEL, (last or FIRST_CHANNEL) + 1):
            self._next(channel_id)
            self.channels.append(sandbox.guild.create_text_channel(f"channel-{channel_id}"))
        of: dict[int, list[Role]] = {}
        for user_id, role_id in held:
            of.setdefault(user_id, []).append(known[role_id])
        for user_id in range(FIRST_MEMBER, (furthest or FIRST_MEMBER) + 1):
            self._next(user_id)
            self.members.append(sandbox.guild.join(f"m{user_id}", roles=of.get(user_id, ())))

    def _next(self, id_: int) -> None:
        self.sandbox.discord.world.snowflakes.foretell(id_)

    async def talk(self, acts: float, until: float) -> None:
        """Let members write and react, `acts` a second in all."""
        began, done = time.monotonic(), 0
        while (now := time.monotonic()) < until:
            while done < (now - began) * acts:
                done += 1
                await self._act()
            await asyncio.sleep(0.02)
        self.counts["acts"] = done

    async def _act(self) -> None:
        member, rng = self.rng.choice(self.members), self.rng
        if self.messages and rng.random() < 0.5:
            await member.react(rng.choice(self.messages), "👍")
            return
        channel = rng.choice(self.channels)
        answered = rng.choice(self.messages) if self.messages and rng.random() < 0.3 else None
        if answered is not None:
            channel = next(each for each in self.channels if each.id == answered.channel_id)
        self.messages.append(await member.say(channel, "words", reply_to=answered))
        del self.messages[:-KEPT]

    async def buy(self, number: int) -> None:
        """Let somebody pay, and wait for the role."""
        buyer = self.sandbox.guild.join(f"buyer{number}")
        with self._timed("/subscribe answered"):
            reply = await buyer.slash("subscribe", in_=self.sandbox.general, plan=PLAN, timeout=30)
        with self._timed("paid until the role is there"):
            await pay(self.sandbox, reply)
            await self.sandbox.guild.wait_for_role(buyer, self.sandbox.pro, timeout=60)

    async def ask(self, **options: Any) -> None:  # noqa: ANN401 the options' own types
        """Let somebody ask for recommendations."""
        member = self.rng.choice(self.members)
        name = "/recommend topic:" if options else "/recommend"
        with self._timed(name):
            await member.slash("recommend", in_=self.channels[0], timeout=30, **options)

    async def wait_for_list(self) -> None:
        """Ask until there is a list instead of the message that the index is still loading."""
        while True:
            reply = await self.members[0].slash("recommend", in_=self.channels[0], timeout=30)
            if LOADING not in reply.text:
                return

    def _timed(self, what: str) -> "_Timer":
        return _Timer(self.waits.setdefault(what, []))


def _last(column: Column[int], first: int) -> Select[int]:
    """Select the last id that the generator made: an earlier run here added far larger ones."""
    return select(func.max(column)).where(column.between(first, first + MAX_MADE))


class _Timer:
    def __init__(self, waits: list[float]) -> None:
        self._waits, self._began = waits, 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._waits.append(time.perf_counter() - self._began)


async def main(url: str, minutes: float, acts: float) -> None:
    """Start, measure the first answers, then life for some minutes; print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        async with built_server(Path(folder), url, ids=(OWNER, 10)) as sandbox:
            stage = Stage(sandbox)
            await stage.people(url)
            _say(f"{len(stage.members):,} members, {len(stage.channels)} channels")
            began = time.perf_counter()
            async with sandbox.starting_fresh(
                BOT__ACTIVITY__RECHECK_DAYS="0", BOT__LOG__LEVEL="warning"
            ) as process:
                await process.wait_until_ready(300)
                _say(f"ready after {time.perf_counter() - began:.1f} s")
                await sandbox.guild.wait_for_command("plan")
                plan: dict[str, Any] = {"role": sandbox.pro, "amount": "9.00", "currency": "EUR"}
                await sandbox.guild.owner.slash(
                    "plan add",
                    in_=sandbox.general,
                    name=PLAN,
                    interval="month",
                    timeout=30,
                    **plan,
                )
                await stage.buy(0)
                await stage.ask()
                await stage.wait_for_list()
                _say(f"first list {time.perf_counter() - began:.1f} s after the start")
                await stage.ask(topic="python")
                _notify(stage, process, "first answers")
                await _look(process)
                stage.waits.clear()
                await _live(stage, minutes, acts)
                _notify(stage, process, f"{minutes:g} minutes at {acts:g} acts a second")
                await _look(process)
                lines = process.err.splitlines()
                _say(f"log: {len(lines)} lines")
                for line in lines[-12:]:
                    _say(f"  {line[:1000]}")


async def _live(stage: Stage, minutes: float, acts: float) -> None:
    until = time.monotonic() + 60 * minutes

    async def now_and_then() -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            await stage.buy(number)
            await asyncio.sleep(PAUSE)

    async def often() -> None:
        while time.monotonic() < until:
            await stage.ask()
            await stage.ask(topic="rust")
            await asyncio.sleep(ASKING)

    await asyncio.gather(stage.talk(acts, until), now_and_then(), often())


def _notify(stage: Stage, process: BotProcess, title: str) -> None:
    _say(f"-- {title}: {dict(stage.counts)}")
    for what, waits in sorted(stage.waits.items()):
        p50, p99 = (1000 * each for each in _marks(waits))
        _say(f"{what}: {len(waits)} times, p50 {p50:,.0f} ms, p99 {p99:,.0f} ms")
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    memory = dict(line.split(":", 1) for line in status.splitlines())
    for name in ("VmHWM", "VmRSS"):
        _say(f"{name}: {int(memory[name].split()[0]) / 1024:,.0f} MiB")
    _say(f"computed: {process.cpu_seconds:,.1f} s")


def _marks(waits: list[float]) -> tuple[float, float]:
    if len(waits) == 1:
        return waits[0], waits[0]
    found = quantiles(waits, n=100, method="inclusive")
    return found[49], found[98]


async def _look(process: BotProcess) -> None:
    """Print how long the event loop kept others waiting."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{process.port}/metrics") as answer,
    ):
        text = await answer.text()
    for line in text.splitlines():
        if line.startswith(("lyceum_loop_delay", "lyceum_signals")) and "created" not in line:
            _say(f"  {line}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 what a tool is for


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.large.serving", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--acts", type=float, default=100, help="a second")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.url, arguments.minutes, arguments.acts))
