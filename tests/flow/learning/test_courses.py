"""Test how members go through courses."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.learning.drip import Drip
from bot.learning.prerequisites import CircleError
from bot.recommend.profile.erasure import erase_member
from data import content_deliveries, contents
from data.content_deliveries import ContentDelivery
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


async def test_a_circle_over_a_course_and_its_lessons_is_refused(school: School) -> None:
    basics, (basic, _) = await school.course("Basics", 2)
    advanced, (lesson, later) = await school.course("Advanced", 2)
    await school.needs(lesson, basics)
    await school.needs(lesson, basics, later)  # of its own course the order decides
    for content, needed in ((basics, advanced), (basic, lesson), (basics, basic), (basic, basics)):
        with pytest.raises(CircleError):
            await school.needs(content, needed)
    state = await school.reader.course(GUILD, ALICE, basics)
    assert state.unmet == ()


async def test_a_course_in_any_order_only_names_what_is_best_first(school: School) -> None:
    basics, basic_lessons = await school.course("Basics", 1)
    advanced, (one, two) = await school.course("Advanced", 2, sequential=False)
    essay = await school.article("Essay")
    await school.needs(advanced, basics)
    await school.needs(one, essay)
    state = await school.learning.enter(GUILD, ALICE, advanced)
    assert [each.title for each in state.unmet] == ["Basics"]
    assert state.locked_by == ()
    assert state.enrolment is not None
    assert [[each.title for each in one.unmet] for one in state.lessons] == [["Essay"], []]
    assert state.following is not None
    assert state.following.content.id == two  # nothing waits before it
    await school.learning.done(GUILD, ALICE, one)  # paid for, so it opens all the same
    state = await school.reader.course(GUILD, ALICE, advanced)
    assert [one.unmet for one in state.lessons] == [(), ()]
    await school.complete(ALICE, basic_lessons)
    assert (await school.reader.course(GUILD, ALICE, advanced)).unmet == ()


async def test_a_course_in_order_waits_for_what_a_lesson_builds_on(school: School) -> None:
    essay = await school.article("Essay")
    course, (one, two) = await school.course("Course", 2)
    await school.needs(two, essay)
    done = await school.learning.done(GUILD, ALICE, one)
    assert done.course.following is None
    waiting = await school.learning.waiting(GUILD, ALICE)
    assert waiting is not None
    assert waiting.content.id == course
    assert [each.title for each in waiting.lesson(two).locked_by] == ["Essay"]
    with pytest.raises(UserError, match="learn-locked-after") as refused:
        await school.learning.lesson(GUILD, ALICE, two)
    assert refused.value.arguments["first"] == "Essay"
    await school.finish(ALICE, essay)
    assert await school.learning.waiting(GUILD, ALICE) is None
    following = await school.learning.following(GUILD, ALICE)
    assert following is not None
    assert following.content.id == two
    await school.learning.unfinish(GUILD, ALICE, essay)
    assert await school.learning.following(GUILD, ALICE) is None


async def test_no_purchase_is_withheld_by_another(school: School) -> None:
    basics, _ = await school.course("Basics", 1, owned_by=())
    draft = await school.article("Draft", published=False)
    advanced, (lesson,) = await school.course("Advanced", 1)
    await school.needs(advanced, basics, draft)
    state = await school.learning.enter(GUILD, ALICE, advanced)
    assert [each.title for each in state.unmet] == ["Basics"]
    assert state.locked_by == ()
    await school.learning.lesson(GUILD, ALICE, lesson)


async def test_what_was_begun_stays_open_when_a_prerequisite_is_added(school: School) -> None:
    advanced, (one, _) = await school.course("Advanced", 2)
    await school.complete(ALICE, [one])
    basics, _ = await school.course("Basics", 1)
    await school.needs(advanced, basics)
    state = await school.reader.course(GUILD, ALICE, advanced)
    assert [each.title for each in state.unmet] == ["Basics"]
    assert state.following is not None


async def test_downloading_a_file_meets_a_prerequisite(school: School) -> None:
    data = await school.article("Data", kind="file")
    advanced, _ = await school.course("Advanced", 1)
    await school.needs(advanced, data)
    assert (await school.reader.course(GUILD, ALICE, advanced)).locked_by
    now = school.clock.now()
    async with school.database.write() as connection:
        await content_deliveries.record(connection, ContentDelivery(GUILD, ALICE, data, 1, now))
    assert (await school.reader.course(GUILD, ALICE, advanced)).unmet == ()
    path, _ = await school.paths.path(GUILD, ALICE)
    assert data not in {each.lesson_id for each in path.steps}


async def test_the_path_leads_over_articles_and_names_what_is_not_owned(school: School) -> None:
    essay = await school.article("Essay")
    advanced, (one, two) = await school.course("Advanced", 2, sequential=False)
    theory, _ = await school.course("Theory", 1, owned_by=())
    await school.needs(one, essay)
    await school.needs(advanced, theory)
    path, named = await school.paths.path(GUILD, ALICE)
    steps = [(each.lesson_id, each.ready, each.first) for each in path.steps if each.owned]
    assert steps == [(essay, True, ()), (one, False, (theory,)), (two, True, (theory,))]
    assert named[theory].title == "Theory"
    await school.finish(ALICE, essay)
    path, _ = await school.paths.path(GUILD, ALICE)
    assert [each.lesson_id for each in path.steps if each.owned] == [one, two]


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
