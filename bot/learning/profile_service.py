"""What members state about their learning: profession, skills, goals and time."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from data import contents
from data.contents import Content
from data.engine import Database
from data.learning import profiles
from data.learning.profiles import LearnerProfile

MAX_CHOICES = 25  # Discord's menus take no more
MAX_MINUTES = 10_080  # a week
KEPT = timedelta(minutes=1)  # that long choices may lack what was published


@dataclass(frozen=True, slots=True)
class ProfileChoices:
    """What can be chosen: the owner's professions, the catalogue's tags, courses."""

    professions: Sequence[str]
    tags: Sequence[str]
    courses: Sequence[Content]


class ProfileService:
    """Reads and stores profiles. `professions` returns a server's list, the owner's."""

    def __init__(
        self, database: Database, clock: Clock, professions: Callable[[int], Sequence[str]]
    ) -> None:
        self._database = database
        self._clock = clock
        self._professions = professions
        self._kept: dict[int, tuple[datetime, Sequence[str], Sequence[Content]]] = {}

    async def choices(self, guild_id: int) -> ProfileChoices:
        """Return what can be chosen in a server; the most frequent tags come first.

        What is published is missing for up to a minute: counting the tags reads the catalogue.
        """
        now, kept = self._clock.now(), self._kept.get(guild_id)
        if kept is None or not kept[0] <= now < kept[0] + KEPT:
            kept = self._kept[guild_id] = (now, *await self._read(guild_id))
        return ProfileChoices(self._professions(guild_id)[:MAX_CHOICES], *kept[1:])

    async def _read(self, guild_id: int) -> tuple[Sequence[str], Sequence[Content]]:
        async with self._database.read_fast() as connection:
            counts = await contents.tag_counts(connection, guild_id)
            courses = await contents.of_kind(connection, guild_id, "course", MAX_CHOICES)
        tags = sorted(counts, key=lambda tag: (-counts[tag], tag))
        return tags[:MAX_CHOICES], courses

    async def get(self, guild_id: int, user_id: int) -> LearnerProfile:
        """Return what a member has stated."""
        async with self._database.read_fast() as connection:
            return await profiles.get(connection, guild_id, user_id)

    async def state(
        self,
        guild_id: int,
        user_id: int,
        *,
        profession: str | None = None,
        skills: Collection[str] | None = None,
        goal_tags: Collection[str] | None = None,
        goal_courses: Collection[int] | None = None,
        minutes: int | None = None,
    ) -> LearnerProfile:
        """Replace what is given, as far as it can be chosen; return the whole profile."""
        offered = await self.choices(guild_id)
        tags, courses = set(offered.tags), {each.id for each in offered.courses}
        given = {
            "profession": profession if profession in {"", *offered.professions} else None,
            "skills": None if skills is None else tuple(sorted(tags & set(skills))),
            "goal_tags": None if goal_tags is None else tuple(sorted(tags & set(goal_tags))),
            "goal_courses": None
            if goal_courses is None
            else tuple(sorted(courses & set(goal_courses))),
            "minutes": None if minutes is None else min(max(minutes, 0), MAX_MINUTES),
        }
        changes = {name: value for name, value in given.items() if value is not None}
        async with self._database.write() as connection:
            before = await profiles.get(connection, guild_id, user_id)
            after = replace(before, **changes)
            await profiles.put(connection, guild_id, user_id, after, self._clock.now())
        return after

    async def clear(self, guild_id: int, user_id: int) -> None:
        """Delete what a member has stated; whether they take part in the review stays."""
        async with self._database.write() as connection:
            before = await profiles.get(connection, guild_id, user_id)
            kept = LearnerProfile(review=before.review)
            await profiles.put(connection, guild_id, user_id, kept, self._clock.now())
