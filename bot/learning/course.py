"""What is open in a course, what comes next, and when it is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.learning.drip import AT_ONCE, Drip, opens_at


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson as the rules see it.

    Attributes:
        published_at: When it was first published: it does not lock members who were past it.
        optional: Whether the course is complete without it.
    """

    id: int
    published_at: datetime
    optional: bool = False
    drip: Drip = AT_ONCE


@dataclass(frozen=True, slots=True)
class Course:
    """A course as the rules see it.

    Attributes:
        lessons: The published lessons, in their order.
        sequential: Whether each lesson that is not optional must be done before the next ones.
    """

    id: int
    lessons: tuple[Lesson, ...]
    sequential: bool = False


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """How far a member is.

    Attributes:
        enrolled_at: When they first began; None: they have not.
        done_at: The lessons that are done, and since when.
    """

    enrolled_at: datetime | None = None
    done_at: Mapping[int, datetime] = field(default_factory=dict[int, datetime])


@dataclass(frozen=True, slots=True)
class LessonAccess:
    """Whether a lesson is open, and if not, why.

    Attributes:
        until: When the calendar opens it; None: it doesn't decide.
        after: The lessons that must be done before it.
    """

    open: bool
    until: datetime | None = None
    after: tuple[int, ...] = ()


OPEN = LessonAccess(open=True)


def lesson_access(
    course: Course, position: int, progress: CourseProgress, now: datetime, zone: ZoneInfo
) -> LessonAccess:
    """Return whether the lesson at a position, from 0, is open to a member.

    A lesson that is done stays open. One that was open stays so when another is added before it,
    because the member may be in the middle of it.
    """
    lesson = course.lessons[position]
    if lesson.id in progress.done_at:
        return OPEN
    until = opens_at(lesson.drip, progress.enrolled_at, zone)
    if until is not None and until <= now:
        until = None
    missing = _missing(course, position, progress, now)
    if until is None and not missing:
        return OPEN
    return LessonAccess(open=False, until=until, after=missing)


def accesses(
    course: Course, progress: CourseProgress, now: datetime, zone: ZoneInfo
) -> list[LessonAccess]:
    """Return what `lesson_access` returns for each lesson, in one pass."""
    began = progress.enrolled_at or now
    if any(each.published_at > began for each in course.lessons):
        every = range(len(course.lessons))
        return [lesson_access(course, position, progress, now, zone) for position in every]
    found: list[LessonAccess] = []
    undone: tuple[int, ...] = ()
    nearest: tuple[int, ...] = ()  # the required one before, if it is not done
    for lesson in course.lessons:
        done = lesson.id in progress.done_at
        after = undone if course.sequential else nearest if lesson.drip.kind == "previous" else ()
        until = opens_at(lesson.drip, progress.enrolled_at, zone)
        until = None if until is None or until <= now else until
        locked = not done and (after or until is not None)
        found.append(LessonAccess(open=False, until=until, after=after) if locked else OPEN)
        if not lesson.optional:
            nearest = () if done else (lesson.id,)
            undone += nearest
    return found


def required(course: Course) -> tuple[Lesson, ...]:
    """Return the lessons that complete a course: all, if every one is optional."""
    return tuple(each for each in course.lessons if not each.optional) or course.lessons


def is_complete(course: Course, progress: CourseProgress) -> bool:
    """Return whether a member has done all that is required; an empty course never is."""
    needed = required(course)
    return bool(needed) and all(each.id in progress.done_at for each in needed)


def next_lesson(
    course: Course, progress: CourseProgress, now: datetime, zone: ZoneInfo
) -> Lesson | None:
    """Return the first open lesson that is not done, required ones first."""
    found = accesses(course, progress, now, zone)
    waiting = [
        lesson
        for lesson, access in zip(course.lessons, found, strict=True)
        if access.open and lesson.id not in progress.done_at
    ]
    return min(waiting, key=lambda lesson: lesson.optional, default=None)


def _missing(
    course: Course, position: int, progress: CourseProgress, now: datetime
) -> tuple[int, ...]:
    """Return the lessons that must be done before this one; none if it was once open."""
    lesson = course.lessons[position]
    if not course.sequential and lesson.drip.kind != "previous":
        return ()
    before = [each for each in course.lessons[:position] if not each.optional]
    began = max(lesson.published_at, progress.enrolled_at or now)
    found = _missing_at(course, before, progress, now)
    if not found or all(each.published_at <= began for each in before):
        return found
    # It can only have opened when it was there, or when one before it was done.
    done = [progress.done_at[each.id] for each in before if each.id in progress.done_at]
    for moment in (min(began, now), *(at for at in done if began <= at <= now)):
        if not _missing_at(course, before, progress, moment):
            return ()
    return found


def _missing_at(
    course: Course, before: Sequence[Lesson], progress: CourseProgress, moment: datetime
) -> tuple[int, ...]:
    there = [each for each in before if each.published_at <= moment]
    asked = there if course.sequential else there[-1:]
    return tuple(
        each.id
        for each in asked
        if each.id not in progress.done_at or progress.done_at[each.id] > moment
    )
