"""Run Lyceum as a real process: start, observe, end or kill it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp

from tests.e2e.forked_process import fork
from tests.e2e.polling import eventually

LAUNCHER = Path(__file__).parents[2] / "bot.py"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a process that has ended."""

    code: int  # negative: killed by that signal
    out: str
    err: str


class Process(Protocol):
    """A started process."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, number: signal.Signals, /) -> None: ...
    async def wait(self) -> int: ...


class BotProcess:
    """A running `python bot.py …`. It writes to files, so that no pipe can fill up."""

    def __init__(self, process: Process, folder: Path, port: int) -> None:
        self._process = process
        self._folder = folder
        self.port = port

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def cpu_seconds(self) -> float:
        """The CPU time used so far (seconds)."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def out(self) -> str:
        """Its standard output so far."""
        return (self._folder / "out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        """Its standard error so far, including its log."""
        return (self._folder / "err").read_text(encoding="utf-8")

    def kill(self) -> None:
        """Kill it without warning, as a power cut does."""
        self._process.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Send SIGTERM, as systemd and containers do."""
        self._process.send_signal(signal.SIGTERM)

    def interrupt(self) -> None:
        """Send SIGINT, as Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)

    async def wait(self, seconds: float = 20) -> Outcome:
        """Wait until it has ended."""
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
        return Outcome(code, self.out, self.err)

    async def wait_until_ready(self, seconds: float = 20) -> None:
        """Wait until /readyz returns 200."""
        await self.wait_for_answer("/readyz", 200, seconds)

    async def wait_for_answer(self, path: str, status: int, seconds: float = 20) -> str:
        """Wait until a GET of `path` returns `status`; return the response's text."""
        async with aiohttp.ClientSession() as http:
            return await eventually(
                lambda: self._answer(http, path, status),
                lambda: f"{path} did not become {status}:\n{self.err}",
                seconds,
            )

    async def _answer(self, http: aiohttp.ClientSession, path: str, status: int) -> str | None:
        if self._process.returncode is not None:
            raise RuntimeError(f"it ended with {self._process.returncode}:\n{self.err}")
        try:
            async with http.get(f"http://127.0.0.1:{self.port}{path}") as answer:
                return await answer.text() if answer.status == status else None
        except aiohttp.ClientError:  # it does not listen yet
            return None

    async def end(self) -> None:
        """Make sure that it has ended."""
        if self._process.returncode is None:
            self.kill()
        await self._process.wait()


async def spawn(
    *words: str,
    folder: Path,
    environment: Mapping[str, str],
    port: int,
    launcher: Path = LAUNCHER,
) -> BotProcess:
    """Start `python bot.py WORDS` in its own folder, where it finds no .env of ours.

    It is forked after its imports; `spawn_fresh` proves that it also starts without.
    """
    output = _output(folder)
    process = await fork(launcher, words, folder, {**os.environ, **environment}, output)
    return BotProcess(process, output, port)


async def spawn_fresh(
    *words: str, folder: Path, environment: Mapping[str, str], port: int
) -> BotProcess:
    """Start `python bot.py WORDS` like `spawn`, as its owner does: by an interpreter of its own."""
    output = _output(folder)
    with (output / "out").open("wb") as out, (output / "err").open("wb") as err:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(LAUNCHER),
            *words,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    return BotProcess(process, output, port)


def _output(folder: Path) -> Path:
    output = folder / f"process-{len(list(folder.glob('process-*')))}"
    output.mkdir()
    for name in ("out", "err"):
        (output / name).touch()
    return output
