"""Test quizzes, the spaced review, certificates and the stored path."""

from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.learning.authoring import save_lesson
from bot.learning.drip import AT_ONCE
from bot.learning.quiz import Quiz
from bot.learning.quiz_score import Given
from tests.flow.learning.conftest import ALICE, BOB, GUILD, QUIZ, School

RIGHT: list[Given] = [[1], "3", "ada"]


async def take(school: School, lesson: int, answers: list[Given]) -> bool:
    state = await school.quizzes.begin(GUILD, ALICE, lesson)
    for position, given in enumerate(answers):
        assert state.at == position
        state = await school.quizzes.answer(GUILD, ALICE, state.attempt.id, position, given)
    assert state.result is not None
    return state.result.passed


async def test_a_lesson_with_a_quiz_is_done_by_passing_it(school: School) -> None:
    course, _ = await school.course(lessons=0)
    lesson = await school.lesson(course, 0, quiz=QUIZ)
    with pytest.raises(UserError, match="learn-quiz-first"):
        await school.learning.done(GUILD, ALICE, lesson)
    assert not await take(school, lesson, [[0], "4", "Ada"])
    assert not (await school.reader.course(GUILD, ALICE, course)).complete
    assert await take(school, lesson, [[1], "4", "Ada"])
    assert (await school.reader.course(GUILD, ALICE, course)).complete
    await school.learning.undo(GUILD, ALICE, lesson)
    await school.learning.done(GUILD, ALICE, lesson)  # what was passed stays passed


async def test_an_attempt_goes_on_where_it_was_left(school: School) -> None:
    course, _ = await school.course(lessons=0)
    lesson = await school.lesson(course, 0, quiz=QUIZ)
    begun = await school.quizzes.begin(GUILD, ALICE, lesson)
    await school.quizzes.answer(GUILD, ALICE, begun.attempt.id, 0, [1])
    again = await school.quizzes.begin(GUILD, ALICE, lesson)
    assert (again.attempt.id, again.at) == (begun.attempt.id, 1)
    twice = await school.quizzes.answer(GUILD, ALICE, begun.attempt.id, 0, [0])
    assert twice.attempt.answers == [[1], None, None]
    with pytest.raises(UserError, match="learn-answer-number"):
        await school.quizzes.answer(GUILD, ALICE, begun.attempt.id, 1, "three")
    with pytest.raises(UserError, match="learn-attempt-gone"):
        await school.quizzes.answer(GUILD, BOB, begun.attempt.id, 1, "3")


async def test_a_changed_quiz_is_begun_again(school: School) -> None:
    course, _ = await school.course(lessons=0)
    lesson = await school.lesson(course, 0, quiz=QUIZ)
    begun = await school.quizzes.begin(GUILD, ALICE, lesson)
    async with school.database.write() as connection:
        shorter = Quiz(QUIZ.questions[:1])
        await save_lesson(
            connection, GUILD, course, lesson, optional=False, drip=AT_ONCE, quiz=shorter
        )
    with pytest.raises(UserError, match="learn-quiz-changed"):
        await school.quizzes.answer(GUILD, ALICE, begun.attempt.id, 0, [1])
    assert await take(school, lesson, [[1]])


