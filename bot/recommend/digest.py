"""The digest: what a community should not miss, and each member's own picks, once a slot."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.jobs import GuildPlan, Outcome
from bot.recommend.digest_choices import plan_of
from bot.recommend.digest_delivery import Deliveries
from bot.recommend.digest_ports import CannotPostError, Courier, Parcel, Picks, Recommender
from bot.recommend.lift.impressions import Surface
from bot.settings import Digest as DigestSettings
from data import audit, digests, members, notices
from data.digests import Schedule, Target
from data.engine import Database

# A personal digest does not bring the same item again within this time.
_MEMORY = timedelta(days=60)
# Between two direct messages: a community's worth of them should not look like a flood.
_PAUSE_SECONDS = 0.3

# Told of each list that was sent: where, in which guild, to whom (None: to a channel), and what.
Shown = Callable[[Surface, int, int | None, Picks], None]


def _unnoticed(*_: object) -> None:
    """Record nothing."""


class Digest:
    """Composes and delivers."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        recommender: Recommender,
        courier: Courier,
        settings: DigestSettings,
        *,
        pause_seconds: float = _PAUSE_SECONDS,
        shown: Shown = _unnoticed,
    ) -> None:
        self._database = database
        self._clock = clock
        self._recommender = recommender
        self._courier = courier
        self._deliveries = Deliveries(database, clock)
        self._settings = settings
        self._pause_seconds = pause_seconds
        self._shown = shown

    async def plans(self) -> list[GuildPlan]:
        """Return when the digest is due in each guild that can be reached now."""
        async with self._database.read() as connection:
            schedules = await digests.running_schedules(connection)
        return [
            GuildPlan(schedule.guild_id, plan_of(schedule), schedule.since)
            for schedule in schedules
            if self._courier.serves(schedule.guild_id)
        ]

    async def run(self, guild_id: int, due_at: datetime) -> Outcome:
        """Deliver one slot to the channel and to the members who opted in.

        Raises:
            RetryLaterError: when some target could not be reached now; the others were served.
            CannotPostError: when the channel needs a person; the members were served.
        """
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
            finished = await digests.concluded(connection, guild_id, due_at)
            wishes = await members.digest_members(connection, guild_id)
        if schedule is None or schedule.paused:
            return Outcome("skipped", "paused")
        tally: Counter[str] = Counter({"earlier": len(finished)}) if finished else Counter()
        problems: list[Exception] = []
        if schedule.channel_id not in finished:
            await _attempt(self._to_channel(schedule, due_at), tally, problems)
        for user_id, language in wishes.items():
            if user_id not in finished:
                target = Target(guild_id, due_at, user_id)
                await _attempt(self._to_member(target, language), tally, problems)
        if problems:
            raise min(problems, key=lambda error: not isinstance(error, RetryLaterError))
        served = tally.keys() - {"quiet", "left"}
        detail = ", ".join(f"{count} {state}" for state, count in sorted(tally.items()))
        return Outcome("done" if served else "skipped", detail)

    async def preview(self, guild_id: int, channel_id: int) -> Picks:
        """Return what would be posted in a channel now.

        Raises:
            CannotPostError: when the channel is gone.
        """
        readable = self._courier.audience(guild_id, channel_id)
        if readable is None:
            raise CannotPostError("digest-notice-channel-gone", channel_id)
        now = self._clock.now()
        since = now - timedelta(days=self._settings.window_days)
        async with self._database.read() as connection:
            shown = await digests.shown(connection, guild_id, channel_id, since)
        return await self._recommender.highlights(
            guild_id, since=since, count=self._settings.items, readable=readable, exclude=shown
        )

    async def last_posted(self, guild_id: int) -> datetime | None:
        """Return when the guild's channel last got a digest."""
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
            if schedule is None:
                return None
            return await digests.last_sent(connection, guild_id, schedule.channel_id)

    async def post_now(self, guild_id: int, actor_id: int) -> Schedule:
        """Post in the guild's digest channel, outside its slots; members' own come at a slot.

        Raises:
            UserError: without a schedule, when there is nothing to show, or no way to post it.
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
            raise UserError("digest-nothing")
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

    async def _to_channel(self, schedule: Schedule, due_at: datetime) -> str:
        guild_id, channel_id = schedule.guild_id, schedule.channel_id
        key = f"digest-channel:{channel_id}"
        try:
            picks = await self.preview(guild_id, channel_id)
            target = Target(guild_id, due_at, channel_id)
            state = await self._deliveries.deliver(target, picks, self._post)
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

    async def _post(self, target: Target, parcel: Parcel) -> str:
        await self._courier.post(target.guild_id, target.target_id, parcel)
        self._shown("channel", target.guild_id, None, parcel.picks)
        return "sent"

    async def _to_member(self, target: Target, language: str | None) -> str:
        readable = self._courier.reach(target.guild_id, target.target_id)
        if readable is None:
            return "left"
        async with self._database.read() as connection:
            shown = await digests.shown(
                connection, target.guild_id, target.target_id, self._clock.now() - _MEMORY
            )
        picks = await self._recommender.for_member(
            target.guild_id,
            target.target_id,
            count=self._settings.items,
            readable=readable,
            exclude=shown,
        )

        async def whisper(target: Target, parcel: Parcel) -> str:
            taken = await self._courier.whisper(target.guild_id, target.target_id, language, parcel)
            if taken:
                self._shown("digest", target.guild_id, target.target_id, parcel.picks)
            return "sent" if taken else "closed"

        state = await self._deliveries.deliver(target, picks, whisper)
        await asyncio.sleep(self._pause_seconds)
        return state


async def _attempt(work: Awaitable[str], tally: Counter[str], problems: list[Exception]) -> None:
    """Count what became of one target; one that fails does not keep the others waiting."""
    try:
        tally[await work] += 1
    except (RetryLaterError, PersonMustActError) as error:
        problems.append(error)
