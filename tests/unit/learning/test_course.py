"""Compare what is open in a course with a reference that replays its history."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.learning.course import (
    Course,
    CourseProgress,
    Lesson,
    accesses,
    is_complete,
    lesson_access,
    next_lesson,
)
from bot.learning.drip import AT_ONCE, Drip

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
UTC_ZONE = ZoneInfo("UTC")
AFTER_PREVIOUS = Drip("previous")


@dataclass
class Replay:
    """Plays publishing and doing hour by hour, and remembers what was once open."""

    course: Course
    progress: CourseProgress
    opened: set[int] = field(default_factory=set)

    def run(self, until: datetime) -> set[int]:
        at = START
        while at <= until:
            self.look(at)
            at += HOUR
        return self.opened | set(self.progress.done_at)

    def look(self, at: datetime) -> None:
        there = [each for each in self.course.lessons if each.published_at <= at]
        enrolled = self.progress.enrolled_at
        if enrolled is None or enrolled > at:
            return
        for lesson in there:
            earlier = there[: there.index(lesson)]
            undone = [
                each
                for each in earlier
                if not each.optional and self.progress.done_at.get(each.id, at + HOUR) > at
            ]
            nearest = next((one for one in reversed(earlier) if not one.optional), None)
            if self.course.sequential:
                opened = not undone
            elif lesson.drip == AFTER_PREVIOUS:
                opened = nearest is None or nearest not in undone
            else:
                opened = True
            if opened:
                self.opened.add(lesson.id)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Course, CourseProgress, datetime]:
    """Draw a course whose lessons were published over a day, and what a member did of it."""
    hours = st.integers(0, 24).map(lambda hour: START + hour * HOUR)
    lessons = [
        Lesson(
            number,
            draw(hours),
            optional=draw(st.booleans()),
            drip=draw(st.sampled_from([AT_ONCE, AFTER_PREVIOUS])),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    enrolled = draw(hours)
    done = {
        lesson.id: max(draw(hours), lesson.published_at, enrolled)
        for lesson in lessons
        if draw(st.booleans())
    }
    course = Course(1, tuple(lessons), sequential=draw(st.booleans()))
    return course, CourseProgress(enrolled, done), START + 25 * HOUR


@given(history=histories())
def test_what_is_open_is_what_a_replay_of_the_history_opens(
    history: tuple[Course, CourseProgress, datetime],
) -> None:
    course, progress, now = history
    every = range(len(course.lessons))
    each = [lesson_access(course, position, progress, now, UTC_ZONE) for position in every]
    assert accesses(course, progress, now, UTC_ZONE) == each
    found = {lesson.id for lesson, access in zip(course.lessons, each, strict=True) if access.open}
    assert found == Replay(course, progress).run(now)


@given(history=histories(), spot=st.integers(0, 6))
def test_a_lesson_added_now_locks_nothing(
    history: tuple[Course, CourseProgress, datetime], spot: int
) -> None:
    course, progress, now = history
    lessons = list(course.lessons)
    lessons.insert(spot, Lesson(99, now))
    longer = Course(1, tuple(lessons), sequential=course.sequential)

    def open_in(one: Course) -> set[int]:
        return {
            lesson.id
            for position, lesson in enumerate(one.lessons)
            if lesson_access(one, position, progress, now, UTC_ZONE).open
        }

    assert open_in(course) <= open_in(longer)


@given(history=histories())
def test_what_is_locked_names_what_opens_it(
    history: tuple[Course, CourseProgress, datetime],
) -> None:
    course, progress, now = history
    for position in range(len(course.lessons)):
        access = lesson_access(course, position, progress, now, UTC_ZONE)
        if not access.open:
            assert access.after
            done = {**progress.done_at, **dict.fromkeys(access.after, now)}
            then = CourseProgress(progress.enrolled_at, done)
            assert lesson_access(course, position, then, now, UTC_ZONE).open


@given(history=histories())
def test_the_next_lesson_is_open_and_not_done(
    history: tuple[Course, CourseProgress, datetime],
) -> None:
    course, progress, now = history
    following = next_lesson(course, progress, now, UTC_ZONE)
    todo = [each for each in course.lessons if each.id not in progress.done_at]
    assert (following is None) is (not todo)  # order alone never leaves a member without a next one
    if following is not None:
        assert following in todo
        position = course.lessons.index(following)
        assert lesson_access(course, position, progress, now, UTC_ZONE).open


def test_a_course_is_complete_without_its_optional_lessons() -> None:
    course = Course(1, (Lesson(1, START), Lesson(2, START, optional=True)))
    assert is_complete(course, CourseProgress(START, {1: START}))
    assert not is_complete(course, CourseProgress(START, {2: START}))


def test_a_course_of_optional_lessons_takes_all_of_them() -> None:
    course = Course(1, (Lesson(1, START, optional=True), Lesson(2, START, optional=True)))
    assert not is_complete(course, CourseProgress(START, {1: START}))
    assert is_complete(course, CourseProgress(START, {1: START, 2: START}))


def test_an_empty_course_is_not_complete() -> None:
    assert not is_complete(Course(1, ()), CourseProgress(START))


def test_a_lesson_waits_for_its_date_and_for_the_lessons_before() -> None:
    dated = Lesson(2, START, drip=Drip("date", on=date(2026, 3, 10)))
    course = Course(1, (Lesson(1, START), dated), sequential=True)
    access = lesson_access(course, 1, CourseProgress(START), START, ZoneInfo("Asia/Shanghai"))
    assert access.until == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert access.after == (1,)
