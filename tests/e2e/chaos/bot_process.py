"""Runs Lyceum as a process that is killed and restarted again and again."""

import asyncio
from pathlib import Path

from tests.e2e.bot_process import BotProcess, spawn
from tests.e2e.chaos.clock import SharedClock
from tests.e2e.sandbox import Sandbox

_LAUNCHER = Path(__file__).with_name("launcher.py")
READY_SECONDS = 180  # it may have months to catch up with, on a busy machine
_SETTINGS = {
    "BOT__STRIPE__REQUESTS_PER_SECOND": "100",  # simulated time is months, real time minutes
    "BOT__LOG__LEVEL": "warning",
    # Months pass in a minute, so many may lose their roles at once.
    "BOT__PAYMENTS__BREAKER_MINIMUM_MEMBERS": "100000",
}


class BotUnderTest:
    """The process under test.

    Attributes:
        kills: How many times it was ended with SIGKILL.
        starts: How many times it was started.
    """

    def __init__(self, sandbox: Sandbox, clock: SharedClock, *, defect: str = "") -> None:
        self._server = sandbox
        self._clock = clock
        self._defect = defect
        self._process: BotProcess | None = None
        self._lock = asyncio.Lock()
        self._fell = asyncio.Event()
        self._fell.set()
        self.kills = 0
        self.starts = 0

    @property
    def up(self) -> bool:
        """Return whether members may expect responses."""
        return self._process is not None and not self._fell.is_set()

    async def fallen(self) -> None:
        """Wait until it is killed."""
        await self._fell.wait()

    @property
    def err(self) -> str:
        """The present process's log."""
        return self._process.err if self._process else ""

    async def start(self) -> None:
        """Start it and wait until it is connected to Discord, after catching up."""
        async with self._lock:
            await self._start()

    async def ready(self) -> None:
        """Wait until /readyz reports no fault."""
        assert self._process is not None, "it was not started"
        await self._process.wait_until_ready(READY_SECONDS)

    async def kill(self) -> None:
        """Kill it as a power cut does."""
        async with self._lock:
            self._fell.set()
            if self._process is not None:
                self._process.kill()
                await self._process.wait()
                self._process = None
                self.kills += 1
                await self._server.discord.wait_until_disconnected()

    async def end(self) -> None:
        """Make sure that it has ended."""
        self._fell.set()
        if self._process is not None:
            await self._process.end()

    async def _start(self) -> None:
        sandbox = self._server
        environment = sandbox.environment(**_SETTINGS)
        self._process = await spawn(
            str(self._clock.file),
            self._defect,
            folder=sandbox.folder,
            environment=environment,
            port=sandbox.port,
            launcher=_LAUNCHER,
        )
        self.starts += 1
        await self._process.wait_for_answer("/healthz", 200, READY_SECONDS)
        await sandbox.discord.wait_until_connected(READY_SECONDS)
        await sandbox.guild.wait_for_command("membership")
        self._fell.clear()
