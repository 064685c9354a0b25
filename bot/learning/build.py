"""Build the services of learning."""

from dataclasses import dataclass

from bot.deps import Deps
from bot.learning.certificate_service import CertificateService
from bot.learning.course_state import CourseReader
from bot.learning.first_contents import FirstContents
from bot.learning.path_service import PathService
from bot.learning.ports import OwnedContents, Taste
from bot.learning.profile_service import ProfileService
from bot.learning.quiz_service import QuizService
from bot.learning.review import ReviewService
from bot.learning.service import LearningService
from bot.learning.stalled import StalledReminders
from bot.learning.threads import LessonThreads


@dataclass(frozen=True, slots=True)
class Learning:
    """What other features may use of learning.

    Attributes:
        reader: Courses as they are for one member.
        first: What a member should complete before a content.
        progress: Beginning courses, *Done*, and where a member continues.
        quizzes: Attempts at quizzes.
        review: Questions that come again.
        paths: The next steps of a member.
        profiles: What members state.
        certificates: Certificates of completed courses.
        threads: The discussion of each lesson.
        stalled: What members have not continued for a while.
    """

    reader: CourseReader
    first: FirstContents
    progress: LearningService
    quizzes: QuizService
    review: ReviewService
    paths: PathService
    profiles: ProfileService
    certificates: CertificateService
    threads: LessonThreads
    stalled: StalledReminders


def build_learning(deps: Deps, ownership: OwnedContents, taste: Taste) -> Learning:
    """Build the services; `ownership` knows what members own."""
    database, clock, own = deps.database, deps.clock, deps.guild_settings
    reader = CourseReader(
        database,
        clock,
        ownership,
        own.zone,
        lambda guild_id: own.of(guild_id).learning.attended_percent,
    )
    progress = LearningService(database, clock, reader)
    review = ReviewService(database, clock, own.zone)
    return Learning(
        reader=reader,
        first=FirstContents(database, ownership),
        progress=progress,
        quizzes=QuizService(database, clock, progress, review),
        review=review,
        paths=PathService(database, clock, ownership, taste, own.zone),
        profiles=ProfileService(
            database, clock, lambda guild_id: own.of(guild_id).learning.professions
        ),
        certificates=CertificateService(database, clock, reader),
        threads=LessonThreads(database),
        stalled=StalledReminders(
            database, clock, progress, lambda guild_id: own.of(guild_id).learning.stalled_days
        ),
    )
