"""A server with courses, and members who own what a test says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.learning.authoring import save_course, save_lesson, save_prerequisites
from bot.learning.certificate_service import CertificateService
from bot.learning.course_state import CourseReader
from bot.learning.drip import AT_ONCE, Drip
from bot.learning.path_service import PathService
from bot.learning.profile_service import ProfileService
from bot.learning.quiz import ChoiceQuestion, NumberQuestion, Quiz, TextQuestion
from bot.learning.quiz_service import QuizService
from bot.learning.review import ReviewService
from bot.learning.service import LearningService
from bot.learning.stalled import StalledReminders
from data import contents
from data.contents import Kind, NewContent
from data.engine import Database
from tests.clocks import HandClock

GUILD, AUTHOR, ALICE, BOB = 10, 20, 30, 31
ZONE = ZoneInfo("Europe/Berlin")
QUIZ = Quiz(
    (
        ChoiceQuestion("Which?", ("no", "yes"), frozenset({1})),
        NumberQuestion("How many?", Decimal(3)),
        TextQuestion("Who?", ("Ada",)),
    ),
    60,
)


async def no_taste(_guild: int, _user: int, _threads: Collection[int]) -> Mapping[int, float]:
    """Know nothing of what members like."""
    return {}


@dataclass
class School:
    """The services of learning on a database."""

    database: Database
    clock: HandClock
    owners: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])

    def __post_init__(self) -> None:
        self.reader = CourseReader(self.database, self.clock, self, lambda _: ZONE, lambda _: 50)
        self.learning = LearningService(self.database, self.clock, self.reader)
        self.review = ReviewService(self.database, self.clock, lambda _: ZONE)
        self.quizzes = QuizService(self.database, self.clock, self.learning, self.review)
        self.paths = PathService(self.database, self.clock, self, no_taste, lambda _: ZONE)
        self.profiles = ProfileService(self.database, self.clock, lambda _: ("Developer", "Other"))
        self.certificates = CertificateService(self.database, self.clock, self.reader)
        self.stalled = StalledReminders(self.database, self.clock, self.learning, lambda _: 7)

    async def is_open(self, guild_id: int, user_id: int, content_id: int) -> bool:
        return (user_id, content_id) in self.owners

    async def owned(self, guild_id: int, user_id: int) -> frozenset[int]:
        return frozenset(content for user, content in self.owners if user == user_id)

    async def course(
        self,
        title: str = "Course",
        lessons: int = 3,
        *,
        sequential: bool = True,
        tags: Collection[str] = (),
        owned_by: Collection[int] = (ALICE,),
    ) -> tuple[int, list[int]]:
        """Publish a course; return its id and its lessons'."""
        now = self.clock.now()
        async with self.database.write() as connection:
            new = NewContent(GUILD, "course", title, AUTHOR, tags=tuple(tags))
            course = await contents.add(connection, new, now)
            await contents.publish(connection, course.id, now)
            await save_course(connection, GUILD, course.id, sequential=sequential)
        self.owners |= {(user, course.id) for user in owned_by}
        ids = [await self.lesson(course.id, position) for position in range(lessons)]
        return course.id, ids

    async def lesson(
        self,
        course_id: int,
        position: int,
        *,
        optional: bool = False,
        drip: Drip = AT_ONCE,
        quiz: Quiz | None = None,
        preview: bool = False,
    ) -> int:
        """Publish a lesson; return its id."""
        now = self.clock.now()
        async with self.database.write() as connection:
            new = NewContent(
                GUILD,
                "lesson",
                f"Lesson {position + 1}",
                AUTHOR,
                course_id=course_id,
                position=position,
                preview=preview,
                minutes=10,
            )
            lesson = await contents.add(connection, new, now)
            await contents.publish(connection, lesson.id, now)
            await save_lesson(
                connection, GUILD, course_id, lesson.id, optional=optional, drip=drip, quiz=quiz
            )
        return lesson.id

    async def article(self, title: str, *, kind: Kind = "article", published: bool = True) -> int:
        """Store a content that Alice owns; return its id."""
        now = self.clock.now()
        async with self.database.write() as connection:
            made = await contents.add(connection, NewContent(GUILD, kind, title, AUTHOR), now)
            if published:
                await contents.publish(connection, made.id, now)
        self.owners.add((ALICE, made.id))
        return made.id

    async def finish(self, user_id: int, content_id: int) -> None:
        """Mark a content outside of courses as done."""
        await self.learning.finish(GUILD, user_id, content_id)

    async def needs(self, course_id: int, *required: int) -> None:
        """Store what must be completed before a course."""
        async with self.database.write() as connection:
            await save_prerequisites(connection, GUILD, course_id, required)

    async def complete(self, user_id: int, lesson_ids: Collection[int]) -> None:
        """Do lessons in their order."""
        for each in lesson_ids:
            await self.learning.done(GUILD, user_id, each)


@pytest.fixture
def school(database: Database) -> School:
    return School(database, HandClock())
