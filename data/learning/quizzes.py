"""Quizzes of lessons, and members' attempts at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import upsert
from data.tables import quiz_attempts, quizzes

_TRY = quiz_attempts.c


@dataclass(frozen=True, slots=True)
class StoredQuiz:
    """A quiz as stored; each question is a mapping."""

    questions: list[dict[str, Any]]
    pass_percent: int
    version: str


@dataclass(frozen=True, slots=True)
class QuizAttempt:
    """An attempt; `answers` has one entry a question, None without an answer."""

    id: int
    guild_id: int
    user_id: int
    lesson_id: int
    version: str
    answers: list[Any]
    began_at: datetime
    finished_at: datetime | None
    percent: int | None
    passed: bool


async def put(
    connection: AsyncConnection, guild_id: int, lesson_id: int, quiz: StoredQuiz | None
) -> None:
    """Store a lesson's quiz in place of an earlier one; None deletes it."""
    if quiz is None:
        await connection.execute(delete(quizzes).where(quizzes.c.lesson_id == lesson_id))
        return
    values = {
        "questions": quiz.questions,
        "pass_percent": quiz.pass_percent,
        "version": quiz.version,
    }
    await connection.execute(
        upsert.insert(connection, quizzes)
        .values(lesson_id=lesson_id, guild_id=guild_id, **values)
        .on_conflict_do_update(index_elements=["lesson_id"], set_=values)
    )


async def get(connection: AsyncConnection, lesson_id: int) -> StoredQuiz | None:
    """Return a lesson's quiz; None if it has none."""
    query = select(quizzes.c.questions, quizzes.c.pass_percent, quizzes.c.version).where(
        quizzes.c.lesson_id == lesson_id
    )
    row = (await connection.execute(query)).first()
    return None if row is None else StoredQuiz(*row)


async def pass_percents(connection: AsyncConnection, lesson_ids: list[int]) -> dict[int, int]:
    """Map those of these lessons that have a quiz to the share that passes it."""
    rows = await connection.execute(
        select(quizzes.c.lesson_id, quizzes.c.pass_percent).where(
            quizzes.c.lesson_id.in_(lesson_ids)
        )
    )
    return {row[0]: row[1] for row in rows}


async def begin(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    lesson_id: int,
    version: str,
    questions: int,
    now: datetime,
) -> QuizAttempt:
    """Store a new attempt without answers; an unfinished one is deleted."""
    await connection.execute(
        delete(quiz_attempts).where(
            _TRY.guild_id == guild_id,
            _TRY.user_id == user_id,
            _TRY.lesson_id == lesson_id,
            _TRY.finished_at.is_(None),
        )
    )
    rows = await connection.execute(
        insert(quiz_attempts)
        .values(
            guild_id=guild_id,
            user_id=user_id,
            lesson_id=lesson_id,
            version=version,
            answers=[None] * questions,
            began_at=now,
        )
        .returning(quiz_attempts)
    )
    return QuizAttempt(**rows.mappings().one())


async def attempt(connection: AsyncConnection, attempt_id: int) -> QuizAttempt | None:
    """Return an attempt, locked until the transaction ends; None: there is none."""
    query = select(quiz_attempts).where(_TRY.id == attempt_id).with_for_update()
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else QuizAttempt(**row)


async def under_way(
    connection: AsyncConnection, guild_id: int, user_id: int, lesson_id: int
) -> QuizAttempt | None:
    """Return a member's unfinished attempt; None if there is none."""
    query = select(quiz_attempts).where(
        _TRY.guild_id == guild_id,
        _TRY.user_id == user_id,
        _TRY.lesson_id == lesson_id,
        _TRY.finished_at.is_(None),
    )
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else QuizAttempt(**row)


async def has_passed(
    connection: AsyncConnection, guild_id: int, user_id: int, lesson_id: int
) -> bool:
    """Return whether a member has passed a lesson's quiz, in whatever version."""
    query = select(_TRY.id).where(
        _TRY.guild_id == guild_id, _TRY.user_id == user_id, _TRY.lesson_id == lesson_id, _TRY.passed
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def set_answers(connection: AsyncConnection, attempt_id: int, answers: list[Any]) -> None:
    """Store the answers of an attempt so far."""
    await connection.execute(
        update(quiz_attempts).where(_TRY.id == attempt_id).values(answers=answers)
    )


async def finish(
    connection: AsyncConnection, attempt_id: int, now: datetime, *, percent: int, passed: bool
) -> None:
    """Store the result of an attempt."""
    await connection.execute(
        update(quiz_attempts)
        .where(_TRY.id == attempt_id)
        .values(finished_at=now, percent=percent, passed=passed)
    )


async def latest_finished(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> list[QuizAttempt]:
    """Return a member's last finished attempt at each quiz."""
    query = (
        select(quiz_attempts)
        .where(_TRY.guild_id == guild_id, _TRY.user_id == user_id, _TRY.finished_at.is_not(None))
        .order_by(_TRY.id)
    )
    rows = await connection.execute(query)
    latest = {row["lesson_id"]: QuizAttempt(**row) for row in rows.mappings()}
    return list(latest.values())
