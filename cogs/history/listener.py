"""Reads the history that the bot missed: at each start and after a lost session."""

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

CHECK_SECONDS = 3600.0
LISTEN_SECONDS = 30.0

_log = structlog.get_logger(__name__)


class HistoryCog(commands.Cog):
    """Reads the queued servers one after the other.

    A session that Discord resumes loses nothing. After any other, `on_ready` fires again, and every
    server is read. A failed reading is retried after a growing pause.
    """

    def __init__(self, client: LyceumClient, history: Backfill) -> None:
        settings = client.services.deps.settings
        self._client = client
        self._history = history
        self._only = settings.discord.guild_id
        self._limiter = AsyncLimiter(settings.activity.history_requests, 1)
        self._due: dict[int, None] = {}  # guild ids in the order in which they were queued
        self._wakeup = WakeupEvent()
        self._worker = Worker("history", self._step, self._wakeup, seconds=CHECK_SECONDS)
        self._reading: asyncio.Task[None] | None = None
        self._listening = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Queue all servers: the events since the last session were not received."""
        self._begin(*self._client.guilds)
        self._listening = True
        self._worker.start()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Count as listening again: Discord replays the events of the gap."""
        self._listening = True

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """Stop counting as listening: events may be missed from now on."""
        self._listening = False

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Queue a server that the bot was invited to."""
        self._begin(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Queue a server that was unavailable for a while."""
        self._begin(guild)

    async def listen(self) -> None:
        """Store that the bot is listening, for the servers that have been read."""
        if self._listening and self._client.is_ready():
            await self._history.mark_listening([guild.id for guild in self._client.guilds])

    async def cog_unload(self) -> None:
        """Stop without waiting: the next reading resumes where this one stopped."""
        if self._reading is not None:
            self._reading.cancel()
        await self._worker.close()

    def _begin(self, *guilds: discord.Guild) -> None:
        ids = [guild.id for guild in guilds if self._only in (None, guild.id)]
        self._history.mark_gap(ids)
        self._due |= dict.fromkeys(ids)
        self._wakeup.notify()

    async def _step(self) -> int:
        """Read the next server; return how many were queued."""
        guild_id = next(iter(self._due), None)
        if guild_id is None:
            return 0
        del self._due[guild_id]
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable:
            return 1  # it becomes available again by an event
        self._reading = asyncio.create_task(self._read(guild), name=f"history of {guild_id}")
        try:
            await self._reading
        except BaseException:
            self._due[guild_id] = None
            raise
        return 1

    async def _read(self, guild: discord.Guild) -> None:
        if not guild.chunked:  # is_member() needs the complete member list
            await guild.chunk()
        activity = self._client.services.deps.guild_settings.of(guild.id).activity
        archive = DiscordArchive(self._client, guild, content_names(activity), self._limiter)
        board = HistoryProgressMessage(self._client.services, guild)
        progress = await self._history.read(archive, board.show)
        await board.end(progress)
        _log.info(
            "history.read",
            guild=guild.id,
            messages=progress.messages,
            added=progress.added,
            undone=progress.undone,
            gone=progress.gone,
            unreadable=progress.unreadable,
        )


async def setup(client: LyceumClient) -> None:
    """Add the cog, and the job that stores until when the bot listened."""
    cog = HistoryCog(client, client.services.recommend.history)
    await client.add_cog(cog)
    client.services.deps.scheduler.add_interval_job(LISTEN_SECONDS, "hearing", cog.listen)
