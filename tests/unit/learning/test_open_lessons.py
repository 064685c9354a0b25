"""Compare what is open in one pass with the rule for each lesson."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.course import Course, CourseProgress, Lesson, lesson_access
from bot.learning.drip import AT_ONCE, Drip, opens_at
from bot.learning.open_lessons import open_lessons
from tests.unit.learning.planted_courses import NOW, ZONE

DRIPS = (AT_ONCE, Drip("previous"), Drip("days", 3), Drip("days", 9))
_AGO = st.integers(1, 12)  # days


@st.composite
def _course(draw: st.DrawFn) -> tuple[Course, CourseProgress]:
    count = draw(st.integers(0, 9))
    lessons: list[Lesson] = []
    done: dict[int, datetime] = {}
    for number in range(count):
        published = draw(_AGO)
        lessons.append(
            Lesson(
                number,
                NOW - timedelta(days=published),
                optional=draw(st.booleans()),
                drip=draw(st.sampled_from(DRIPS)),
            )
        )
        if draw(st.booleans()):
            ago = draw(st.integers(0, published))
            done[number] = NOW - timedelta(days=ago)
    began = draw(st.none() | _AGO)
    enrolled = None if began is None else NOW - timedelta(days=began)
    course = Course(1, tuple(lessons), sequential=draw(st.booleans()))
    return course, CourseProgress(enrolled, done)


@given(_course())
@settings(max_examples=2_000, deadline=None)
def test_one_pass_finds_what_the_rule_says_of_each_lesson(
    drawn: tuple[Course, CourseProgress],
) -> None:
    course, progress = drawn
    calendar = [
        (opens := opens_at(one.drip, progress.enrolled_at, ZONE)) is None or opens <= NOW
        for one in course.lessons
    ]
    assert open_lessons(course, progress, NOW, calendar) == [
        lesson_access(course, at, progress, NOW, ZONE).open for at in range(len(course.lessons))
    ]
