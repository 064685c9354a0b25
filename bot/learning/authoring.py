"""Store what authors decide about courses; the contents exist already."""

from collections.abc import Collection

from bot.learning.drip import Drip
from bot.learning.prerequisites import check_prerequisites, check_with_courses
from bot.learning.quiz import Quiz
from bot.learning.quiz_storage import stored
from data.engine import Connection
from data.learning import quizzes, review_cards, rules
from data.learning.rules import LessonRules


async def save_course(
    connection: Connection, guild_id: int, course_id: int, *, sequential: bool
) -> None:
    """Store whether a course's lessons must be done in order."""
    await rules.set_sequential(connection, guild_id, course_id, sequential=sequential)


async def save_lesson(
    connection: Connection,
    guild_id: int,
    course_id: int,
    lesson_id: int,
    *,
    optional: bool,
    drip: Drip,
    quiz: Quiz | None,
) -> None:
    """Store a lesson's rules and its quiz.

    If its questions changed, cards of the old ones are deleted, because they would be asked as if
    they were the new ones.
    """
    on = None if drip.on is None else drip.on.isoformat()
    lesson = LessonRules(optional=optional, drip=drip.kind, drip_days=drip.days, drip_on=on)
    await rules.put_lesson(connection, guild_id, course_id, lesson_id, lesson)
    before = await quizzes.get(connection, lesson_id)
    new = None if quiz is None else stored(quiz)
    if new != before:
        await quizzes.put(connection, guild_id, lesson_id, new)
        if before is not None and (new is None or new.version != before.version):
            await review_cards.forget_lesson(connection, lesson_id)


async def save_prerequisites(
    connection: Connection, guild_id: int, content_id: int, required: Collection[int]
) -> None:
    """Replace what must be completed before a content opens.

    Raises:
        CircleError: The content would have to be completed before itself; the caller rolls back.
    """
    graph = await rules.prerequisites_of_guild(connection, guild_id)
    check_prerequisites(graph, content_id, required)
    await rules.set_prerequisites(connection, guild_id, content_id, required)
    stored_now = {**graph, content_id: frozenset(required)}
    check_with_courses(stored_now, await rules.courses_in_graph(connection, guild_id))
