"""The discussion of each lesson: a thread, made when it is first opened."""

import asyncio
from collections.abc import Awaitable, Callable

from data.engine import Database
from data.learning import rules


class LessonThreads:
    """Keeps which thread is a lesson's discussion."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._making: dict[int, asyncio.Lock] = {}

    async def of_lesson(
        self,
        guild_id: int,
        course_id: int,
        lesson_id: int,
        *,
        exists: Callable[[int], Awaitable[bool]],
        make: Callable[[], Awaitable[int]],
    ) -> int:
        """Return the thread of a lesson's discussion.

        `make` creates it if there is none, or if the stored one was deleted. Two members who press
        at once get the same, because one process serves a server.
        """
        async with self._making.setdefault(lesson_id, asyncio.Lock()):
            async with self._database.read_fast() as connection:
                known = (await rules.of_course(connection, course_id)).get(lesson_id)
            if known is not None and known.thread_id is not None and await exists(known.thread_id):
                return known.thread_id
            thread_id = await make()
            async with self._database.write() as connection:
                await rules.set_thread(connection, guild_id, course_id, lesson_id, thread_id)
            return thread_id
