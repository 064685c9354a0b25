"""Find what members have not continued for a while, for their personal digest."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.learning.service import LearningService
from data.engine import Database
from data.learning import progress


@dataclass(frozen=True, slots=True)
class StalledCourse:
    """A course that a member has not continued.

    Attributes:
        lesson_id: The next lesson.
        done, total: How many required lessons are done, and how many there are.
        minutes: What the next lesson takes; 0: not stated.
    """

    course: str
    lesson: str
    lesson_id: int
    done: int
    total: int
    minutes: int


class StalledReminders:
    """Looks up unfinished courses. `days` returns a server's days of patience."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        learning: LearningService,
        days: Callable[[int], int],
    ) -> None:
        self._database = database
        self._clock = clock
        self._learning = learning
        self._days = days

    async def of_members(
        self, guild_id: int, user_ids: Collection[int]
    ) -> dict[int, StalledCourse]:
        """Return the course that each of these members has left; the others are missing.

        Those who have gone on with any course lately are missing, too: one at a time is no
        standstill. Neither is a course whose next lesson the calendar still locks.
        """
        days = self._days(guild_id)
        if not days:
            return {}
        before = self._clock.now() - timedelta(days=days)
        async with self._database.read_fast() as connection:
            stalled = await progress.stalled(connection, guild_id, user_ids, before)
            active = await progress.active(connection, guild_id, user_ids, before)
        found: dict[int, StalledCourse] = {}
        for each in stalled:
            if each.user_id in active or each.user_id in found:
                continue
            one = await self._course(guild_id, each.user_id)
            if one is not None:
                found[each.user_id] = one
        return found

    async def _course(self, guild_id: int, user_id: int) -> StalledCourse | None:
        for course in await self._learning.begun(guild_id, user_id):
            following = course.following
            if following is not None and not course.complete:
                required = course.required
                return StalledCourse(
                    course=course.content.title,
                    lesson=following.content.title,
                    lesson_id=following.content.id,
                    done=sum(each.done_at is not None for each in required),
                    total=len(required),
                    minutes=following.content.minutes or 0,
                )
        return None
