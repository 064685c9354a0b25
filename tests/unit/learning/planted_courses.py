"""A server's courses with planted prerequisites and skills, and learners of them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.learning.course import Course, CourseProgress, Lesson, is_complete, next_lesson
from bot.learning.drip import AT_ONCE, Drip
from bot.learning.path import Evidence, Learner
from bot.learning.path_index import PathCourse, PathIndex, PathLesson
from bot.learning.prerequisites import Prerequisites

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
TAGS = ("python", "rust", "design", "sql", "ops")
DRIPS = (
    AT_ONCE,
    AT_ONCE,
    AT_ONCE,
    Drip("previous"),
    Drip("days", 7),
    Drip("date", on=date(2026, 10, 1)),
    Drip("date", on=date(2026, 12, 1)),
)


@dataclass(frozen=True)
class PlantedWorld:
    """The courses, and their index."""

    courses: list[PathCourse]
    prerequisites: Prerequisites
    index: PathIndex


def plant(
    seed: int, *, courses: int, lessons: int, dripping: bool = True, by_lesson: bool = False
) -> PlantedWorld:
    """Return courses of about so many lessons; each needs up to two earlier numbers.

    With `by_lesson`, some of their lessons need others, too.
    """
    chance = Random(seed)  # noqa: S311 a repeatable world
    made = [_course(chance, one, lessons, dripping=dripping) for one in range(1, courses + 1)]
    needs = {
        course_id: chance.sample(
            range(1, course_id), min(course_id - 1, chance.choice([0, 0, 1, 2]))
        )
        for course_id in range(1, courses + 1)
    }
    for each in made if by_lesson else ():  # lessons of it need lessons of earlier numbers
        for lesson in each.course.lessons:
            if each.course.id > 1 and chance.random() < 0.15:
                before = made[chance.randrange(each.course.id - 1)].course.lessons
                needs[lesson.id] = [chance.choice(before).id]
    chance.shuffle(made)  # the catalogue's order says nothing of what comes first
    return PlantedWorld(made, needs, PathIndex(made, needs, ZONE))


def _course(chance: Random, course_id: int, lessons: int, *, dripping: bool) -> PathCourse:
    ids = [1000 * course_id + at for at in range(chance.randint(max(1, lessons // 2), lessons))]
    rules = tuple(
        Lesson(
            one,
            NOW - timedelta(days=chance.choice([90, 90, 90, 20])),
            optional=chance.random() < 0.2,
            drip=chance.choice(DRIPS) if dripping else AT_ONCE,
        )
        for one in ids
    )
    about = {
        one: PathLesson(
            chance.choice([0, 5, 30, 200]), frozenset(chance.sample(TAGS, chance.choice([0, 1])))
        )
        for one in ids
    }
    tags = frozenset(chance.sample(TAGS, chance.choice([0, 1, 2])))
    return PathCourse(Course(course_id, rules, sequential=chance.random() < 0.6), tags, about)


def learner_of(world: PlantedWorld, seed: int) -> Learner:
    """Return a member who has done some lessons in an order that was open to them."""
    chance = Random(seed)  # noqa: S311 a repeatable world
    ids = [each.course.id for each in world.courses]
    owned = frozenset(one for one in ids if chance.random() < 0.7)
    learner = Learner(
        owned,
        goal_tags=frozenset(chance.sample(TAGS, chance.choice([0, 1, 2]))),
        goal_courses=frozenset(chance.sample(ids, min(len(ids), chance.choice([0, 0, 1])))),
        minutes=chance.choice([0, 20, 60]),
    )
    at = NOW - timedelta(days=40)
    for _ in range(chance.randint(0, 25)):
        open_ones = [
            each.course
            for each in world.courses
            if each.course.id in owned
            and set(world.prerequisites.get(each.course.id, ())) <= set(learner.completed)
            and not any(one.id in world.prerequisites for one in each.course.lessons)
        ]
        if open_ones:
            at += timedelta(days=1)
            learner = do_next(learner, chance.choice(open_ones), at)
    return learner


def do_next(learner: Learner, course: Course, at: datetime) -> Learner:
    """Return the member after the next lesson of a course, if one is open at that time."""
    progress = learner.progress.get(course.id, CourseProgress(at))
    lesson = next_lesson(course, progress, at, ZONE)
    if lesson is None or lesson.published_at > at:
        return learner
    return with_done(learner, course, lesson.id, at)


def with_done(learner: Learner, course: Course, lesson_id: int, at: datetime) -> Learner:
    """Return the member after a lesson."""
    before = learner.progress.get(course.id, CourseProgress(at))
    progress = CourseProgress(before.enrolled_at or at, {**before.done_at, lesson_id: at})
    completed = {*learner.completed, lesson_id}
    if is_complete(course, progress):
        completed.add(course.id)
    known = {**learner.progress, course.id: progress}
    return replace(learner, progress=known, completed=completed, latest=course.id)


def evidence_of(world: PlantedWorld, seed: int) -> Evidence:
    """Return what others did: too few of them, or enough."""
    chance = Random(seed)  # noqa: S311 a repeatable world
    same = chance.randint(0, 60)
    ids = [each.course.id for each in world.courses]
    return Evidence(
        finishers=chance.choice([0, 19, 20, 300]),
        same=same,
        went_on={one: chance.randint(0, same) for one in ids if chance.random() < 0.5},
        taste={one: chance.random() for one in world.index.ids if chance.random() < 0.3},
    )
