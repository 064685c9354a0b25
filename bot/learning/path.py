"""The learning path: a member's next steps, each with its reasons.

Steps are chosen one after another: each is the lesson with the most points among those that are
open, or that the steps before it open. Points are integers and ties go by the catalogue's order,
so the same facts always give the same path.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np

from bot.learning.course import CourseProgress, is_complete
from bot.learning.path_index import Bools, Numbers, PathIndex

MAX_STEPS = 5
MIN_FINISHERS = 20  # fewer say too little about what members like and go on to
GOAL_POINTS, TAG_POINTS, CONTINUITY_POINTS = 400, 300, 200
WENT_ON_POINTS, TASTE_POINTS, EFFORT_POINTS = 150, 100, 100

Reason = Literal["goal", "tag", "continue", "went-on", "taste", "order"]


@dataclass(frozen=True, slots=True)
class Learner:
    """What a path takes of a member.

    Attributes:
        owned: The courses that are open to them.
        progress: How far they are in the courses that they have begun.
        completed: Contents that count as prerequisites: completed courses, and all that is done.
        goal_tags: What they want to learn.
        goal_courses: The courses that they want to complete.
        minutes: What they have in a week; 0: not stated.
        latest: The course in which they last did something.
    """

    owned: Collection[int]
    progress: Mapping[int, CourseProgress] = field(default_factory=dict[int, CourseProgress])
    completed: Collection[int] = ()
    goal_tags: Collection[str] = ()
    goal_courses: Collection[int] = ()
    minutes: int = 0
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What other members' acts say.

    Attributes:
        finishers: How many have completed a course here.
        same: How many have completed what the member has completed.
        went_on: How many of those then began each course.
        taste: The recommender's score of lessons' items for the member, 0 to 1.
    """

    finishers: int = 0
    same: int = 0
    went_on: Mapping[int, int] = field(default_factory=dict[int, int])
    taste: Mapping[int, float] = field(default_factory=dict[int, float])

    @property
    def enough(self) -> bool:
        """Whether it says something."""
        return self.finishers >= MIN_FINISHERS


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step.

    Attributes:
        reasons: Why, the strongest first.
        owned: Whether the course is open to the member; otherwise it is shown as an offer.
        ready: Whether it is open now, without the steps before it.
        first: Its prerequisites that the member has not completed and can't open.
    """

    lesson_id: int
    course_id: int
    points: int
    reasons: tuple[Reason, ...]
    owned: bool = True
    ready: bool = True
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningPath:
    """The next steps. `by_order`: others' acts say too little, so they don't count."""

    steps: tuple[PathStep, ...]
    by_order: bool


def learning_path(
    index: PathIndex, learner: Learner, evidence: Evidence, now: datetime, most: int = MAX_STEPS
) -> LearningPath:
    """Return a member's next steps, at most `most`.

    Courses that the member does not own fill what is left, with one lesson each.
    """
    search = _Search(index, learner, evidence, now)
    steps: list[PathStep] = []
    while len(steps) < most and (step := search.choose(offers=False)) is not None:
        steps.append(step)
    while len(steps) < most and (step := search.choose(offers=True)) is not None:
        steps.append(step)
    return LearningPath(tuple(steps), by_order=not evidence.enough)


class _Search:
    """Chooses one step after another, as if each were done before the next."""

    def __init__(
        self, index: PathIndex, learner: Learner, evidence: Evidence, now: datetime
    ) -> None:
        self._index = index
        self._now = now
        self._completed = set(learner.completed)
        self._mine = learner.owned
        self._progress = dict(learner.progress)
        self._latest = learner.latest
        self._done = _done(index, learner)
        self._owned = np.array([each.course.id in learner.owned for each in index.courses], bool)
        self._open = index.open_to_beginners(now)
        for course_id, progress in self._progress.items():
            if course_id in index.position:
                self._reopen(index.position[course_id], progress)
        self._closed, self._offers_closed = self._waiting()
        self._now_open = self._open & ~self._closed
        self._offered: set[int] = set()
        self._parts = _parts(index, learner, evidence, self._done)
        self._points: Numbers = sum(self._parts.values()) - _effort(index, learner)

    def choose(self, *, offers: bool) -> PathStep | None:
        """Return the best step that is left; None: there is none."""
        points = self._points.copy()
        if (at := self._course_at(self._latest)) is not None:
            points[self._index.slice(at)] += CONTINUITY_POINTS
        owned = self._owned[self._index.course_at]
        closed = self._offers_closed if offers else self._closed
        free = self._open & ~closed & ~self._done & (~owned if offers else owned)
        for course_at in self._offered:
            free[self._index.slice(course_at)] = False
        if not free.any():
            return None
        best = int(np.argmax(np.where(free, points, np.iinfo(np.int64).min)))
        course_at = int(self._index.course_at[best])
        step = self._step(best, course_at, int(points[best]), owned=not offers)
        if offers:
            self._offered.add(course_at)
        else:
            self._do(best, course_at)
        return step

    def _step(self, at: int, course_at: int, points: int, *, owned: bool) -> PathStep:
        course_id = self._index.courses[course_at].course.id
        weighed: dict[Reason, int] = {name: int(part[at]) for name, part in self._parts.items()}
        if course_id == self._latest:
            weighed["continue"] = CONTINUITY_POINTS
        found: list[Reason] = [name for name in weighed if weighed[name] > 0]
        found.sort(key=lambda name: -weighed[name])
        ready, lesson_id = bool(self._now_open[at]), self._index.ids[at]
        first = tuple(sorted(self._before(lesson_id) | self._before(course_id)))
        reasons = tuple(found) or ("order",)
        return PathStep(lesson_id, course_id, points, reasons, owned, ready, first)

    def _do(self, at: int, course_at: int) -> None:
        course = self._index.courses[course_at].course
        before = self._progress.get(course.id, CourseProgress(self._now))
        done = {**before.done_at, self._index.ids[at]: self._now}
        progress = CourseProgress(before.enrolled_at or self._now, done)
        self._progress[course.id], self._latest = progress, course.id
        self._done[at] = True
        self._reopen(course_at, progress)
        new = {self._index.ids[at]}
        if is_complete(course, progress):
            new.add(course.id)
        self._completed |= new
        if new & self._index.required:
            self._closed, self._offers_closed = self._waiting()

    def _reopen(self, course_at: int, progress: CourseProgress) -> None:
        opened = self._index.open_in(course_at, progress, self._now)
        self._open[self._index.slice(course_at)] = opened

    def _before(self, content_id: int) -> set[int]:
        """Return the prerequisites of a content that are not completed."""
        return set(self._index.prerequisites.get(content_id, ())) - self._completed

    def _waiting(self) -> tuple[Bools, Bools]:
        """Return the lessons that come after others: of what is owned, and of offers.

        What the member owns does not wait for what they don't, or it would never come up.
        """
        mine, any_ = np.zeros(len(self._done), np.bool_), np.zeros(len(self._done), np.bool_)
        for content_id in self._index.prerequisites:
            unmet = self._before(content_id)
            if unmet:
                course_at = self._index.position.get(content_id)
                part = (
                    self._index.at.get(content_id, slice(0))
                    if course_at is None
                    else self._index.slice(course_at)
                )
                any_[part] = True
                if any(self._index.course_of(one) in self._mine for one in unmet):
                    mine[part] = True
        return mine, any_

    def _course_at(self, course_id: int | None) -> int | None:
        return None if course_id is None else self._index.position.get(course_id)


def _done(index: PathIndex, learner: Learner) -> Bools:
    done = np.zeros(len(index.ids), np.bool_)
    for progress in learner.progress.values():
        done[[index.at[one] for one in progress.done_at if one in index.at]] = True
    return done


def _parts(
    index: PathIndex, learner: Learner, evidence: Evidence, done: Bools
) -> dict[Reason, Numbers]:
    """Return the points of each lesson, by their reasons."""
    size = len(index.ids)
    goal, tag = np.zeros(size, np.int64), np.zeros(size, np.int64)
    went_on, taste = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for wanted in learner.goal_tags:
        tag[index.tagged(wanted)] = TAG_POINTS
    for course_id in _targets(index, learner, done):
        for course_at in index.before(course_id):
            if index.courses[course_at].course.id not in learner.completed:
                part = index.slice(course_at)
                goal[part][index.needed[part]] = GOAL_POINTS
    tag[goal > 0] = 0
    if evidence.enough:
        by_course = np.zeros(len(index.courses), np.int64)
        for course_id, count in evidence.went_on.items():
            if course_id in index.position:
                by_course[index.position[course_id]] = count
        went_on = (WENT_ON_POINTS * by_course // max(evidence.same, 1))[index.course_at]
        known = [one for one in evidence.taste if one in index.at]
        scores = np.array([evidence.taste[one] for one in known], np.float64)
        taste[[index.at[one] for one in known]] = np.rint(TASTE_POINTS * scores)
    return {"goal": goal, "tag": tag, "went-on": went_on, "taste": taste}


def _targets(index: PathIndex, learner: Learner, done: Bools) -> list[int]:
    """Return the courses that reach the goals: for a tag, the nearest one."""
    left = np.bincount(index.course_at[index.needed & ~done], minlength=len(index.courses))
    targets = [one for one in learner.goal_courses if one in index.position]
    for tag in sorted(learner.goal_tags):
        with_tag = index.courses_tagged(tag)
        if with_tag and not any(one in learner.completed for one in with_tag):
            targets.append(min(with_tag, key=lambda one: _distance(index, learner, left, one)))
    return targets


def _distance(
    index: PathIndex, learner: Learner, left: Numbers, course_id: int
) -> tuple[bool, int, int]:
    """Return what orders courses: whether one must be bought, and lessons left."""
    before = [
        at for at in index.before(course_id) if index.courses[at].course.id not in learner.completed
    ]
    missing = any(index.courses[at].course.id not in learner.owned for at in before)
    return missing, int(left[before].sum()), index.position[course_id]


def _effort(index: PathIndex, learner: Learner) -> Numbers:
    """Return the points that a lesson loses by taking longer than a week's time."""
    if not learner.minutes:
        return np.zeros(len(index.ids), np.int64)
    over = np.maximum(index.minutes - learner.minutes, 0)
    return np.minimum(EFFORT_POINTS * over // learner.minutes, EFFORT_POINTS)
