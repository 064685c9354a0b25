"""Read a course as it is for one member now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.clock import Clock
from bot.errors import UserError
from bot.learning.course import (
    Course,
    CourseProgress,
    Lesson,
    LessonAccess,
    accesses,
    is_complete,
    next_lesson,
)
from bot.learning.drip import Drip
from bot.learning.ports import OwnedContents, ZoneOf
from bot.learning.prerequisites import unmet
from data import contents
from data.contents import Content
from data.engine import Connection, Database
from data.learning import progress, quizzes, rules
from data.learning.progress import Enrolment
from data.learning.rules import LessonRules

NO_RULES = LessonRules()


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson for one member.

    Attributes:
        open: Whether they may open it: owned, its turn, or a preview, or done before.
        access: What order and calendar say.
        done_at: Since when it is done; None: it is not.
        pass_percent: The share of right answers that its quiz asks for; None: it has none.
        thread_id: Its discussion; None: nobody opened it yet.
    """

    content: Content
    open: bool
    access: LessonAccess
    done_at: datetime | None
    optional: bool
    pass_percent: int | None
    thread_id: int | None


@dataclass(frozen=True, slots=True)
class CourseState:
    """A course for one member.

    Attributes:
        owned: Whether it is open to them.
        unmet: The contents that they must complete first.
        following: The next lesson; None: nothing is open that is not done.
        enrolment: When they began; None: they have not.
        complete: Whether it is complete, now or at an earlier time.
    """

    content: Content
    lessons: tuple[LessonState, ...]
    owned: bool
    unmet: tuple[Content, ...]
    following: LessonState | None
    enrolment: Enrolment | None
    complete: bool
    sequential: bool

    def lesson(self, lesson_id: int) -> LessonState:
        """Return one of the lessons.

        Raises:
            UserError: It is not in the course, or not any more.
        """
        for each in self.lessons:
            if each.content.id == lesson_id:
                return each
        raise UserError("learn-no-such-lesson")

    @property
    def required(self) -> tuple[LessonState, ...]:
        """The lessons that complete the course."""
        return tuple(each for each in self.lessons if not each.optional) or self.lessons


class CourseReader:
    """Reads courses for members."""

    def __init__(
        self, database: Database, clock: Clock, ownership: OwnedContents, zone: ZoneOf
    ) -> None:
        self._database = database
        self._clock = clock
        self._ownership = ownership
        self._zone = zone

    async def course(self, guild_id: int, user_id: int, course_id: int) -> CourseState:
        """Return a course as it is for a member.

        Raises:
            UserError: There is no such course here.
        """
        owned = await self._ownership.is_open(guild_id, user_id, course_id)
        async with self._database.read_fast() as connection:
            content = await contents.get(connection, guild_id, course_id)
            if content is None or content.kind != "course" or content.state == "draft":
                raise UserError("learn-no-such-course")
            return await self._read(connection, user_id, content, owned=owned)

    async def course_of(self, guild_id: int, user_id: int, lesson_id: int) -> CourseState:
        """Return the course of a lesson as it is for a member.

        Raises:
            UserError: There is no such lesson here.
        """
        async with self._database.read_fast() as connection:
            lesson = await contents.get(connection, guild_id, lesson_id)
        if lesson is None or lesson.course_id is None:
            raise UserError("learn-no-such-lesson")
        return await self.course(guild_id, user_id, lesson.course_id)

    async def _read(
        self, connection: Connection, user_id: int, content: Content, *, owned: bool
    ) -> CourseState:
        guild_id, now, zone = content.guild_id, self._clock.now(), self._zone(content.guild_id)
        mine = await progress.enrolments_of(connection, guild_id, user_id)
        done = await progress.done_by(connection, guild_id, user_id)
        graph = await rules.prerequisites_of_guild(connection, guild_id)
        missing = unmet(graph, content.id, completed_contents(mine, done))
        before = await contents.of_ids(connection, guild_id, missing) if missing else []
        known = await self._lessons(connection, content, done.get(content.id, {}))
        lessons, rule = [each for each, _ in known], {each.id: one for each, one in known}
        sequential = await rules.is_sequential(connection, content.id)
        course = rules_of(content.id, lessons, rule, sequential=sequential)
        percents = await quizzes.pass_percents(connection, [each.id for each in lessons])
        enrolment = mine.get(content.id)
        began = None if enrolment is None else enrolment.enrolled_at
        mine_here = CourseProgress(began, done.get(content.id, {}))
        found = accesses(course, mine_here, now, zone)
        states = {
            each.id: _state(each, rule[each.id], access, mine_here, percents.get(each.id))
            for each, access in zip(lessons, found, strict=True)
        }
        if not owned or missing:
            states = {each: _closed(one, owned=owned) for each, one in states.items()}
        closed = not owned or bool(missing)
        following = None if closed else next_lesson(course, mine_here, now, zone)
        was_complete = enrolment is not None and enrolment.completed_at is not None
        return CourseState(
            content=content,
            lessons=tuple(states.values()),
            owned=owned,
            unmet=tuple(before),
            following=None if following is None else states[following.id],
            enrolment=enrolment,
            complete=was_complete or is_complete(course, mine_here),
            sequential=sequential,
        )

    async def _lessons(
        self, connection: Connection, course: Content, done: Mapping[int, datetime]
    ) -> list[tuple[Content, LessonRules]]:
        """Return the published lessons, and the retired ones that are done."""
        known = await rules.of_course(connection, course.id)
        return [
            (each, known.get(each.id, NO_RULES))
            for each in await contents.of_course(connection, course.id)
            if each.published_at is not None
            and (each.state == "published" or (each.state == "retired" and each.id in done))
        ]


def _state(
    content: Content,
    rule: LessonRules,
    access: LessonAccess,
    mine: CourseProgress,
    pass_percent: int | None,
) -> LessonState:
    return LessonState(
        content=content,
        open=access.open or content.preview,
        access=access,
        done_at=mine.done_at.get(content.id),
        optional=rule.optional,
        pass_percent=pass_percent,
        thread_id=rule.thread_id,
    )


def _closed(lesson: LessonState, *, owned: bool) -> LessonState:
    """Return a lesson of a closed course: previews and what was done stay open."""
    return replace(lesson, open=lesson.content.preview or (owned and lesson.done_at is not None))


def completed_contents(
    mine: Mapping[int, Enrolment], done: Mapping[int, Mapping[int, datetime]]
) -> set[int]:
    """Return the contents that are completed: courses, and all that is done."""
    courses = {each.course_id for each in mine.values() if each.completed_at is not None}
    return courses | {content_id for each in done.values() for content_id in each}


def rules_of(
    course_id: int,
    lessons: list[Content],
    known: Mapping[int, LessonRules],
    *,
    sequential: bool,
) -> Course:
    """Return a course as the rules see it."""
    return Course(
        course_id,
        tuple(
            Lesson(
                each.id,
                each.published_at or each.created_at,
                optional=known.get(each.id, NO_RULES).optional,
                drip=drip_of(known.get(each.id, NO_RULES)),
            )
            for each in lessons
        ),
        sequential=sequential,
    )


def drip_of(stored: LessonRules) -> Drip:
    """Return the drip that is stored."""
    match stored.drip:
        case "days":
            return Drip("days", stored.drip_days)
        case "date" if stored.drip_on is not None:
            return Drip("date", on=date.fromisoformat(stored.drip_on))
        case "previous":
            return Drip("previous")
        case _:
            return Drip()
