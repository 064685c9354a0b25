"""Measure time and memory of importing a million messages, again, and from a torn file."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.recommend.signals.snowflake import id_at
from tests.bench.table import show
from tests.exports import Json, head, message, reaction, write_long

pytestmark = pytest.mark.bench

MESSAGES = 1_000_000
FILES = 400
MEMBERS = 20_000
LAUNCHER = Path(__file__).parents[2] / "bot.py"
START = id_at(datetime(2025, 1, 1, tzinfo=UTC))
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the import."""

    seconds: float
    cpu: float  # seconds
    peak: float  # MiB
    code: int
    output: str


@pytest.mark.timeout(3600)
def test_a_million_messages(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    files = [written(folder, number) for number in range(FILES)]
    size = sum(file.stat().st_size for file in files) / MIB
    first, again = imported(tmp_path, folder), imported(tmp_path, folder)
    torn = files[FILES // 2]
    with torn.open("r+b") as file:
        file.truncate(torn.stat().st_size // 2)
    broken = imported(tmp_path, folder)
    rows = [
        [
            name,
            f"{run.seconds:,.0f} s",
            f"{run.cpu:,.0f} s",
            f"{MESSAGES / run.seconds:,.0f}",
            f"{run.peak:,.0f} MiB",
        ]
        for name, run in (("first", first), ("second", again), ("one torn", broken))
    ]
    title = f"{MESSAGES:,} messages in {FILES} files of {size:,.0f} MiB in all, into SQLite"
    show(title, ["import", "wall clock", "CPU", "messages/s", "peak"], rows)
    print(f"{first.output}\n{again.output}\n{broken.output}")  # noqa: T201 what a bench is for
    assert (first.code, again.code, broken.code) == (0, 0, 1)
    assert " 0 of them new" in again.output
    assert str(torn) in broken.output
    assert first.peak < 300


def imported(folder: Path, exports: Path) -> Run:
    """Run the command in a process of its own."""
    url = f"sqlite+aiosqlite:///{folder}/lyceum.db"
    began = time.perf_counter()
    with (folder / "said").open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 our own launcher
            [sys.executable, str(LAUNCHER), "import", str(exports)],
            cwd=folder,
            env={**os.environ, "BOT__DATABASE__URL": url},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    output = (folder / "said").read_text(encoding="utf-8")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / 1024, process.returncode, output)


def written(folder: Path, number: int) -> Path:
    """Write a channel, or a thread with every other number."""
    threaded = number % 2 == 1
    channel = START + number
    kind = "GuildPublicThread" if threaded else "GuildTextChat"
    first = head(channel, kind, f"channel {number}", START if threaded else None)
    return write_long(folder / f"{number:04}.json", first, talk(number))


def talk(number: int) -> Iterator[Json]:
    """Yield messages: some answer, some are liked; a few people do most of both."""
    rng = random.Random(number)  # noqa: S311 play
    recent: list[int] = []
    for count in range(MESSAGES // FILES):
        message_id = START + ((count * 60_000) << 22) + number
        reactions: list[Json] = []
        if rng.random() < 0.15:
            emoji = rng.choice(("👍", "❤️", "🎉", "👎"))
            reactions.append(reaction(emoji, *{somebody(rng) for _ in range(rng.randint(1, 5))}))
        answers = rng.choice(recent[-20:]) if recent and rng.random() < 0.3 else None
        yield message(message_id, somebody(rng), *reactions, answers=answers)
        recent.append(message_id)


def somebody(rng: random.Random) -> int:
    return 1 + int(MEMBERS * rng.random() ** 3)
