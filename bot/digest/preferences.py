"""What a member chooses about their personal digest, and when it will come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.digest.personal_schedule import MAX_CLOSED_DMS, PersonalSchedule
from bot.digest.schedule import parsed_days, parsed_zone
from bot.errors import UserError
from bot.scheduling.weekly import WeeklySchedule
from data import digests, members, personal_digests
from data.engine import Database
from data.personal_digests import DigestHours, PersonalDigestSettings


@dataclass(frozen=True, slots=True)
class PreferenceUpdate:
    """What a member entered; None leaves a choice as it is.

    Attributes:
        hour: The hour of the day, 0 to 23.
        zone: The name of a time zone.
        days: As `bot.scheduling.weekly.parse_days` reads them.
        per_week: The most digests in a week.
    """

    hour: int | None = None
    zone: str | None = None
    days: str | None = None
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class PersonalScheduleView:
    """A member's choices and what follows from them.

    Attributes:
        wanted: Whether they want it.
        closed: Whether it stopped because their DMs are closed.
        next_at: The next time; None if there is none.
        plan: Their schedule; None if it waits for the guild's schedule.
        per_week: The most that they get in a week.
    """

    wanted: bool
    closed: bool
    next_at: datetime | None
    plan: WeeklySchedule | None
    per_week: int


class DigestPreferences:
    """Reads and changes these choices."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        times: PersonalSchedule,
        per_week: Callable[[int], int],
    ) -> None:
        """Use `per_week`, which returns the most that members of a guild get in a week."""
        self._database = database
        self._clock = clock
        self._times = times
        self._per_week = per_week

    async def choose(
        self,
        guild_id: int,
        user_id: int,
        language: str,
        *,
        wanted: bool,
        update: PreferenceUpdate | None = None,
    ) -> PersonalScheduleView:
        """Opt a member in or out and store their language; earlier choices stay.

        Raises:
            UserError: Naming the part that can't be understood.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            before = await personal_digests.find(connection, guild_id, user_id)
            schedule = await digests.schedule_of(connection, guild_id)
            own = _changed(before, update or PreferenceUpdate())
            at = self._times.next_at(guild_id, own.hours, schedule, now) if wanted else None
            own = replace(own, wanted=wanted, next_at=at, refusals=0)
            await members.remember_language(connection, guild_id, user_id, language, now)
            await personal_digests.put(connection, own)
        return await self.view(guild_id, user_id)

    async def view(self, guild_id: int, user_id: int) -> PersonalScheduleView:
        """Return a member's choices and what follows from them."""
        async with self._database.read() as connection:
            own = await personal_digests.find(connection, guild_id, user_id)
            schedule = await digests.schedule_of(connection, guild_id)
        most = self._per_week(guild_id)
        return PersonalScheduleView(
            wanted=own.wanted,
            closed=own.wanted and own.refusals >= MAX_CLOSED_DMS,
            next_at=own.next_at,
            plan=self._times.plan(guild_id, own.hours, schedule),
            per_week=min(own.per_week or most, most),
        )


def _changed(own: PersonalDigestSettings, update: PreferenceUpdate) -> PersonalDigestSettings:
    if update.hour is not None and not 0 <= update.hour <= 23:  # noqa: PLR2004 hours of a day
        raise UserError("digest-bad-time", text=str(update.hour))
    taste = own.hours
    return replace(
        own,
        hours=DigestHours(
            days=parsed_days(update.days) if update.days else taste.days,
            hour=taste.hour if update.hour is None else update.hour,
            timezone=parsed_zone(update.zone).key if update.zone else taste.timezone,
        ),
        per_week=update.per_week or own.per_week,
    )
