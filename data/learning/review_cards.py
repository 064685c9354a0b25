"""Questions that members see again, and when each is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import review_cards
from data.upsert import insert

_OWN = review_cards.c


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A question of a lesson's quiz; `card` is the scheduler's state."""

    lesson_id: int
    question: int
    version: str
    card: dict[str, Any]
    due_at: datetime
    reviewed_at: datetime | None = None


async def put(
    connection: AsyncConnection, guild_id: int, user_id: int, cards: Sequence[ReviewCard]
) -> None:
    """Store cards in place of earlier ones for the same questions."""
    for each in cards:
        values = {
            "version": each.version,
            "card": each.card,
            "due_at": each.due_at,
            "reviewed_at": each.reviewed_at,
        }
        await connection.execute(
            insert(connection, review_cards)
            .values(
                guild_id=guild_id,
                user_id=user_id,
                lesson_id=each.lesson_id,
                question=each.question,
                **values,
            )
            .on_conflict_do_update(
                index_elements=["guild_id", "user_id", "lesson_id", "question"], set_=values
            )
        )


async def due(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime, most: int
) -> list[ReviewCard]:
    """Return a member's cards that are due, the longest waiting first."""
    query = (
        _CARD.where(_OWN.guild_id == guild_id, _OWN.user_id == user_id, _OWN.due_at <= now)
        .order_by(_OWN.due_at, _OWN.lesson_id, _OWN.question)
        .limit(most)
    )
    return [ReviewCard(*row) for row in await connection.execute(query)]


async def next_due(connection: AsyncConnection, guild_id: int, user_id: int) -> datetime | None:
    """Return when a member's next card is due; None without any."""
    query = select(func.min(_OWN.due_at)).where(_OWN.guild_id == guild_id, _OWN.user_id == user_id)
    return await connection.scalar(query)


async def get(
    connection: AsyncConnection, guild_id: int, user_id: int, lesson_id: int, question: int
) -> ReviewCard | None:
    """Return a member's card of a question, locked until the transaction ends."""
    query = _CARD.where(
        _OWN.guild_id == guild_id,
        _OWN.user_id == user_id,
        _OWN.lesson_id == lesson_id,
        _OWN.question == question,
    ).with_for_update()
    row = (await connection.execute(query)).first()
    return None if row is None else ReviewCard(*row)


async def reviewed_since(
    connection: AsyncConnection, guild_id: int, user_id: int, since: datetime
) -> int:
    """Return how many cards a member has reviewed since a time."""
    query = select(func.count()).where(
        _OWN.guild_id == guild_id, _OWN.user_id == user_id, _OWN.reviewed_at >= since
    )
    return await connection.scalar(query) or 0


async def forget_lesson(connection: AsyncConnection, lesson_id: int) -> None:
    """Delete all cards of a lesson, because its questions changed."""
    await connection.execute(delete(review_cards).where(_OWN.lesson_id == lesson_id))


async def erase(connection: AsyncConnection, guild_id: int, user_id: int) -> None:
    """Delete all cards of a member who no longer takes part."""
    await connection.execute(
        delete(review_cards).where(_OWN.guild_id == guild_id, _OWN.user_id == user_id)
    )


_CARD = select(
    _OWN.lesson_id, _OWN.question, _OWN.version, _OWN.card, _OWN.due_at, _OWN.reviewed_at
)
