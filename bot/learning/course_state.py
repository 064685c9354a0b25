"""Read a course as it is for one member now."""

from collections.abc import Callable, Collection, Iterable, Mapping
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
)
from bot.learning.drip import Drip
from bot.learning.first_contents import NOTHING_FIRST, First, FirstContents
from bot.learning.ports import OwnedContents, ZoneOf
from data import contents, sessions
from data.contents import Content
from data.engine import Connection, Database
from data.learning import progress, quizzes, rules
from data.learning.progress import Enrolment
from data.learning.rules import LessonRules
from data.sessions import Standing

NO_RULES = LessonRules()


@dataclass(frozen=True, slots=True)
class Attend:
    """How a live session of a course is completed: by attending so many percent of it.

    `by_hand`: it is over, and the member has its recording, or nobody can see who was there.
    """

    percent: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson for one member.

    Attributes:
        open: Whether they may open it: owned, its turn, or a preview, or done before.
        access: What order and calendar say.
        unmet: What is best completed first, by its own prerequisites.
        locked_by: Those of them that lock it, because the course goes in order.
        attend: How it is completed if it is a live session; None: it is none.
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
    unmet: tuple[Content, ...] = ()
    locked_by: tuple[Content, ...] = ()
    attend: Attend | None = None


@dataclass(frozen=True, slots=True)
class CourseState:
    """A course for one member.

    Attributes:
        owned: Whether it is open to them.
        unmet: The contents that are best completed first.
        locked_by: Those of them that lock the course, because it goes in order and they have not
            begun it; what was open once stays so.
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
    locked_by: tuple[Content, ...] = ()

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
        self,
        database: Database,
        clock: Clock,
        ownership: OwnedContents,
        zone: ZoneOf,
        attended_percent: Callable[[int], int],
    ) -> None:
        self._database = database
        self._clock = clock
        self._ownership = ownership
        self._zone = zone
        self.attended_percent = attended_percent
        self._first = FirstContents(database, ownership)

    async def is_open(self, guild_id: int, user_id: int, content_id: int) -> bool:
        """Return whether a member may open a content now."""
        return await self._ownership.is_open(guild_id, user_id, content_id)

    async def course(self, guild_id: int, user_id: int, course_id: int) -> CourseState:
        """Return a course as it is for a member.

        Raises:
            UserError: There is no such course here.
        """
        owned = await self._ownership.is_open(guild_id, user_id, course_id)
        first = await self._first.of(guild_id, user_id, course_id)
        async with self._database.read_fast() as connection:
            content = await contents.get(connection, guild_id, course_id)
            if content is None or content.kind != "course" or content.state == "draft":
                raise UserError("learn-no-such-course")
            return await self._read(connection, user_id, content, first, owned=owned)

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
        self,
        connection: Connection,
        user_id: int,
        content: Content,
        first: Mapping[int, First],
        *,
        owned: bool,
    ) -> CourseState:
        guild_id, now = content.guild_id, self._clock.now()
        mine = await progress.enrolments_of(connection, guild_id, user_id)
        done = await progress.done_by(connection, guild_id, user_id)
        known = await self._lessons(connection, content, done.get(content.id, {}))
        lessons = [each for each, _ in known]
        held = await standings_of(connection, lessons)
        rule = without_gone({each.id: one for each, one in known}, held)
        sequential = await rules.is_sequential(connection, content.id)
        course = rules_of(content.id, lessons, rule, sequential=sequential)
        percents = await quizzes.pass_percents(connection, [each.id for each in lessons])
        enrolment = mine.get(content.id)
        mine_here = CourseProgress(enrolment and enrolment.enrolled_at, done.get(content.id, {}))
        pairs = zip(lessons, accesses(course, mine_here, now, self._zone(guild_id)), strict=True)
        states = [_state(one, rule[one.id], at, mine_here, percents) for one, at in pairs]
        whole = first.get(content.id, NOTHING_FIRST)
        locked_by = whole.openable if sequential and enrolment is None else ()
        closed = not owned or bool(locked_by)
        states = self._with_sessions(_all_after(states, first, sequential=sequential), held)
        if closed:
            states = [_closed(each, owned=owned) for each in states]
        return CourseState(
            content=content,
            lessons=tuple(states),
            owned=owned,
            unmet=whole.unmet,
            locked_by=locked_by,
            following=None if closed else _following(states),
            enrolment=enrolment,
            complete=_was_complete(enrolment) or is_complete(course, mine_here),
            sequential=sequential,
        )

    def _with_sessions(
        self, lessons: list[LessonState], held: Mapping[int, Standing]
    ) -> list[LessonState]:
        """Return lessons with how those that are live sessions are completed."""
        if not held:
            return lessons
        percent = self.attended_percent(lessons[0].content.guild_id)
        return [
            replace(each, attend=Attend(percent, held[each.content.id].by_hand))
            if each.content.id in held
            else each
            for each in lessons
        ]

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
    percents: Mapping[int, int],
) -> LessonState:
    return LessonState(
        content=content,
        open=access.open or content.preview,
        access=access,
        done_at=mine.done_at.get(content.id),
        optional=rule.optional,
        pass_percent=percents.get(content.id),
        thread_id=rule.thread_id,
    )


def _was_complete(enrolment: Enrolment | None) -> bool:
    return enrolment is not None and enrolment.completed_at is not None


def _all_after(
    lessons: list[LessonState], first: Mapping[int, First], *, sequential: bool
) -> list[LessonState]:
    """Return the lessons of a course with what comes first."""
    in_order = {each.content.id for each in lessons} if sequential else None
    return [_after(each, first.get(each.content.id, NOTHING_FIRST), in_order) for each in lessons]


def _after(lesson: LessonState, first: First, in_order: Collection[int] | None) -> LessonState:
    """Return a lesson with what comes first.

    Args:
        lesson: The lesson, without its prerequisites.
        first: What its own prerequisites leave unmet.
        in_order: The lessons of a course that goes in order; None: it doesn't, and nothing that
            was paid for is locked.
    """
    if not first.unmet or lesson.done_at is not None:
        return lesson
    if in_order is None:
        return replace(lesson, unmet=first.unmet)
    # Of its own lessons the order decides, or one could wait for a later one.
    locked_by = tuple(each for each in first.openable if each.id not in in_order)
    opened = lesson.content.preview or (lesson.open and not locked_by)
    return replace(lesson, unmet=first.unmet, locked_by=locked_by, open=opened)


def _following(lessons: Iterable[LessonState]) -> LessonState | None:
    """Return where a member continues: required lessons first."""
    waiting = [
        each for each in lessons if each.access.open and not each.locked_by and each.done_at is None
    ]
    return min(waiting, key=lambda each: (each.optional, bool(each.unmet)), default=None)


def _closed(lesson: LessonState, *, owned: bool) -> LessonState:
    """Return a lesson of a closed course: previews and what was done stay open."""
    return replace(lesson, open=lesson.content.preview or (owned and lesson.done_at is not None))


async def standings_of(connection: Connection, lessons: Collection[Content]) -> dict[int, Standing]:
    """Map those contents that are live sessions to what is left of them."""
    ids = [each.id for each in lessons if each.kind == "session"]
    return await sessions.standings(connection, ids) if ids else {}


def without_gone(
    known: Mapping[int, LessonRules], held: Mapping[int, Standing]
) -> dict[int, LessonRules]:
    """Return rules by which sessions that nobody can attend any more are optional."""
    gone = {one: known.get(one, NO_RULES) for one, standing in held.items() if standing.gone}
    return {**known, **{one: replace(rule, optional=True) for one, rule in gone.items()}}


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
