"""Compare what is open in one pass with the rule for each lesson."""

from datetime import datetime, timedelta
from random import Random

from bot.learning.course import Course, CourseProgress, Lesson, lesson_access
from bot.learning.drip import AT_ONCE, Drip, opens_at
from bot.learning.open_lessons import open_lessons
from tests.unit.learning.planted_courses import NOW, ZONE

DRIPS = (AT_ONCE, Drip("previous"), Drip("days", 3), Drip("days", 9))
COURSES = 10_000


def _course(chance: Random) -> tuple[Course, CourseProgress]:
    lessons: list[Lesson] = []
    done: dict[int, datetime] = {}
    for number in range(chance.randint(0, 9)):
        published = chance.randint(1, 12)  # days ago
        lessons.append(
            Lesson(
                number,
                NOW - timedelta(days=published),
                optional=chance.random() < 0.5,
                drip=chance.choice(DRIPS),
            )
        )
        if chance.random() < 0.5:
            done[number] = NOW - timedelta(days=chance.randint(0, published))
    began = chance.choice([None, *range(1, 13)])
    enrolled = None if began is None else NOW - timedelta(days=began)
    course = Course(1, tuple(lessons), sequential=chance.random() < 0.5)
    return course, CourseProgress(enrolled, done)


def test_one_pass_finds_what_the_rule_says_of_each_lesson() -> None:
    chance = Random(1)  # noqa: S311 the same courses each time
    for _ in range(COURSES):
        course, progress = _course(chance)
        calendar = [
            (opens := opens_at(one.drip, progress.enrolled_at, ZONE)) is None or opens <= NOW
            for one in course.lessons
        ]
        assert open_lessons(course, progress, NOW, calendar) == [
            lesson_access(course, at, progress, NOW, ZONE).open for at in range(len(course.lessons))
        ]
