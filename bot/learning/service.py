"""Begin courses, mark lessons as done, and find where a member continues."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.errors import UserError
from bot.learning.course_state import CourseReader, CourseState, LessonState, standings_of
from data import contents
from data.contents import Content
from data.engine import Database
from data.learning import progress, quizzes

FINISHED_BY_HAND = {"article", "session"}  # the others are completed by what members do
MAX_ID_DIGITS = 18  # what a database takes in any case


@dataclass(frozen=True, slots=True)
class Done:
    """What followed from a press of *Done*: the course as it is then.

    Attributes:
        lesson_id: The lesson.
        new: Whether it was not done before.
        completed: Whether this completed the course.
    """

    course: CourseState
    lesson_id: int
    new: bool
    completed: bool


class LearningService:
    """Changes members' progress."""

    def __init__(self, database: Database, clock: Clock, courses: CourseReader) -> None:
        self._database = database
        self._clock = clock
        self._courses = courses

    async def enter(self, guild_id: int, user_id: int, course_id: int) -> CourseState:
        """Return a course for a member; their first look at one that they own begins it.

        Raises:
            UserError: There is no such course here.
        """
        course = await self._courses.course(guild_id, user_id, course_id)
        if not course.owned or course.locked_by or course.enrolment is not None:
            return course
        await self._enrol(guild_id, user_id, course_id)
        return await self._courses.course(guild_id, user_id, course_id)

    async def lesson(
        self, guild_id: int, user_id: int, lesson_id: int
    ) -> tuple[CourseState, LessonState]:
        """Return a lesson that is open to a member, with its course.

        Raises:
            UserError: It does not exist, or is locked; the sentence says what opens it.
        """
        course = await self._courses.course_of(guild_id, user_id, lesson_id)
        if course.owned and not course.locked_by:
            await self._enrol(guild_id, user_id, course.content.id)
            course = await self._courses.course(guild_id, user_id, course.content.id)
        lesson = course.lesson(lesson_id)
        check_open(course, lesson)
        return course, lesson

    async def done(self, guild_id: int, user_id: int, lesson_id: int) -> Done:
        """Mark a lesson as done; again, nothing changes.

        Raises:
            UserError: It is locked, or its quiz must be passed first.
        """
        course, lesson = await self.lesson(guild_id, user_id, lesson_id)
        if not course.owned:
            raise UserError("learn-not-owned", course=course.content.title)
        if lesson.done_at is None and lesson.attend is not None and not lesson.attend.by_hand:
            raise UserError("learn-attend", percent=lesson.attend.percent)
        if lesson.done_at is None and lesson.pass_percent is not None:
            async with self._database.read_fast() as connection:
                passed = await quizzes.has_passed(connection, guild_id, user_id, lesson_id)
            if not passed:
                raise UserError("learn-quiz-first", percent=lesson.pass_percent)
        async with self._database.write() as connection:
            new = await progress.set_done(
                connection, guild_id, user_id, lesson_id, course.content.id, self._clock.now()
            )
        return await self._conclude(guild_id, user_id, course, lesson_id, new=new)

    async def finish(self, guild_id: int, user_id: int, content_id: int) -> Content:
        """Mark a content outside of courses as done; return it.

        Raises:
            UserError: It isn't open to the member, isn't completed by hand, or is a live session,
                which is done by attending it.
        """
        content = await self._finished_by_hand(guild_id, user_id, content_id)
        async with self._database.read_fast() as connection:
            held = await standings_of(connection, [content])
        if content.id in held and not held[content.id].by_hand:
            raise UserError("learn-attend", percent=self._courses.attended_percent(guild_id))
        async with self._database.write() as connection:
            await progress.set_done(
                connection, guild_id, user_id, content_id, None, self._clock.now()
            )
        return content

    async def _finished_by_hand(self, guild_id: int, user_id: int, content_id: int) -> Content:
        """Return a content outside of courses that a member may call done."""
        if await self._courses.is_open(guild_id, user_id, content_id):
            async with self._database.read_fast() as connection:
                content = await contents.get(connection, guild_id, content_id)
            by_hand = content is not None and content.kind in FINISHED_BY_HAND
            if content is not None and by_hand and content.course_id is None:
                return content
        raise UserError("catalogue-no-such-content")

    async def attended(self, guild_id: int, user_id: int, content_id: int, at: datetime) -> None:
        """Mark a live session as done for a member who attended enough of it.

        Nothing changes if it is done already, or was not open to them.
        """
        if not await self._courses.is_open(guild_id, user_id, content_id):
            return
        async with self._database.write() as connection:
            content = await contents.get(connection, guild_id, content_id)
            if content is None:
                return
            course_id = content.course_id
            new = await progress.set_done(connection, guild_id, user_id, content_id, course_id, at)
            if course_id is not None:
                await progress.enrol(connection, guild_id, user_id, course_id, self._clock.now())
        if course_id is not None:
            course = await self._courses.course(guild_id, user_id, course_id)
            await self._conclude(guild_id, user_id, course, content_id, new=new)

    async def is_done(self, guild_id: int, user_id: int, content_id: int) -> bool:
        """Return whether a member has done a content."""
        async with self._database.read_fast() as connection:
            return bool(await progress.completed(connection, guild_id, user_id, [content_id]))

    async def unfinish(self, guild_id: int, user_id: int, content_id: int) -> Content:
        """Take back that a content outside of courses is done; return it.

        Raises:
            UserError: It isn't open to the member, or isn't completed by hand.
        """
        content = await self._finished_by_hand(guild_id, user_id, content_id)
        async with self._database.write() as connection:
            await progress.undo(connection, guild_id, user_id, content_id)
        return content

    async def undo(self, guild_id: int, user_id: int, lesson_id: int) -> CourseState:
        """Take back that a lesson is done; the course is then no longer complete.

        Raises:
            UserError: There is no such lesson here.
        """
        course = await self._courses.course_of(guild_id, user_id, lesson_id)
        async with self._database.write() as connection:
            undone = await progress.undo(connection, guild_id, user_id, lesson_id)
            if undone and not course.lesson(lesson_id).optional:
                await progress.set_completed(connection, guild_id, user_id, course.content.id, None)
        return await self._courses.course(guild_id, user_id, course.content.id)

    async def following(self, guild_id: int, user_id: int) -> LessonState | None:
        """Return where a member continues: in the course that they were last in.

        None: they have begun no course, or all that is open is done.
        """
        for course in await self.begun(guild_id, user_id):
            if course.following is not None:
                return course.following
        return None

    async def waiting(self, guild_id: int, user_id: int) -> CourseState | None:
        """Return the course begun last that waits for prerequisites; None: there is none."""
        for course in await self.begun(guild_id, user_id):
            if not course.complete and any(each.locked_by for each in course.lessons):
                return course
        return None

    async def begun(self, guild_id: int, user_id: int) -> list[CourseState]:
        """Return the courses that a member has begun and still owns, the latest first."""
        async with self._database.read_fast() as connection:
            mine = await progress.enrolments_of(connection, guild_id, user_id)
        latest = sorted(mine.values(), key=lambda each: (each.latest_at, each.course_id))
        found = [
            await self._courses.course(guild_id, user_id, each.course_id)
            for each in reversed(latest)
        ]
        return [each for each in found if each.owned]

    async def find(self, guild_id: int, typed: str, most: int) -> list[Content]:
        """Return published courses whose title contains a text, the newest first."""
        async with self._database.read_fast() as connection:
            return await contents.titled(
                connection, guild_id, typed, ("course",), ("published",), most
            )

    async def named(self, guild_id: int, named: str) -> Content:
        """Return a published course by its id, or by its title.

        Raises:
            UserError: There is none.
        """
        async with self._database.read_fast() as connection:
            if named.isdecimal() and len(named) <= MAX_ID_DIGITS:
                found = await contents.get(connection, guild_id, int(named))
                if found is not None and (found.kind, found.state) == ("course", "published"):
                    return found
            titled = await contents.of_kind(connection, guild_id, "course", 1, title=named)
        if not titled:
            raise UserError("learn-no-such-course")
        return titled[0]

    async def _enrol(self, guild_id: int, user_id: int, course_id: int) -> None:
        async with self._database.write() as connection:
            await progress.enrol(connection, guild_id, user_id, course_id, self._clock.now())

    async def _conclude(
        self, guild_id: int, user_id: int, before: CourseState, lesson_id: int, *, new: bool
    ) -> Done:
        """Store that the course is complete, if it is now."""
        course = await self._courses.course(guild_id, user_id, before.content.id)
        stored = course.enrolment is not None and course.enrolment.completed_at is not None
        completed = course.complete and not stored
        if completed:
            at = self._clock.now()
            async with self._database.write() as connection:
                await progress.set_completed(connection, guild_id, user_id, course.content.id, at)
        return Done(course, lesson_id, new=new, completed=completed)


def check_open(course: CourseState, lesson: LessonState) -> None:
    """Refuse a lesson that is locked, with what opens it.

    Raises:
        UserError: It is locked.
    """
    if lesson.open:
        return
    title = lesson.content.title
    if not course.owned:
        raise UserError("learn-not-owned", course=course.content.title)
    if course.locked_by:
        first = course.locked_by[0].title
        raise UserError("learn-unmet", course=course.content.title, first=first)
    if lesson.locked_by and not lesson.access.after:
        raise UserError("learn-locked-after", lesson=title, first=lesson.locked_by[0].title)
    if lesson.access.after:
        before = course.lesson(lesson.access.after[0]).content.title
        raise UserError("learn-locked-after", lesson=title, first=before)
    until = lesson.access.until
    if until is None or until.year >= 9999:  # noqa: PLR2004 the end of time: not begun
        raise UserError("learn-locked-begin", lesson=title)
    raise UserError("learn-locked-until", lesson=title, at=f"<t:{int(until.timestamp())}:f>")
