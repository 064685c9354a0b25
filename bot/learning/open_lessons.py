"""Which lessons of a course are open, in one pass over it.

`lesson_access` of `bot/learning/course.py` also tells why one is locked, and for that looks at all
lessons before it. A path only asks what is open, of courses with thousands of lessons.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.learning.course import Course, CourseProgress, Lesson

_NEVER = datetime.max.replace(tzinfo=UTC)


def open_lessons(
    course: Course, progress: CourseProgress, now: datetime, calendar: Sequence[bool]
) -> list[bool]:
    """Return which lessons are open to a member: what `lesson_access` says of each.

    Args:
        course: The course.
        progress: How far the member is; nothing in it is later than `now`.
        now: The time.
        calendar: Of each lesson whether its drip by days or date opens it by now.
    """
    before = _Sequence(now) if course.sequential else _Nearest(now)
    began = progress.enrolled_at or now
    found: list[bool] = []
    for lesson, by_calendar in zip(course.lessons, calendar, strict=True):
        done = progress.done_at.get(lesson.id)
        if done is not None:
            found.append(True)
        elif not by_calendar:
            found.append(False)
        elif course.sequential or lesson.drip.kind == "previous":
            found.append(before.left_open(max(lesson.published_at, began)))
        else:
            found.append(True)
        if not lesson.optional:
            before.add(lesson, done)
    return found


class _Sequence:
    """The times at which a required lesson before was there and not done.

    Attributes:
        begins, ends: Of those times, apart from each other and in order.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.begins: list[datetime] = []
        self.ends: list[datetime] = []

    def add(self, lesson: Lesson, done: datetime | None) -> None:
        """Add a required lesson; join its time with those that it touches."""
        begin, end = lesson.published_at, done or _NEVER
        if begin >= end or (self.begins and self._covers(begin, end)):
            return
        first = bisect_right(self.ends, begin)
        if first and self.ends[first - 1] == begin:
            first -= 1
        last = bisect_right(self.begins, end)
        if first < last:
            begin, end = min(begin, self.begins[first]), max(end, self.ends[last - 1])
        self.begins[first:last], self.ends[first:last] = [begin], [end]

    def _covers(self, begin: datetime, end: datetime) -> bool:
        return self.begins[-1] <= begin and end <= self.ends[-1]

    def left_open(self, since: datetime) -> bool:
        """Return whether at some time since then all that was there was done."""
        since = min(since, self._now)
        at = bisect_right(self.begins, since) - 1
        return at < 0 or max(self.ends[at], since) <= self._now


class _Nearest:
    """The required lesson that came right before, at each time.

    Attributes:
        stack: Lessons, and when they were done. Each is published after those below it, because
            one that is published after a nearer one is never the nearest.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.stack: list[tuple[datetime, datetime]] = []

    def add(self, lesson: Lesson, done: datetime | None) -> None:
        """Add a required lesson."""
        while self.stack and self.stack[-1][0] >= lesson.published_at:
            self.stack.pop()
        self.stack.append((lesson.published_at, done or _NEVER))

    def left_open(self, since: datetime) -> bool:
        """Return whether at some time since then the nearest that was there was done."""
        since = min(since, self._now)
        until: datetime | None = None  # when a nearer one was published; None: none was by now
        for published, done in reversed(self.stack):
            if published > self._now:
                continue
            reached = max(published, done, since)
            if reached <= self._now and (until is None or reached < until):
                return True
            until = published
            if until <= since:
                return False
        return True
