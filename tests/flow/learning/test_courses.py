"""Test how members go through courses."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.learning.drip import Drip
from bot.learning.prerequisites import CircleError
from bot.recommend.profile.erasure import erase_member
from data import contents
from tests.flow.learning.conftest import ALICE, BOB, GUILD, School


async def test_a_member_goes_through_a_course(school: School) -> None:
    course, (first, second, third) = await school.course()
    state = await school.learning.enter(GUILD, ALICE, course)
    assert [each.open for each in state.lessons] == [True, False, False]
    assert state.following is not None
    assert state.following.content.id == first
    with pytest.raises(UserError, match="learn-locked-after") as locked:
        await school.learning.done(GUILD, ALICE, second)
    assert locked.value.arguments == {"lesson": "Lesson 2", "first": "Lesson 1"}
    await school.complete(ALICE, [first, second])
    last = await school.learning.done(GUILD, ALICE, third)
    assert last.new
    assert last.completed
    again = await school.learning.done(GUILD, ALICE, third)
    assert not again.new
    assert not again.completed
    assert await school.learning.following(GUILD, ALICE) is None


async def test_pressing_at_once_counts_once(school: School) -> None:
    _, (first, *_) = await school.course()
    pressed = await asyncio.gather(*(school.learning.done(GUILD, ALICE, first) for _ in range(5)))
    assert sorted(each.new for each in pressed) == [False] * 4 + [True]


async def test_undo_takes_back_done_and_the_completion(school: School) -> None:
    course, lessons = await school.course(lessons=2)
    await school.complete(ALICE, lessons)
    state = await school.learning.undo(GUILD, ALICE, lessons[1])
    assert not state.complete
    assert state.following is not None
    done = await school.learning.done(GUILD, ALICE, lessons[1])
    assert done.completed
    state = await school.reader.course(GUILD, ALICE, course)
    assert state.complete


async def test_a_lesson_added_later_locks_nothing_and_keeps_the_completion(school: School) -> None:
    course, lessons = await school.course(lessons=2)
    await school.complete(ALICE, lessons[:1])
    school.clock.advance(timedelta(hours=1))
    added = await school.lesson(course, 0)
    state = await school.learning.enter(GUILD, ALICE, course)
    assert {each.content.id for each in state.lessons if each.open} == {added, *lessons}
    assert (await school.learning.done(GUILD, ALICE, lessons[1])).completed is False
    assert (await school.learning.done(GUILD, ALICE, added)).completed
    await school.lesson(course, 9)
    assert (await school.reader.course(GUILD, ALICE, course)).complete


async def test_a_member_who_comes_back_keeps_the_first_date(school: School) -> None:
    course, _ = await school.course(lessons=1, sequential=False)
    later = await school.lesson(course, 5, drip=Drip("days", 7))
    await school.learning.enter(GUILD, ALICE, course)
    with pytest.raises(UserError, match="learn-locked-until"):
        await school.learning.lesson(GUILD, ALICE, later)
    school.owners.clear()
    school.clock.advance(timedelta(days=8))
    with pytest.raises(UserError, match="learn-not-owned"):
        await school.learning.lesson(GUILD, ALICE, later)
    school.owners.add((ALICE, course))
    await school.learning.lesson(GUILD, ALICE, later)  # the days from the first date have passed


async def test_a_preview_is_open_to_everyone_but_counts_for_owners(school: School) -> None:
    course, _ = await school.course(lessons=0)
    preview = await school.lesson(course, 0, preview=True)
    await school.lesson(course, 1)
    state = await school.learning.enter(GUILD, BOB, course)
    assert [each.open for each in state.lessons] == [True, False]
    assert state.enrolment is None
    await school.learning.lesson(GUILD, BOB, preview)
    with pytest.raises(UserError, match="learn-not-owned"):
        await school.learning.done(GUILD, BOB, preview)


async def test_an_unmet_prerequisite_is_named_until_it_is_completed(school: School) -> None:
    basics, basic_lessons = await school.course("Basics", 1)
    advanced, (lesson,) = await school.course("Advanced", 1)
    await school.needs(advanced, basics)
    state = await school.learning.enter(GUILD, ALICE, advanced)
    assert [each.title for each in state.unmet] == ["Basics"]
    with pytest.raises(UserError, match="learn-unmet") as refused:
        await school.learning.lesson(GUILD, ALICE, lesson)
    assert refused.value.arguments["first"] == "Basics"
    await school.complete(ALICE, basic_lessons)
    await school.learning.lesson(GUILD, ALICE, lesson)
    with pytest.raises(CircleError) as circle:
        await school.needs(basics, advanced)
    assert circle.value.path == (basics, advanced, basics)


async def test_a_retired_lesson_no_longer_counts(school: School) -> None:
    course, (first, second) = await school.course(lessons=2)
    async with school.database.write() as connection:
        await contents.retire(connection, first, school.clock.now())
    state = await school.learning.enter(GUILD, ALICE, course)
    assert [each.content.id for each in state.lessons] == [second]
    assert (await school.learning.done(GUILD, ALICE, second)).completed


async def test_continue_leads_to_the_course_that_was_left_last(school: School) -> None:
    _, (one, two) = await school.course("One", 2)
    _, (other, _) = await school.course("Two", 2)
    await school.complete(ALICE, [one])
    school.clock.advance(timedelta(hours=1))
    await school.complete(ALICE, [other])
    school.clock.advance(timedelta(hours=1))
    await school.learning.lesson(GUILD, ALICE, two)
    following = await school.learning.following(GUILD, ALICE)
    assert following is not None
    assert following.content.id == two


async def test_a_course_left_for_a_week_is_named(school: School) -> None:
    _, lessons = await school.course("Left", 3)
    await school.complete(ALICE, lessons[:1])
    school.clock.advance(timedelta(days=6))
    assert await school.stalled.of_members(GUILD, [ALICE, BOB]) == {}
    school.clock.advance(timedelta(days=2))
    found = await school.stalled.of_members(GUILD, [ALICE, BOB])
    assert set(found) == {ALICE}
    assert (found[ALICE].course, found[ALICE].lesson) == ("Left", "Lesson 2")
    assert (found[ALICE].done, found[ALICE].total, found[ALICE].minutes) == (1, 3, 10)
    await school.complete(ALICE, lessons[1:2])
    assert await school.stalled.of_members(GUILD, [ALICE]) == {}


async def test_erasing_a_member_leaves_nothing_of_their_learning(school: School) -> None:
    course, lessons = await school.course()
    await school.complete(ALICE, lessons)
    issued = await school.certificates.issue(GUILD, ALICE, course, "Alice")
    await school.profiles.state(GUILD, ALICE, minutes=60)
    async with school.database.write() as connection:
        # What was done, the course, the certificate and the profile; and a request of each change.
        assert await erase_member(connection, GUILD, ALICE) == 3 + 1 + 1 + 1 + 4
    assert await school.certificates.verify(issued.number) is None
    state = await school.reader.course(GUILD, ALICE, course)
    assert state.enrolment is None
    assert not state.complete
