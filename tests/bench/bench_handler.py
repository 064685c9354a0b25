"""Measure CPU per message and reaction: discord.py alone, and with our cog.

Real gateway payloads are handed to discord.py's own parser, as its gateway does after
decoding; decompressing and decoding JSON are left out, so the ratio is worse than in truth and the
difference is exact. The signal buffer is never full here: `bench_signals` measures storing.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import discord
import pytest
from discord.ext import commands

from bot.clock import SystemClock
from bot.discord.client import intents
from bot.recommend.signals.batch import Batch
from bot.recommend.signals.buffer import SignalBuffer
from bot.settings import Settings
from cogs.activity.listener import ActivityCog
from tests.bench.table import show

pytestmark = pytest.mark.bench

EVENTS, ROUNDS = 2_000, 15
GUILD, CHAT, NEWS, FORUM, THREAD, ANN, BOB = (10**18 + number for number in range(1, 8))

MESSAGE, REACTION = "MESSAGE_CREATE", "MESSAGE_REACTION_ADD"

Json = dict[str, Any]


def user(number: int) -> Json:
    return {"id": str(number), "username": f"u{number}", "discriminator": "0", "avatar": None}


def member(number: int) -> Json:
    joined = "2026-01-01T00:00:00+00:00"
    return {"user": user(number), "roles": [], "joined_at": joined, "flags": 0}


def channel(number: int, name: str, kind: int) -> Json:
    data = {"id": str(number), "name": name, "type": kind, "position": 0}
    return data | {"permission_overwrites": [], "parent_id": None, "nsfw": False}


def guild() -> Json:
    times = {"archive_timestamp": "2026-01-01T00:00:00+00:00", "auto_archive_duration": 1440}
    thread = {"id": str(THREAD), "name": "Borrowing", "type": 11, "parent_id": str(FORUM)} | {
        "owner_id": str(ANN),
        "guild_id": str(GUILD),
        "message_count": 9,
        "member_count": 2,
        "thread_metadata": {"archived": False, "locked": False, **times},
    }
    return {
        "id": str(GUILD),
        "name": "Bench",
        "member_count": 2,
        "owner_id": str(ANN),
        "roles": [{"id": str(GUILD), "name": "@everyone", "permissions": "0", "position": 0}],
        "channels": [
            channel(CHAT, "chat", 0),
            channel(NEWS, "news", 0),
            channel(FORUM, "rust", 15),
        ],
        "threads": [thread],
        "members": [member(ANN), member(BOB)],
    }


def message(number: int, where: int, *, answers: bool = False) -> Json:
    payload = {"id": str(number), "channel_id": str(where), "guild_id": str(GUILD), "type": 0}
    payload |= {"author": user(BOB), "member": member(BOB), "content": "", "embeds": []}
    payload |= {"attachments": [], "mentions": [], "mention_roles": [], "components": []}
    payload |= {"timestamp": "2026-05-01T12:00:00+00:00", "edited_timestamp": None, "tts": False}
    payload |= {"mention_everyone": False, "pinned": False, "flags": 0}
    if answers:
        first = message(number - 1, where) | {"author": user(ANN), "member": member(ANN)}
        reference = {"message_id": first["id"], "channel_id": str(where), "guild_id": str(GUILD)}
        payload |= {"type": 19, "message_reference": reference, "referenced_message": first}
    return payload


def reaction(number: int, where: int) -> Json:
    payload = {"message_id": str(number), "channel_id": str(where), "guild_id": str(GUILD)}
    payload |= {"user_id": str(BOB), "member": member(BOB), "message_author_id": str(ANN)}
    return payload | {"emoji": {"id": None, "name": "👍"}, "burst": False, "type": 0}


@dataclass(frozen=True)
class Case:
    """What happens, where, and how many signals each makes."""

    name: str
    where: int
    signals: int
    event: str = MESSAGE
    answers: bool = False

    @property
    def goal(self) -> int:
        """Microseconds that may be added."""
        return 25 if self.event == REACTION else 15

    def payloads(self, first: int) -> list[Json]:
        """Return the events about messages from number `first` on."""
        numbers = range(first, first + 2 * EVENTS, 2)
        if self.event == REACTION:
            return [reaction(number, self.where) for number in numbers]
        return [message(number, self.where, answers=self.answers) for number in numbers]


CASES = (
    Case("plain talk", CHAT, 0),
    Case("in a thread", THREAD, 1),
    Case("an answer", CHAT, 1, answers=True),
    Case("news", NEWS, 1),
    Case("reaction to talk", CHAT, 1, REACTION),
    Case("reaction in a thread", THREAD, 1, REACTION),
    Case("reaction to news", NEWS, 1, REACTION),
)


class Bench(commands.Bot):
    """A client that is fed by hand; without prefix commands, as ours."""

    async def on_message(self, message: discord.Message, /) -> None:
        pass


def new_client() -> Bench:
    return Bench(
        command_prefix="!", intents=intents(), max_messages=None, chunk_guilds_at_startup=False
    )


def feed(client: Bench, event: str, payloads: Sequence[Json]) -> None:
    parse = client._connection.parsers[event]  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] where the gateway hands events over
    for payload in payloads:
        parse(payload)


async def cost(client: Bench, event: str, payloads: Sequence[Json]) -> float:
    """Return CPU microseconds an event, with all listeners run to their end."""
    began = time.process_time()
    for start in range(0, len(payloads), 100):
        feed(client, event, payloads[start : start + 100])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return (time.process_time() - began) / len(payloads) * 1e6


@pytest.mark.timeout(300)
async def test_cpu_per_event() -> None:
    async def nowhere(_batch: Batch) -> None:
        pass

    buffer = SignalBuffer(nowhere, seconds=60, size=10**9, limit=10**9)
    settings = Settings.model_validate({"activity": {"content_channels": ["news"]}})
    async with new_client() as bare, new_client() as ours:
        await ours.add_cog(ActivityCog(ours, buffer, settings, lambda _: settings, SystemClock()))
        for client in (bare, ours):
            feed(client, "GUILD_CREATE", [guild()])
        rows = [await compare(bare, ours, buffer, case) for case in CASES]
    header = ["event", "discord.py µs", "with ours µs", "added µs", "goal", "ratio"]
    show("CPU per event", header, rows)


async def compare(bare: Bench, ours: Bench, buffer: SignalBuffer, case: Case) -> list[str]:
    alone: list[float] = []
    together: list[float] = []
    made = 0
    for step in range(ROUNDS):
        first = 2 * 10**18 + step * EVENTS * 2
        if case.event == REACTION:  # of messages that were not heard, Discord would be asked
            recorded = [
                message(number, case.where) for number in range(first, first + 2 * EVENTS, 2)
            ]
            await cost(ours, MESSAGE, recorded)
            await buffer.flush()
        payloads, before = case.payloads(first), buffer.stored
        alone.append(await cost(bare, case.event, payloads))
        together.append(await cost(ours, case.event, payloads))
        await buffer.flush()
        made += buffer.stored - before
    assert made == 2 * case.signals * EVENTS * ROUNDS  # an item and an act each
    base, total = median(alone), median(together)
    added, ratio = f"{total - base:+.1f}", f"{total / base:.2f}"
    return [case.name, f"{base:.1f}", f"{total:.1f}", added, f"{case.goal}", ratio]
