"""Build the digests. Their jobs need Discord, and so wait for a client."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.deps import Deps
from bot.digest.channel_digest import ChannelDigests
from bot.digest.personal_digest import PersonalDigestJob
from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.ports import DigestSender, ProgressBoard, StalledOf
from bot.digest.preferences import DigestPreferences
from bot.digest.schedule import DigestScheduleService
from bot.recommend.build import Recommend
from bot.recommend.contents import ContentSource
from bot.scheduling.scheduler import CalendarJob
from bot.settings import DigestSettings


@dataclass(frozen=True, slots=True)
class Digest:
    """What other features may use of the digests.

    Attributes:
        schedules: When the channel digest is posted.
        preferences: When each member gets theirs.
        connect: Builds the digests over a client's connection and schedules them, in place of
            those of an earlier client.
    """

    schedules: DigestScheduleService
    preferences: DigestPreferences
    connect: Callable[[DigestSender, ProgressBoard], ChannelDigests]


def build_digest(
    deps: Deps, recommend: Recommend, stalled: StalledOf, contents: ContentSource
) -> Digest:
    """Build the digests' services over what is known of courses and contents."""
    database, clock, own = deps.database, deps.clock, deps.guild_settings

    def settings_of(guild_id: int) -> DigestSettings:
        return own.of(guild_id).digest

    times = PersonalSchedule(own.zone)
    schedules = DigestScheduleService(database, clock, own.zone, times.reschedule)
    own.follow("discord.timezone", schedules.move_zone)

    def connect(sender: DigestSender, board: ProgressBoard) -> ChannelDigests:
        common = (database, clock, recommend.recommender, sender)
        shown, interests = recommend.impressions.shown, recommend.interests
        digests = ChannelDigests(*common, settings_of, shown=shown)
        personal = PersonalDigestJob(
            *common,
            board,
            times,
            interests,
            settings_of,
            messages_per_second=deps.settings.digest.messages_per_second,
            shown=shown,
            stalled=stalled,
            contents=contents,
        )
        _schedule(deps, digests, personal)
        return digests

    return Digest(
        schedules=schedules,
        preferences=DigestPreferences(
            database, clock, times, lambda guild_id: settings_of(guild_id).personal_max_per_week
        ),
        connect=connect,
    )


def _schedule(deps: Deps, digests: ChannelDigests, personal: PersonalDigestJob) -> None:
    catch_up = timedelta(hours=deps.settings.digest.catch_up_hours)
    for job in (
        CalendarJob("digest", digests.schedules, digests.run, catch_up),
        CalendarJob("own-digest", personal.schedules, personal.run, catch_up),
    ):
        deps.scheduler.add_calendar_job(job)
