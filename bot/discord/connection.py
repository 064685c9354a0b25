"""Keeps a client connected to Discord: replaces an ended one after growing pauses."""

import asyncio
from pathlib import Path

import aiohttp
import structlog

from bot.discord.client import (
    REAL_API,
    ClientRefusedError,
    LyceumClient,
    connect,
    login,
    use_api_base,
)
from bot.errors import RefusedByDiscordError
from bot.services import Services

FIRST_PAUSE = 1.0
MAX_PAUSE_SECONDS = 60.0
HEALTHY_SECONDS = 60.0
SHUTDOWN_TIMEOUT_SECONDS = 5.0
# discord.py's names of the tasks that run our listeners, commands and buttons.
LISTENERS = ("discord.py: ", "CommandTree-invoker", "discord-ui-view-dispatch-")

_log = structlog.get_logger(__name__)


class DiscordConnection:
    """Runs one client after another. `ended` is done only when retrying is useless."""

    def __init__(self, services: Services, *, state_folder: Path) -> None:
        self._services = services
        self._state_folder = state_folder
        self._client: LyceumClient | None = None
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def client(self) -> LyceumClient:
        """The present client.

        Raises:
            LookupError: There is none between two clients.
        """
        if self._client is None:
            raise LookupError("no client at the moment")
        return self._client

    @property
    def ready(self) -> bool:
        """Whether the gateway is up and the caches are complete."""
        return self._client is not None and self._client.is_ready() and not self._client.is_closed()

    @property
    def ended(self) -> asyncio.Task[None]:
        """A task that is done, with `RefusedByDiscordError`, when retrying is useless."""
        if self._task is None:
            raise LookupError("not started")
        return self._task

    def start(self) -> None:
        """Start connecting."""
        self._task = asyncio.create_task(self._run(), name="discord connection")

    async def sync(self) -> None:
        """Log in only to sync our commands, even if they did not change.

        Raises:
            RefusedByDiscordError: The token is refused.
        """
        settings = self._services.deps.settings
        await self._point(settings.discord.api_base)
        client = LyceumClient(self._services, state_folder=self._state_folder, always_sync=True)
        try:
            await login(client, settings.discord_token.get_secret_value())
        except ClientRefusedError as error:
            raise RefusedByDiscordError(str(error)) from error
        finally:
            await client.close()

    async def close(self) -> None:
        """Disconnect from Discord; the cogs finish first."""
        self._closing = True
        await _let_end(LISTENERS)
        if self._client is not None:
            await self._client.close()
        await _let_end(LISTENERS)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        settings = self._services.deps.settings
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not self._closing:
            began = loop.time()
            self._client = LyceumClient(self._services, state_folder=self._state_folder)
            try:
                await self._point(settings.discord.api_base)
                await connect(self._client, settings.discord_token.get_secret_value())
            except ClientRefusedError as error:
                raise RefusedByDiscordError(str(error)) from error
            except Exception:  # noqa: BLE001 discord.py fails in many ways, even AttributeError
                _log.exception("discord.ended", pause=pause)
            finally:
                await self._client.close()
            pause = FIRST_PAUSE if loop.time() - began > HEALTHY_SECONDS else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE_SECONDS)

    async def _point(self, api_base: str) -> None:
        """Set the gateway from another address; discord.py knows Discord's own."""
        if api_base == REAL_API:
            return
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{api_base}/gateway") as answer,
        ):
            answer.raise_for_status()
            gateway: str = (await answer.json())["url"]
        use_api_base(api_base, gateway)


async def _let_end(names: tuple[str, ...]) -> None:
    """Wait for running work: it may hold a database connection or owe an answer."""
    tasks = [task for task in asyncio.all_tasks() if task.get_name().startswith(names)]
    if tasks:
        await asyncio.wait(tasks, timeout=SHUTDOWN_TIMEOUT_SECONDS)
