"""Test that attending a live session completes it, as a content and in its course."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from bot.learning.authoring import save_course
from bot.learning.course_state import CourseReader
from bot.learning.service import LearningService
from bot.sessions.completion import SessionCompletion
from data import contents
from data.contents import NewContent
from data.learning import progress
from data.sessions import LiveSession
from tests.flow.sessions.conftest import ALICE, BOB, GUILD, ROOM, STAFF, START, Studio

MINUTE = timedelta(minutes=1)


@dataclass
class Owners:
    """Knows what members own: all of them the sessions and courses."""

    studio: Studio

    async def is_open(self, guild_id: int, user_id: int, content_id: int) -> bool:
        return await self.studio.is_open(guild_id, user_id, content_id)

    async def owned(self, guild_id: int, user_id: int) -> frozenset[int]:
        del guild_id, user_id
        return frozenset()


def learning_of(studio: Studio) -> LearningService:
    owners = Owners(studio)
    reader = CourseReader(
        studio.database, studio.clock, owners, lambda _: ZoneInfo("UTC"), lambda _: 50
    )
    return LearningService(studio.database, studio.clock, reader)


def completion_of(studio: Studio, percent: int = 50) -> SessionCompletion:
    attended = learning_of(studio).attended
    return SessionCompletion(
        studio.database, studio.clock, studio.recorder(), attended, lambda _: percent
    )


async def hold(studio: Studio, stays: dict[int, tuple[float, float]], minutes: float = 60) -> None:
    """Hold a session in which members stay between some minutes; count it afterwards."""
    recorder = studio.recorder()
    for minute in range(int(minutes) + 3):
        await studio.at(START + minute * MINUTE)
        for user_id, (begin, end) in stays.items():
            if minute == begin:
                await recorder.change(GUILD, user_id, None, ROOM)
            if minute == end:
                await recorder.change(GUILD, user_id, ROOM, None)
        await recorder.see()
    await completion_of(studio).run()


async def done(studio: Studio, content_id: int) -> set[int]:
    """Return who has done a content."""
    async with studio.database.read() as connection:
        return {
            user_id
            for user_id in (ALICE, BOB)
            if await progress.completed(connection, GUILD, user_id, [content_id])
        }


async def course_with(studio: Studio, repeats: str = "never") -> tuple[int, LiveSession]:
    """Publish a course that goes in order, with a session as its one lesson."""
    now = studio.clock.now()
    async with studio.database.write() as connection:
        course = await contents.add(connection, NewContent(GUILD, "course", "Rust", STAFF), now)
        await contents.publish(connection, course.id, now)
        await save_course(connection, GUILD, course.id, sequential=True)
    return course.id, await studio.add(course_id=course.id, repeats=repeats)


async def test_half_of_the_time_completes_a_session_and_less_does_not(studio: Studio) -> None:
    studio.owners = {ALICE, BOB}
    live = await studio.add()
    await hold(studio, {ALICE: (10, 40), BOB: (31, 59)})
    assert await done(studio, live.content_id) == {ALICE}


async def test_who_stays_to_the_end_counts_to_the_end(studio: Studio) -> None:
    studio.owners = {ALICE, BOB}
    live = await studio.add()
    await hold(studio, {ALICE: (30, 70), BOB: (31, 60)}, minutes=70)
    assert await done(studio, live.content_id) == {ALICE}


async def test_a_session_that_ends_early_asks_for_half_of_what_it_was(studio: Studio) -> None:
    studio.owners = {ALICE}
    live = await studio.add()
    recorder = studio.recorder()
    await studio.at(START)
    await recorder.change(GUILD, ALICE, None, ROOM)
    await recorder.see()
    await studio.at(START + 10 * MINUTE)
    await recorder.change(GUILD, ALICE, ROOM, None)
    await studio.planner.end(await studio.planner.get(GUILD, live.id), studio.clock.now())
    await completion_of(studio).run()
    assert await done(studio, live.content_id) == set()  # not settled yet
    studio.clock.time += 2 * MINUTE
    await completion_of(studio).run()
    assert await done(studio, live.content_id) == {ALICE}


async def test_what_was_taken_back_stays_so_and_a_later_share_takes_nothing(studio: Studio) -> None:
    studio.owners = {ALICE, BOB}
    live = await studio.add(repeats="daily")
    await hold(studio, {ALICE: (0, 40), BOB: (0, 40)})
    await learning_of(studio).unfinish(GUILD, ALICE, live.content_id)
    await completion_of(studio, percent=100).run()
    assert await done(studio, live.content_id) == {BOB}
    with pytest.raises(UserError, match="learn-attend"):  # there is a next one to attend
        await learning_of(studio).finish(GUILD, ALICE, live.content_id)


async def test_who_does_not_own_it_gets_nothing(studio: Studio) -> None:
    live = await studio.add(offer_id=None)
    await hold(studio, {ALICE: (0, 60)})
    assert await done(studio, live.content_id) == set()


async def test_attending_completes_the_course_of_a_session(studio: Studio) -> None:
    studio.owners = {ALICE, BOB}
    course, live = await course_with(studio, repeats="daily")
    learning = learning_of(studio)
    before = await learning.enter(GUILD, ALICE, course)
    lesson = before.lesson(live.content_id)
    assert lesson.attend is not None
    assert (lesson.attend.percent, lesson.attend.by_hand) == (50, False)
    with pytest.raises(UserError, match="learn-attend"):
        await learning.done(GUILD, ALICE, live.content_id)
    await hold(studio, {ALICE: (0, 60), BOB: (0, 20)})
    mine = await learning.enter(GUILD, ALICE, course)
    assert mine.enrolment is not None
    assert mine.enrolment.completed_at is not None
    assert not (await learning.enter(GUILD, BOB, course)).complete
    undone = await learning.undo(GUILD, ALICE, live.content_id)
    assert not undone.complete
    await completion_of(studio).run()
    assert not (await learning.enter(GUILD, ALICE, course)).complete


async def test_who_missed_a_session_works_through_its_recording(studio: Studio) -> None:
    studio.owners = {ALICE}
    course, live = await course_with(studio)
    learning = learning_of(studio)
    await learning.enter(GUILD, ALICE, course)
    await hold(studio, {})
    state = await learning.enter(GUILD, ALICE, course)
    assert state.lesson(live.content_id).optional  # nobody can attend it any more
    found = await studio.planner.get(GUILD, live.id)
    await studio.recordings.keep(found, "https://video.example/1", None)
    state = await learning.enter(GUILD, ALICE, course)
    assert not state.lesson(live.content_id).optional
    assert (await learning.done(GUILD, ALICE, live.content_id)).completed
