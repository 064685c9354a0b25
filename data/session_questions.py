"""Questions that members ask before a session, and the votes for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import session_questions, session_votes
from data.upsert import insert as insert_or

_ASKED = session_questions.c


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the number of its votes."""

    id: int
    guild_id: int
    session_id: int
    user_id: int
    text: str
    asked_at: datetime
    answered_at: datetime | None
    votes: int


async def of_session(connection: AsyncConnection, session_id: int, most: int) -> list[Question]:
    """Return a session's questions: unanswered ones first, then by votes."""
    votes = (
        select(session_votes.c.question_id, func.count().label("votes"))
        .join(session_questions, _ASKED.id == session_votes.c.question_id)
        .where(_ASKED.session_id == session_id)
        .group_by(session_votes.c.question_id)
        .subquery()
    )
    counted = func.coalesce(votes.c.votes, 0)
    rows = await connection.execute(
        select(session_questions, counted.label("votes"))
        .outerjoin(votes, votes.c.question_id == _ASKED.id)
        .where(_ASKED.session_id == session_id)
        .order_by(_ASKED.answered_at.is_not(None), counted.desc(), _ASKED.asked_at, _ASKED.id)
        .limit(most)
    )
    return [Question(**row) for row in rows.mappings()]


async def session_of(connection: AsyncConnection, question_id: int) -> int | None:
    """Return the session that a question is for; None if there is no such question."""
    return await connection.scalar(select(_ASKED.session_id).where(_ASKED.id == question_id))


async def count_of(connection: AsyncConnection, session_id: int, user_id: int) -> int:
    """Return how many questions a member has asked for a session."""
    query = select(func.count()).where(_ASKED.session_id == session_id, _ASKED.user_id == user_id)
    return await connection.scalar(query) or 0


async def ask(
    connection: AsyncConnection,
    guild_id: int,
    session_id: int,
    user_id: int,
    text: str,
    at: datetime,
) -> int:
    """Store a question; return its id."""
    query = insert(session_questions).values(
        guild_id=guild_id, session_id=session_id, user_id=user_id, text=text, asked_at=at
    )
    return await connection.scalar(query.returning(_ASKED.id)) or 0


async def vote(connection: AsyncConnection, guild_id: int, question_id: int, user_id: int) -> bool:
    """Store a member's vote, or take it back; return whether it counts now."""
    mine = (session_votes.c.question_id == question_id, session_votes.c.user_id == user_id)
    if (await connection.execute(delete(session_votes).where(*mine))).rowcount:
        return False
    query = insert_or(connection, session_votes).values(
        guild_id=guild_id, question_id=question_id, user_id=user_id
    )
    await connection.execute(query.on_conflict_do_nothing())
    return True


async def mark_answered(connection: AsyncConnection, question_id: int, at: datetime) -> None:
    """Record that a question was answered; it keeps the first time."""
    await connection.execute(
        update(session_questions)
        .where(_ASKED.id == question_id, _ASKED.answered_at.is_(None))
        .values(answered_at=at)
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's questions, with the votes for them, and their own votes."""
    own = select(_ASKED.id).where(_ASKED.guild_id == guild_id, _ASKED.user_id == user_id)
    erased = 0
    for query in (
        delete(session_votes).where(session_votes.c.question_id.in_(own)),
        delete(session_votes).where(
            session_votes.c.guild_id == guild_id, session_votes.c.user_id == user_id
        ),
        delete(session_questions).where(_ASKED.guild_id == guild_id, _ASKED.user_id == user_id),
    ):
        erased += (await connection.execute(query)).rowcount
    return erased
