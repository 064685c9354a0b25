"""Erase what is stored of a member's learning."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import (
    certificates,
    enrolments,
    learner_profiles,
    progress,
    quiz_attempts,
    review_cards,
)

_TABLES = (certificates, enrolments, learner_profiles, progress, quiz_attempts, review_cards)


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's courses, answers, certificates and profile; return the rows."""
    return sum(
        [
            (
                await connection.execute(
                    delete(table).where(table.c.guild_id == guild_id, table.c.user_id == user_id)
                )
            ).rowcount
            for table in _TABLES
        ]
    )
