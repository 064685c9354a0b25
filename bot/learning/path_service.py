"""Members' learning paths, from what is stored."""

from datetime import datetime, timedelta
from typing import TypeAlias

from bot.clock import Clock
from bot.learning.course import CourseProgress
from bot.learning.course_state import completed_contents, rules_of
from bot.learning.path import Evidence, Learner, LearningPath, learning_path
from bot.learning.path_index import PathCourse, PathIndex, PathLesson
from bot.learning.ports import OwnedContents, Taste, ZoneOf
from data import contents
from data.contents import Content
from data.engine import Connection, Database
from data.learning import profiles, progress, rules

KEPT = timedelta(minutes=1)  # that long an index may lack what was published

Items: TypeAlias = dict[int, int]  # each lesson's item: its discussion, or its course's card


class PathService:
    """Computes paths; an index of each server is kept for a minute."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ownership: OwnedContents,
        taste: Taste,
        zone: ZoneOf,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ownership = ownership
        self._taste = taste
        self._zone = zone
        self._kept: dict[int, tuple[datetime, PathIndex, Items]] = {}

    async def path(self, guild_id: int, user_id: int) -> tuple[LearningPath, dict[int, Content]]:
        """Return a member's next steps, and the contents that they name, by id."""
        now = self._clock.now()
        owned = await self._ownership.owned(guild_id, user_id)
        async with self._database.read_fast() as connection:
            index, shown = await self._index(connection, guild_id, now)
            learner = await self._learner(connection, index, guild_id, user_id, owned)
            completed = [one for one in learner.completed if one in index.position]
            same, went_on = await progress.went_on(connection, guild_id, user_id, completed)
            finishers = await progress.finishers(connection, guild_id)
        scores = await self._taste(guild_id, user_id, set(shown.values()))
        taste = {one: scores[at] for one, at in shown.items() if at in scores}
        evidence = Evidence(finishers, same, went_on, taste)
        path = learning_path(index, learner, evidence, now)
        named = {one for step in path.steps for one in (step.lesson_id, step.course_id)}
        async with self._database.read_fast() as connection:
            found = await contents.of_ids(connection, guild_id, named)
        return path, {each.id: each for each in found}

    async def _index(
        self, connection: Connection, guild_id: int, now: datetime
    ) -> tuple[PathIndex, Items]:
        kept = self._kept.get(guild_id)
        if kept is None or not kept[0] <= now < kept[0] + KEPT:
            kept = (now, *await self._read(connection, guild_id))
            self._kept[guild_id] = kept
        return kept[1], kept[2]

    async def _read(self, connection: Connection, guild_id: int) -> tuple[PathIndex, Items]:
        """Read all published courses of a server with their lessons."""
        sequential = await rules.sequential_courses(connection, guild_id)
        known = await rules.of_guild(connection, guild_id)
        by_course: dict[int, list[Content]] = {}
        for lesson in await contents.lessons_of_guild(connection, guild_id):
            by_course.setdefault(lesson.course_id or 0, []).append(lesson)
        published = [
            each
            for each in await contents.of_guild(connection, guild_id, ["published"])
            if each.kind == "course"
        ]
        courses = [
            _path_course(each, by_course.get(each.id, []), known, each.id in sequential)
            for each in published
        ]
        shown = {
            lesson.id: each.card_message_id
            for each in published
            for lesson in by_course.get(each.id, [])
            if each.card_message_id is not None
        }
        shown |= {one: rule.thread_id for one, rule in known.items() if rule.thread_id is not None}
        graph = await rules.prerequisites_of_guild(connection, guild_id)
        return PathIndex(courses, graph, self._zone(guild_id)), shown

    async def _learner(
        self,
        connection: Connection,
        index: PathIndex,
        guild_id: int,
        user_id: int,
        owned: frozenset[int],
    ) -> Learner:
        mine = await progress.enrolments_of(connection, guild_id, user_id)
        done = await progress.done_by(connection, guild_id, user_id)
        profile = await profiles.get(connection, guild_id, user_id)
        latest = max(mine.values(), key=lambda each: (each.latest_at, each.course_id), default=None)
        return Learner(
            owned=owned,
            progress={
                one: CourseProgress(
                    mine[one].enrolled_at if one in mine else None, done.get(one, {})
                )
                for one in mine.keys() | done.keys()
                if one in index.position
            },
            completed=completed_contents(mine, done),
            goal_tags=set(profile.goal_tags) - set(profile.skills),
            goal_courses=profile.goal_courses,
            minutes=profile.minutes,
            latest=None if latest is None else latest.course_id,
        )


def _path_course(
    course: Content,
    found: list[Content],
    known: dict[int, rules.LessonRules],
    sequential: bool,  # noqa: FBT001 a column of the list above
) -> PathCourse:
    return PathCourse(
        rules_of(course.id, found, known, sequential=sequential),
        frozenset(course.tags),
        {each.id: PathLesson(each.minutes or 0, frozenset(each.tags)) for each in found},
    )
