"""Makes Discord's scheduled events fit the sessions, and records who attends."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import discord
import structlog
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.scheduling.worker import LONG_REST_SECONDS, Worker
from bot.sessions.build import LiveSessions
from cogs.sessions.event_sync import sync_event, take_back
from data.sessions import LiveSession

IDLE_SECONDS = 10.0

_log = structlog.get_logger(__name__)


class SessionListener(commands.Cog):
    """Follows Discord's events, and works off what is due at Discord."""

    def __init__(self, client: LyceumClient, services: LiveSessions) -> None:
        self._client = client
        self._services = services
        self._clock = client.services.deps.clock
        self._started_at = self._clock.now()
        self._known_since = self._started_at  # when Discord last sent who is in which channel
        wakeup = client.services.deps.wakeup
        self._worker = Worker(
            "live", self._step, wakeup, seconds=IDLE_SECONDS, rest=LONG_REST_SECONDS
        )
        self._looked_at = -IDLE_SECONDS  # when channels were last looked at, in seconds of the loop

    async def cog_unload(self) -> None:
        """Stop the worker, and record who is there until now."""
        await self._worker.close()
        await self._services.attendance.see()

    # Attendance

    @commands.Cog.listener()
    async def on_socket_event_type(self, event_type: str) -> None:
        """Record when Discord sends the voice states of a server."""
        if event_type == "GUILD_CREATE":
            self._known_since = self._clock.now()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Take who is in which channel as the present state: nothing else is known."""
        await self._services.attendance.restart(self._started_at)
        for guild in self._client.guilds:
            await self._observe(guild, self._known_since)
        self._worker.start()

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """Record that events may be missing from now on."""
        self._services.attendance.lose()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Record that all events were delivered."""
        self._services.attendance.resume()

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Record that a member left, entered or changed a voice channel."""
        was, now = before.channel and before.channel.id, after.channel and after.channel.id
        if was != now and not member.bot:
            await self._services.attendance.change(member.guild.id, member.id, was, now)

    async def _observe(self, guild: discord.Guild, since: datetime | None = None) -> None:
        there = {
            user_id: channel.id
            for channel in (*guild.voice_channels, *guild.stage_channels)
            for user_id in channel.voice_states
            if not ((member := guild.get_member(user_id)) and member.bot)
        }
        await self._services.attendance.observe(guild.id, there, since)

    # What is due at Discord

    async def _step(self) -> int:
        served = self._client.services.served_guilds
        guilds = {one.id: one for one in self._client.guilds if served.serves(one.id)}
        due = await self._services.events.due(list(guilds))
        for each in due:
            await self._sync(guilds[each.guild_id], each)
        now = asyncio.get_running_loop().time()
        # Other work wakes this far more often.
        if due or now - self._looked_at >= IDLE_SECONDS:
            self._looked_at = now
            await self._look(guilds)
        return 0

    async def _look(self, guilds: Mapping[int, discord.Guild]) -> None:
        """Take back what outlives its session, and compare the stays with the channels."""
        for over in await self._services.events.over_permits(list(guilds)):
            if await take_back(self._client, guilds[over.guild_id], over):
                await self._services.events.forget_permit(over)
        if self._services.attendance.connected:
            for guild in guilds.values():
                await self._observe(guild)
            await self._services.attendance.see()

    async def _sync(self, guild: discord.Guild, each: LiveSession) -> None:
        try:
            event_id = await sync_event(guild, each)
        except discord.Forbidden:
            await self._report(each)
        except discord.HTTPException as error:
            _log.warning("sessions.event_failed", session=each.id, code=error.code)
        else:
            await self._services.events.settle(each, event_id)

    async def _report(self, each: LiveSession) -> None:
        """Tell staff once that Discord refuses; it is tried again."""
        outbox = self._client.services.payments.outbox
        await outbox.report_cause(
            each.guild_id, f"session-event:{each.id}", "session-staff-refused", title=each.title
        )

    # What people do with Discord's events

    @commands.Cog.listener()
    async def on_scheduled_event_update(
        self, _before: discord.ScheduledEvent, after: discord.ScheduledEvent
    ) -> None:
        """Follow changes that people made by hand."""
        found = await self._services.events.of_event(after.id)
        if found is None or found.event_due:
            return
        planner, now = self._services.planner, self._clock.now()
        match after.status:
            case discord.EventStatus.active if found.state == "scheduled":
                await planner.begin(found, now)
            case discord.EventStatus.completed if found.state in ("scheduled", "live"):
                await planner.end(found, now)
            case discord.EventStatus.canceled:
                await self._cancelled(found)
            case _:
                if found.state == "scheduled":
                    await planner.moved_at_discord(found, after.start_time)

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Cancel a session whose event was deleted."""
        found = await self._services.events.of_event(event.id)
        if found is not None:
            await self._cancelled(found)

    async def _cancelled(self, found: LiveSession) -> None:
        if found.state in ("scheduled", "live"):
            await self._services.planner.cancel(
                found.guild_id, found.id, following=False, event_due=False
            )

    @commands.Cog.listener()
    async def on_scheduled_event_user_add(
        self, event: discord.ScheduledEvent, user: discord.User
    ) -> None:
        """Let a member who is interested follow the session, if it is open to them."""
        found = await self._services.events.of_event(event.id)
        if found is not None:
            await self._services.audience.follow_if_open(found, user.id)

    @commands.Cog.listener()
    async def on_scheduled_event_user_remove(
        self, event: discord.ScheduledEvent, user: discord.User
    ) -> None:
        """Let a member who is no longer interested follow no more."""
        found = await self._services.events.of_event(event.id)
        if found is not None:
            await self._services.audience.unfollow(user.id, found.id)


async def setup(client: LyceumClient) -> None:
    """Add the listener with its worker."""
    await client.add_cog(SessionListener(client, client.services.sessions))
