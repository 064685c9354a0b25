"""What a member chooses about their own digest, and what they may then expect."""

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
    """What a member typed; None where they left it as it is.

    Attributes:
        hour: of the day, 0 to 23.
        zone: the name of a time zone.
        days: as `bot.scheduling.weekly.parse_days` reads them.
        per_week: the most digests in a week.
    """

    hour: int | None = None
    zone: str | None = None
    days: str | None = None
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class PersonalScheduleView:
    """What a member may expect.

    Attributes:
        wanted: whether they asked for it.
        closed: it stopped because their direct messages are closed.
        next_at: the next time; None while none is promised.
        plan: what their update means; None where it waits for the guild's schedule.
        per_week: the most that they get in a week.
    """

    wanted: bool
    closed: bool
    next_at: datetime | None
    plan: WeeklySchedule | None
    per_week: int


class DigestPreferences:
    """Reads and changes them."""

    def __init__(
        self, database: Database, clock: Clock, times: PersonalSchedule, per_week: int
    ) -> None:
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
        """Opt a member in or out, and keep their language; what was chosen before stays.

        Raises:
            UserError: naming the part that can't be understood.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            before = await personal_digests.find(connection, guild_id, user_id)
            schedule = await digests.schedule_of(connection, guild_id)
            own = _changed(before, update or PreferenceUpdate())
            at = self._times.next_at(own.hours, schedule, now) if wanted else None
            own = replace(own, wanted=wanted, next_at=at, refusals=0)
            await members.remember_language(connection, guild_id, user_id, language, now)
            await personal_digests.put(connection, own)
        return await self.view(guild_id, user_id)

    async def view(self, guild_id: int, user_id: int) -> PersonalScheduleView:
        """Return what a member may expect."""
        async with self._database.read() as connection:
            own = await personal_digests.find(connection, guild_id, user_id)
            schedule = await digests.schedule_of(connection, guild_id)
        return PersonalScheduleView(
            wanted=own.wanted,
            closed=own.wanted and own.refusals >= MAX_CLOSED_DMS,
            next_at=own.next_at,
            plan=self._times.plan(own.hours, schedule),
            per_week=min(own.per_week or self._per_week, self._per_week),
        )


def _changed(own: PersonalDigestSettings, update: PreferenceUpdate) -> PersonalDigestSettings:
    if update.hour is not None and not 0 <= update.hour <= 23:  # noqa: PLR2004 a clock's own bounds
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