async def test_questions_come_again_three_a_day(school: School) -> None:
    course, _ = await school.course(lessons=0, sequential=False)
    lessons = [await school.lesson(course, at, quiz=QUIZ) for at in range(2)]
    await take(school, lessons[0], RIGHT)
    assert (await school.review.state(GUILD, ALICE)).next_at is None  # nobody asked for it
    await school.review.set_wanted(GUILD, ALICE, wanted=True)
    await take(school, lessons[1], [[0], "3", "Ada"])
    state = await school.review.state(GUILD, ALICE)
    assert state.question is None
    school.clock.advance(timedelta(days=30))
    for left in (3, 2, 1):
        state = await school.review.state(GUILD, ALICE)
        assert state.left == left
        asked = state.question
        assert asked is not None
        given: Given = RIGHT[asked.position]
        reviewed = await school.review.answer(GUILD, ALICE, asked.lesson_id, asked.position, given)
        assert reviewed.right
        assert reviewed.next_at > school.clock.now() + timedelta(days=1)
    assert (await school.review.state(GUILD, ALICE)).question is None
    with pytest.raises(UserError, match="learn-review-gone"):
        await school.review.answer(GUILD, ALICE, asked.lesson_id, asked.position, given)
    school.clock.advance(timedelta(days=1))
    assert (await school.review.state(GUILD, ALICE)).left == 3
    await school.review.set_wanted(GUILD, ALICE, wanted=False)
    assert (await school.review.state(GUILD, ALICE)).next_at is None


async def test_a_wrong_answer_comes_again_sooner(school: School) -> None:
    course, _ = await school.course(lessons=0)
    lesson = await school.lesson(course, 0, quiz=QUIZ)
    await school.review.set_wanted(GUILD, ALICE, wanted=True)
    await take(school, lesson, RIGHT)
    school.clock.advance(timedelta(days=10))
    good = await school.review.answer(GUILD, ALICE, lesson, 0, [1])
    bad = await school.review.answer(GUILD, ALICE, lesson, 1, "4")
    assert (good.right, bad.right) == (True, False)
    assert bad.next_at < good.next_at


async def test_a_certificate_can_be_checked_and_revoked(school: School) -> None:
    course, lessons = await school.course("Python", 2)
    with pytest.raises(UserError, match="learn-not-complete"):
        await school.certificates.issue(GUILD, ALICE, course, "Alice")
    await school.complete(ALICE, lessons)
    with pytest.raises(UserError, match="learn-certificate-name"):
        await school.certificates.issue(GUILD, ALICE, course, "\u202eecilA")
    first = await school.certificates.issue(GUILD, ALICE, course, "Alice")
    renamed = await school.certificates.issue(GUILD, ALICE, course, " 爱丽丝  L. ")
    assert (renamed.number, renamed.name) == (first.number, "爱丽丝 L.")
    plain = first.number.lower().replace("-", "").replace("0", "o").replace("1", "l")
    found = await school.certificates.verify(plain)
    assert found is not None
    assert (found.name, found.course) == ("爱丽丝 L.", "Python")
    altered = first.number[:-1] + ("0" if first.number[-1] != "0" else "1")
    assert await school.certificates.verify(altered) is None
    with pytest.raises(UserError, match="learn-certificate-unknown"):
        await school.certificates.revoke(GUILD + 1, BOB, first.number)
    await school.certificates.revoke(GUILD, BOB, first.number)
    assert await school.certificates.verify(first.number) is None
    with pytest.raises(UserError, match="learn-certificate-revoked"):
        await school.certificates.issue(GUILD, ALICE, course, "Alice")


async def test_a_path_from_what_is_stored(school: School) -> None:
    basics, basic_lessons = await school.course("Basics", 1)
    await school.course("Other", 3)
    goal, (lesson,) = await school.course("Rust", 1, tags=["rust"])
    offer, _ = await school.course("Extra", 1, owned_by=())
    await school.needs(goal, basics)
    await school.profiles.state(GUILD, ALICE, goal_tags=["rust", "unknown"], minutes=30)
    assert (await school.profiles.get(GUILD, ALICE)).goal_tags == ("rust",)
    path, named = await school.paths.path(GUILD, ALICE)
    assert [step.lesson_id for step in path.steps[:2]] == [*basic_lessons, lesson]
    assert [step.ready for step in path.steps[:2]] == [True, False]
    assert [step.reasons[0] for step in path.steps[:2]] == ["goal", "goal"]
    assert path.by_order
    assert len(path.steps) == 5
    assert all(step.owned for step in path.steps)
    assert offer not in named
    assert {named[step.course_id].title for step in path.steps} == {"Basics", "Rust", "Other"}
