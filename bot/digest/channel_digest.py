"""The digest of a guild's channel: in each slot, what people should not miss."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.digest.channel_delivery import ChannelDelivery
from bot.digest.personal_digest import REPEAT_AFTER
from bot.digest.ports import (
    CannotPostError,
    DigestRecommender,
    DigestSender,
    OutgoingDigest,
    Picks,
    Readable,
    ShownDigest,
    no_op,
)
from bot.digest.schedule import plan_of
from bot.digest.threshold import above_threshold
from bot.errors import NothingNowError, RetryLaterError, UserError
from bot.scheduling.scheduler import GuildSchedule, JobOutcome
from bot.settings import DigestSettings
from data import audit, deliveries, digests, notices
from data.digests import DigestSchedule, DigestTarget
from data.engine import Database


class ChannelDigests:
    """Composes and delivers channel digests."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        recommender: DigestRecommender,
        sender: DigestSender,
        settings: Callable[[int], DigestSettings],
        *,
        shown: ShownDigest = no_op,
    ) -> None:
        self._database = database
        self._clock = clock
        self._recommender = recommender
        self._sender = sender
        self._deliveries = ChannelDelivery(database, clock)
        self._settings = settings
        self._shown = shown

    async def schedules(self) -> list[GuildSchedule]:
        """Return when the digest is due in each guild that is available now."""
        async with self._database.read() as connection:
            schedules = await digests.running_schedules(connection)
        return [
            GuildSchedule(schedule.guild_id, plan_of(schedule), schedule.since)
            for schedule in schedules
            if self._sender.is_available(schedule.guild_id)
        ]

    async def run(self, guild_id: int, due_at: datetime) -> JobOutcome:
        """Deliver one slot to the guild's channel.

        Raises:
            RetryLaterError: The channel could not be reached now.
            CannotPostError: A person must change something first.
        """
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
        if schedule is None or schedule.paused:
            return JobOutcome("skipped", "paused")
        state = await self._to_channel(schedule, due_at)
        return JobOutcome("skipped" if state == "quiet" else "done", state)

    async def preview(self, guild_id: int, channel_id: int, seen: Readable | None = None) -> Picks:
        """Return what would be posted in a channel now and the asking member can read too.

        Raises:
            CannotPostError: The channel is gone.
        """
        readable = await self._sender.channel_audience(guild_id, channel_id)
        if readable is None:
            raise CannotPostError("digest-notice-channel-gone", channel_id)
        settings, now = self._settings(guild_id), self._clock.now()
        since = now - timedelta(days=settings.window_days)
        async with self._database.read() as connection:
            shown = await digests.shown(connection, guild_id, channel_id, since)
        return await self._recommender.highlights(
            guild_id,
            since=since,
            count=settings.items,
            readable=lambda each: readable(each) and (seen is None or seen(each)),
            exclude=shown,
        )

    async def preview_as(
        self, guild_id: int, user_id: int, actor_id: int, readable: Readable
    ) -> Picks:
        """Return what a member would get now and the asking staff member can read too.

        Raises:
            UserError: The member has left.
        """
        theirs = self._sender.member_access(guild_id, user_id)
        if theirs is None:
            raise UserError("digest-preview-left")
        settings, now = self._settings(guild_id), self._clock.now()
        async with self._database.write() as connection:
            shown = await deliveries.histories(connection, guild_id, [user_id], now - REPEAT_AFTER)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="digest.preview",
                at=now,
                user_id=user_id,
            )
        picks = await self._recommender.for_member(
            guild_id,
            user_id,
            count=settings.items,
            readable=lambda channel_id: theirs(channel_id) and readable(channel_id),
            exclude=shown[user_id].items,
        )
        return above_threshold(picks, min(settings.personal_minimum_items, settings.items))

    async def last_posted(self, guild_id: int) -> datetime | None:
        """Return when the guild's channel last got a digest."""
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
            if schedule is None:
                return None
            return await digests.last_sent(connection, guild_id, schedule.channel_id)

    async def post_now(self, guild_id: int, actor_id: int) -> DigestSchedule:
        """Post in the guild's digest channel outside its slots; send no personal ones.

        Raises:
            UserError: There is no schedule, nothing to show, or no way to post it.
        """
        now = self._clock.now()
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
        if schedule is None:
            raise UserError("digest-not-scheduled")
        try:
            state = await self._to_channel(schedule, now)
        except CannotPostError as error:
            raise UserError(error.message, channel=f"<#{schedule.channel_id}>") from error
        except RetryLaterError as error:
            raise UserError("digest-try-later") from error
        if state == "quiet":
            raise NothingNowError("digest-nothing")
        async with self._database.write() as connection:
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="digest.post",
                at=now,
                detail={"channel": schedule.channel_id},
            )
        return schedule

    async def _to_channel(self, schedule: DigestSchedule, due_at: datetime) -> str:
        guild_id, channel_id = schedule.guild_id, schedule.channel_id
        key = f"digest-channel:{channel_id}"
        day = due_at.astimezone(ZoneInfo(schedule.timezone)).date()
        try:
            picks = await self.preview(guild_id, channel_id)
            target = DigestTarget(guild_id, due_at, channel_id)
            state = await self._deliveries.deliver(target, picks, self._post, day)
        except CannotPostError as error:
            async with self._database.write() as connection:
                await notices.post(
                    connection,
                    guild_id=guild_id,
                    key=key,
                    message=error.message,
                    arguments={"channel": f"<#{channel_id}>"},
                    at=self._clock.now(),
                )
            raise
        async with self._database.write() as connection:
            await notices.withdraw(connection, key, guild_id)
        return state

    async def _post(self, target: DigestTarget, outgoing: OutgoingDigest) -> str:
        await self._sender.post(target.guild_id, target.target_id, outgoing)
        self._shown("channel", target.guild_id, None, outgoing.picks)
        return "sent"
