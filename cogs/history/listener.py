"""Reads back what happened while we did not listen: at each start, and after a lost session."""

import asyncio

import discord
import structlog
from aiolimiter import AsyncLimiter
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.discord.history_source import DiscordArchive
from bot.discord.item_mapping import content_names
from bot.recommend.history.backfill import Backfill
from bot.scheduling.worker import WakeupEvent, Worker
from cogs.history.progress_message import HistoryProgressMessage

LOOK_SECONDS = 3600.0
HEAR_SECONDS = 30.0

_log = structlog.get_logger(__name__)


class HistoryCog(commands.Cog):
    """Works off the servers that are still to be read, one after the other.

    A session that Discord resumes loses nothing. After any other, `on_ready` comes anew, and every
    server is read. A reading that fails is begun again after a growing pause.
    """

    def __init__(self, client: LyceumClient, history: Backfill) -> None:
        settings = client.services.settings
        self._client = client
        self._history = history
        self._only = settings.discord.guild_id
        self._content = content_names(settings.activity)
        self._limiter = AsyncLimiter(settings.activity.history_requests, 1)
        self._due: dict[int, None] = {}  # in the order in which they came
        self._wakeup = WakeupEvent()
        self._worker = Worker("history", self._step, self._wakeup, seconds=LOOK_SECONDS)
        self._reading: asyncio.Task[None] | None = None
        self._listening = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Read all servers: what happened since the last session was not told."""
        self._begin(*self._client.guilds)
        self._listening = True
        if not self._worker.running:
            self._worker.start()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Go on: Discord tells what happened meanwhile."""
        self._listening = True

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """Claim no longer to hear everything."""
        self._listening = False

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Read a server that invited us."""
        self._begin(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Read a server that Discord had lost for a while."""
        self._begin(guild)

    async def hear(self) -> None:
        """Note that we listen, for the servers that are read."""
        if self._listening and self._client.is_ready():
            await self._history.mark_listening([guild.id for guild in self._client.guilds])

    async def cog_unload(self) -> None:
        """Stop at once: a reading goes on where it was cut off."""
        if self._reading is not None:
            self._reading.cancel()
        await self._worker.close()

    def _begin(self, *guilds: discord.Guild) -> None:
        ids = [guild.id for guild in guilds if self._only in (None, guild.id)]
        self._history.mark_gap(ids)
        self._due |= dict.fromkeys(ids)
        self._wakeup.notify()

    async def _step(self) -> int:
        """Read the next server; return how many were due."""
        guild_id = next(iter(self._due), None)
        if guild_id is None:
            return 0
        del self._due[guild_id]
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable:
            return 1  # it reports when it is back
        self._reading = asyncio.create_task(self._read(guild), name=f"history of {guild_id}")
        try:
            await self._reading
        except BaseException:
            self._due[guild_id] = None
            raise
        return 1

    async def _read(self, guild: discord.Guild) -> None:
        if not guild.chunked:  # who is no member must be known, not guessed
            await guild.chunk()
        archive = DiscordArchive(self._client, guild, self._content, self._limiter)
        board = HistoryProgressMessage(self._client.services, guild)
        tally = await self._history.read(archive, board.show)
        await board.end(tally)
        _log.info(
            "history.read",
            guild=guild.id,
            messages=tally.messages,
            added=tally.added,
            undone=tally.undone,
            gone=tally.gone,
            unreadable=tally.unreadable,
        )


async def setup(client: LyceumClient) -> None:
    """Add the reader, and the job that notes how long we listen."""
    cog = HistoryCog(client, client.services.history)
    await client.add_cog(cog)
    client.services.scheduler.add_interval_job(HEAR_SECONDS, "hearing", cog.hear)
