"""All lessons of a server as columns, so that a path takes milliseconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bot.learning.course import Course, CourseProgress, required
from bot.learning.drip import Drip, opens_at
from bot.learning.open_lessons import open_lessons
from bot.learning.prerequisites import Prerequisites, with_all_before

Bools = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PathLesson:
    """What a path weighs in a lesson: its minutes, 0 if not stated, and its tags."""

    minutes: int = 0
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PathCourse:
    """A course with its tags and the lessons by id."""

    course: Course
    tags: frozenset[str] = frozenset()
    lessons: Mapping[int, PathLesson] = field(default_factory=dict[int, PathLesson])


class PathIndex:
    """The published courses of a server, in the order of its catalogue.

    A content outside of courses that is a prerequisite, or has one, is a course of one lesson, both
    with its id.
    """

    def __init__(
        self, courses: Sequence[PathCourse], prerequisites: Prerequisites, zone: ZoneInfo
    ) -> None:
        self.courses = courses
        self.prerequisites = prerequisites
        self.zone = zone
        self.position = {each.course.id: at for at, each in enumerate(courses)}
        sizes = [len(each.course.lessons) for each in courses]
        self.starts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        every = [lesson for each in courses for lesson in each.course.lessons]
        self.ids = [lesson.id for lesson in every]
        self.at = {lesson_id: at for at, lesson_id in enumerate(self.ids)}
        self.course_at = np.repeat(np.arange(len(courses)), sizes)
        self.minutes = np.array([self.lesson(at).minutes for at in range(len(every))], np.int64)
        self.needed = np.zeros(len(every), np.bool_)
        for at, each in enumerate(courses):
            ids = {lesson.id for lesson in required(each.course)}
            self.needed[self.slice(at)] = [one.id in ids for one in each.course.lessons]
        self._courses_tagged: dict[str, list[int]] = {}
        self._tagged: dict[str, Bools] = {}
        self._note_tags()
        self._dates = np.array([_first_second(one.drip.on, zone) for one in every], np.int64)
        self._days = np.array(
            [one.drip.days if one.drip.kind == "days" else 0 for one in every], np.int64
        )

    def slice(self, course_at: int) -> slice:
        """Return where a course's lessons are in the columns."""
        return slice(int(self.starts[course_at]), int(self.starts[course_at + 1]))

    def lesson(self, at: int) -> PathLesson:
        """Return what is weighed in the lesson at a position of the columns."""
        return self.courses[int(self.course_at[at])].lessons.get(self.ids[at], PathLesson())

    def open_to_beginners(self, now: datetime) -> Bools:
        """Return which lessons are open to a member who has begun no course."""
        return self._open_without_dates & (self._dates <= int(now.timestamp()))

    def open_in(self, course_at: int, progress: CourseProgress, now: datetime) -> list[bool]:
        """Return which lessons of a course are open to a member."""
        part = self.slice(course_at)
        calendar = self._dates[part] <= int(now.timestamp())
        for days in set(self._days[part].tolist()) - {0}:
            opens = opens_at(Drip("days", days), progress.enrolled_at, self.zone)
            if opens is not None and opens > now:
                calendar &= self._days[part] != days
        course = self.courses[course_at].course
        return open_lessons(course, progress, now, calendar.tolist())

    def tagged(self, tag: str) -> Bools:
        """Return which lessons have a tag, by themselves or by their course."""
        return self._tagged.get(tag, np.zeros(len(self.ids), np.bool_))

    def courses_tagged(self, tag: str) -> list[int]:
        """Return the ids of the courses that have a tag themselves."""
        return self._courses_tagged.get(tag, [])

    def course_of(self, content_id: int) -> int | None:
        """Return the course that a content is, or is a lesson of; None: it is not here."""
        if content_id in self.position:
            return content_id
        at = self.at.get(content_id)
        return None if at is None else self.courses[int(self.course_at[at])].course.id

    @cached_property
    def required(self) -> frozenset[int]:
        """What comes before anything."""
        return frozenset(one for needed in self.prerequisites.values() for one in needed)

    @cached_property
    def _between_courses(self) -> dict[int, set[int]]:
        """The prerequisites of each course, with those of its lessons."""
        found: dict[int, set[int]] = {}
        for content_id, needed in self.prerequisites.items():
            course_id = self.course_of(content_id)
            if course_id is not None:
                before = {self.course_of(one) for one in needed} - {None, course_id}
                found.setdefault(course_id, set()).update(one for one in before if one is not None)
        return found

    def before(self, course_id: int) -> list[int]:
        """Return the positions of a course and of all courses before it."""
        if course_id not in self._before:
            found = with_all_before(self._between_courses, course_id)
            self._before[course_id] = sorted(
                self.position[one] for one in found if one in self.position
            )
        return self._before[course_id]

    def _note_tags(self) -> None:
        for course_at, each in enumerate(self.courses):
            for tag in each.tags:
                self._courses_tagged.setdefault(tag, []).append(each.course.id)
                self._mask(tag)[self.slice(course_at)] = True
            for lesson_id, lesson in each.lessons.items():
                for tag in lesson.tags if lesson_id in self.at else ():
                    self._mask(tag)[self.at[lesson_id]] = True

    def _mask(self, tag: str) -> Bools:
        return self._tagged.setdefault(tag, np.zeros(len(self.ids), np.bool_))

    @cached_property
    def _before(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def _open_without_dates(self) -> Bools:
        """Return what order and days leave open; the time is after all others."""
        never_begun, now = CourseProgress(), datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
        found: list[bool] = []
        for at, each in enumerate(self.courses):
            no_days = (self._days[self.slice(at)] == 0).tolist()
            found += open_lessons(each.course, never_begun, now, no_days)
        return np.array(found, np.bool_)


def _first_second(day: date | None, zone: ZoneInfo) -> int:
    """Return when a date begins, in seconds since 1970; 0 for none."""
    return 0 if day is None else int(datetime.combine(day, time(), zone).timestamp())
