"""Members' learning paths, from what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TypeAlias

from bot.clock import Clock
from bot.learning.course import CourseProgress
from bot.learning.course_state import rules_of, standings_of, without_gone
from bot.learning.path import Evidence, Learner, LearningPath, learning_path
from bot.learning.path_index import PathCourse, PathIndex, PathLesson
from bot.learning.ports import OwnedContents, Taste, ZoneOf
from data import content_deliveries, contents
from data.contents import Content
from data.engine import Connection, Database
from data.learning import profiles, progress, rules

KEPT = timedelta(minutes=1)  # that long an index may lack what was published

Items: TypeAlias = dict[int, int]  # each lesson's item: its discussion, or its course's card


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is read of a server.

    Attributes:
        alone: The contents outside of courses in the index.
        free: Those of them that are open to everyone.
    """

    index: PathIndex
    shown: Items
    alone: frozenset[int]
    free: frozenset[int]


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
        self._kept: dict[int, tuple[datetime, _Kept]] = {}

    async def path(self, guild_id: int, user_id: int) -> tuple[LearningPath, dict[int, Content]]:
        """Return a member's next steps, and the contents that they name, by id."""
        now = self._clock.now()
        owned = await self._ownership.owned(guild_id, user_id)
        kept = await self._index(guild_id, now)
        index, shown = kept.index, kept.shown
        async with self._database.read_fast() as connection:
            learner = await self._learner(connection, kept, guild_id, user_id, owned)
            completed = [one for one in learner.completed if one in index.position]
            same, went_on = await progress.went_on(connection, guild_id, user_id, completed)
            finishers = await progress.finishers(connection, guild_id)
        scores = await self._taste(guild_id, user_id, set(shown.values()))
        taste = {one: scores[at] for one, at in shown.items() if at in scores}
        evidence = Evidence(finishers, same, went_on, taste)
        path = learning_path(index, learner, evidence, now)
        named = {
            one for step in path.steps for one in (step.lesson_id, step.course_id, *step.first)
        }
        async with self._database.read_fast() as connection:
            found = await contents.of_ids(connection, guild_id, named)
        return path, {each.id: each for each in found}

    async def _index(self, guild_id: int, now: datetime) -> _Kept:
        kept = self._kept.get(guild_id)
        if kept is None or not kept[0] <= now < kept[0] + KEPT:
            async with self._database.read() as connection:
                kept = self._kept[guild_id] = (now, await self._read(connection, guild_id))
        return kept[1]

    async def _read(self, connection: Connection, guild_id: int) -> _Kept:
        """Read all published courses of a server, and what else a path names."""
        sequential = await rules.sequential_courses(connection, guild_id)
        by_course: dict[int, list[Content]] = {}
        every = await contents.lessons_of_guild(connection, guild_id)
        held = await standings_of(connection, every)
        known = without_gone(await rules.of_guild(connection, guild_id), held)
        for lesson in every:
            by_course.setdefault(lesson.course_id or 0, []).append(lesson)
        graph = await rules.prerequisites_of_guild(connection, guild_id)
        named = graph.keys() | {one for needed in graph.values() for one in needed}
        published = await _published(connection, guild_id, named)
        held |= await standings_of(connection, published)
        published = [each for each in published if each.id not in held or not held[each.id].gone]
        courses = [
            _path_course(each, _lessons(each, by_course), known, each.id in sequential)
            for each in published
        ]
        shown = {
            lesson.id: each.card_message_id
            for each in published
            for lesson in by_course.get(each.id, [])
            if each.card_message_id is not None
        }
        shown |= {one: rule.thread_id for one, rule in known.items() if rule.thread_id is not None}
        here = {each.id for each in published} | {one for each in courses for one in each.lessons}
        graph = {one: needed & here for one, needed in graph.items() if one in here}
        alone = [each for each in published if each.kind != "course"]
        return _Kept(
            PathIndex(courses, graph, self._zone(guild_id)),
            shown,
            frozenset(each.id for each in alone),
            frozenset(each.id for each in alone if each.preview),
        )

    async def _learner(
        self,
        connection: Connection,
        kept: _Kept,
        guild_id: int,
        user_id: int,
        owned: frozenset[int],
    ) -> Learner:
        mine = await progress.enrolments_of(connection, guild_id, user_id)
        done = await progress.done_by(connection, guild_id, user_id)
        profile = await profiles.get(connection, guild_id, user_id)
        done |= {one: {one: at} for one, at in done.get(0, {}).items()}
        for one in await content_deliveries.downloaded(connection, guild_id, user_id, kept.alone):
            done.setdefault(one, {one: self._clock.now()})
        completed = {one for each in done.values() for one in each}
        completed |= {each.course_id for each in mine.values() if each.completed_at is not None}
        latest = max(mine.values(), key=lambda each: (each.latest_at, each.course_id), default=None)
        return Learner(
            owned=owned | kept.free,
            progress={
                one: CourseProgress(
                    mine[one].enrolled_at if one in mine else None, done.get(one, {})
                )
                for one in mine.keys() | done.keys()
                if one in kept.index.position
            },
            completed=completed,
            goal_tags=set(profile.goal_tags) - set(profile.skills),
            goal_courses=profile.goal_courses,
            minutes=profile.minutes,
            latest=None if latest is None else latest.course_id,
        )


async def _published(connection: Connection, guild_id: int, named: set[int]) -> list[Content]:
    """Return the courses and some other published contents, by position; no lessons."""
    courses = await contents.of_kind(connection, guild_id, "course")
    others = await contents.of_ids(connection, guild_id, named)
    found = {
        each.id: each
        for each in (*courses, *others)
        if each.state == "published" and each.course_id is None
    }
    return sorted(found.values(), key=attrgetter("position", "id"))


def _lessons(of: Content, by_course: Mapping[int, list[Content]]) -> list[Content]:
    return by_course.get(of.id, []) if of.kind == "course" else [of]


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
