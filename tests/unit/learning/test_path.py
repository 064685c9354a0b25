"""Compare learning paths with brute force, and with the order of the catalogue."""

from dataclasses import dataclass, replace
from statistics import fmean, stdev

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.course import Course, CourseProgress, Lesson, lesson_access
from bot.learning.path import Evidence, Learner, LearningPath, PathStep, Reason, learning_path
from bot.learning.path_index import PathCourse
from tests.unit.learning.planted_courses import (
    NOW,
    ZONE,
    PlantedWorld,
    evidence_of,
    learner_of,
    plant,
    with_done,
)


@dataclass
class BruteForce:
    """Weighs every lesson at each step, from the rules as they are written in the docs."""

    world: PlantedWorld
    start: Learner
    evidence: Evidence

    def path(self) -> list[PathStep]:
        steps: list[PathStep] = []
        learner, offered = self.start, set[int]()
        for offers in (False, True):
            while len(steps) < 5:
                found = [
                    (points, reasons, each, lesson)
                    for each in self.world.courses
                    for at, lesson in enumerate(each.course.lessons)
                    if (each.course.id not in learner.owned) is offers
                    and each.course.id not in offered
                    and self.is_next(learner, each.course, at, offers=offers)
                    for points, reasons in [self.weigh(learner, each, lesson)]
                ]
                if not found:
                    break
                points, reasons, each, lesson = max(found, key=lambda one: one[0])
                at = each.course.lessons.index(lesson)
                ready = self.is_next(self.start, each.course, at, offers=False)
                first = tuple(sorted(self.unmet(learner, each.course, at)))
                steps.append(
                    PathStep(lesson.id, each.course.id, points, reasons, not offers, ready, first)
                )
                if offers:
                    offered.add(each.course.id)
                else:
                    learner = with_done(learner, each.course, lesson.id, NOW)
        return steps

    def unmet(self, learner: Learner, course: Course, at: int) -> set[int]:
        needed = self.world.prerequisites
        before = {*needed.get(course.id, ()), *needed.get(course.lessons[at].id, ())}
        return before - set(learner.completed)

    def is_next(self, learner: Learner, course: Course, at: int, *, offers: bool) -> bool:
        unmet = self.unmet(learner, course, at)
        if any(offers or self.course_of(one) in learner.owned for one in unmet):
            return False
        progress = learner.progress.get(course.id, CourseProgress())
        if course.lessons[at].id in progress.done_at:
            return False
        return lesson_access(course, at, progress, NOW, ZONE).open

    def weigh(
        self, learner: Learner, each: PathCourse, lesson: Lesson
    ) -> tuple[int, tuple[Reason, ...]]:
        about, course = each.lessons[lesson.id], each.course
        parts: dict[Reason, int] = {"goal": 0, "tag": 0, "went-on": 0, "taste": 0}
        if lesson.id in self.leading_to_goals():
            parts["goal"] = 400
        elif (each.tags | about.tags) & set(self.start.goal_tags):
            parts["tag"] = 300
        if self.evidence.finishers >= 20:
            count = self.evidence.went_on.get(course.id, 0)
            parts["went-on"] = 150 * count // max(1, self.evidence.same)
            parts["taste"] = round(100 * self.evidence.taste.get(lesson.id, 0.0))
        if course.id == learner.latest:
            parts["continue"] = 200
        names: list[Reason] = [name for name, part in parts.items() if part > 0]
        names.sort(key=lambda name: -parts[name])
        effort = 0
        if learner.minutes:
            over = max(0, about.minutes - learner.minutes)
            effort = min(100, 100 * over // learner.minutes)
        return sum(parts.values()) - effort, tuple(names) or ("order",)

    def leading_to_goals(self) -> set[int]:
        targets = set(self.start.goal_courses)
        for tag in self.start.goal_tags:
            fitting = [each for each in self.world.courses if tag in each.tags]
            if not any(each.course.id in self.start.completed for each in fitting) and fitting:
                targets.add(min(fitting, key=self.far).course.id)
        return {one for target in targets for one in self.todo(target)}

    def far(self, each: PathCourse) -> tuple[bool, int]:
        """Order courses: those that can be reached without buying first, then the shortest."""
        return (
            any(
                one not in self.start.owned
                for one in self.all_before(each.course.id)
                if one not in self.start.completed
            ),
            len(
                [
                    one
                    for one in self.todo(each.course.id)
                    if not any(one in each.done_at for each in self.start.progress.values())
                ]
            ),
        )

    def todo(self, target: int) -> list[int]:
        found: list[int] = []
        for each in self.world.courses:
            if each.course.id in self.all_before(target) - set(self.start.completed):
                needed = [one for one in each.course.lessons if not one.optional]
                found += [one.id for one in needed or each.course.lessons]
        return found

    def all_before(self, target: int) -> set[int]:
        found = {target}
        (course,) = [each.course for each in self.world.courses if each.course.id == target]
        for content in (target, *(lesson.id for lesson in course.lessons)):
            for one in self.world.prerequisites.get(content, ()):
                found |= self.all_before(self.course_of(one))
        return found

    def course_of(self, content: int) -> int:
        return content if content < 1000 else content // 1000


def path_of(world: PlantedWorld, learner: Learner, evidence: Evidence) -> LearningPath:
    return learning_path(world.index, learner, evidence, NOW)


@given(seed=st.integers(0, 10**6), courses=st.integers(0, 7), lessons=st.integers(1, 6))
@settings(deadline=None)
def test_a_path_equals_brute_force(seed: int, courses: int, lessons: int) -> None:
    world = plant(seed, courses=courses, lessons=lessons, by_lesson=True)
    learner, evidence = learner_of(world, seed), evidence_of(world, seed)
    found = path_of(world, learner, evidence)
    assert list(found.steps) == BruteForce(world, learner, evidence).path()
    assert found.by_order is (evidence.finishers < 20)
    again = plant(seed, courses=courses, lessons=lessons, by_lesson=True)
    assert found == path_of(again, learner, evidence)


def test_500_learners_of_20_courses_get_only_what_they_can_do() -> None:
    world = plant(7, courses=20, lessons=12)
    courses = {each.course.id: each.course for each in world.courses}
    offers = ahead = named = 0
    for seed in range(500):
        learner, evidence = learner_of(world, seed), evidence_of(world, seed)
        if seed % 4 == 0:  # members with one course also get offers
            learner = replace(learner, owned=frozenset(sorted(learner.owned)[:1]))
        steps = path_of(world, learner, evidence).steps
        if seed % 5 == 0:  # it takes most of the time
            assert list(steps) == BruteForce(world, learner, evidence).path()
        then = learner
        for step in steps:
            course = courses[step.course_id]
            at = [lesson.id for lesson in course.lessons].index(step.lesson_id)
            done = then.progress.get(course.id, CourseProgress())
            assert step.lesson_id not in done.done_at
            unmet = set(world.prerequisites[course.id]) - set(then.completed)
            assert set(step.first) == unmet
            assert not unmet & set(learner.owned)
            assert step.owned or not unmet
            assert lesson_access(course, at, done, NOW, ZONE).open
            assert step.owned is (step.course_id in learner.owned)
            ahead += not step.ready
            if step.owned:
                then = with_done(then, course, step.lesson_id, NOW)
            offers += not step.owned
            named += bool(step.first)
    assert offers > 100
    assert named > 100
    assert ahead > 100


def test_a_stated_goal_is_reached_in_fewer_steps_than_by_catalogue_order() -> None:
    """The mean of steps saved, with its 95 % interval, over members with one goal each."""
    world = plant(11, courses=20, lessons=8, dripping=False)
    ids = [each.course.id for each in world.courses]
    saved: list[int] = []
    for goal in ids:
        by_path = _steps_to(world, Learner(ids, goal_courses=[goal]), goal)
        by_order = _steps_to(world, Learner(ids), goal)
        saved.append(by_order - by_path)
        assert by_path == len(BruteForce(world, Learner(ids), Evidence()).todo(goal))  # the least
    half = 1.96 * stdev(saved) / len(saved) ** 0.5
    assert fmean(saved) - half > 1


def _steps_to(world: PlantedWorld, learner: Learner, goal: int) -> int:
    courses = {each.course.id: each.course for each in world.courses}
    for count in range(1, 10_000):
        step = learning_path(world.index, learner, Evidence(), NOW, most=1).steps[0]
        learner = with_done(learner, courses[step.course_id], step.lesson_id, NOW)
        if goal in learner.completed:
            return count
    raise AssertionError("never reached")
