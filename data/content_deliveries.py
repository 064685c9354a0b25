"""What was handed to members: each time a content was opened or downloaded."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import signal_requests
from data.tables import content_deliveries, contents


@dataclass(frozen=True, slots=True)
class ContentDelivery:
    """One act of handing over. `version` is that of a file or tool; None for a text."""

    guild_id: int
    user_id: int
    content_id: int
    version: int | None
    at: datetime


async def record(connection: AsyncConnection, delivery: ContentDelivery) -> None:
    """Store a delivery."""
    await connection.execute(insert(content_deliveries).values(**asdict(delivery)))
    await signal_requests.add(connection, delivery.guild_id, delivery.user_id)


async def of_content(
    connection: AsyncConnection, guild_id: int, user_id: int, content_id: int
) -> list[ContentDelivery]:
    """Return the deliveries of a content to a member, oldest first."""
    rows = await connection.execute(
        select(
            content_deliveries.c.guild_id,
            content_deliveries.c.user_id,
            content_deliveries.c.content_id,
            content_deliveries.c.version,
            content_deliveries.c.at,
        )
        .where(
            content_deliveries.c.guild_id == guild_id,
            content_deliveries.c.user_id == user_id,
            content_deliveries.c.content_id == content_id,
        )
        .order_by(content_deliveries.c.id)
    )
    return [ContentDelivery(**row) for row in rows.mappings()]


async def downloaded(
    connection: AsyncConnection, guild_id: int, user_id: int, content_ids: Collection[int]
) -> set[int]:
    """Return which of these files and tools a member has downloaded."""
    query = select(content_deliveries.c.content_id).where(
        content_deliveries.c.guild_id == guild_id,
        content_deliveries.c.user_id == user_id,
        content_deliveries.c.content_id.in_(content_ids),
        content_deliveries.c.version.is_not(None),
    )
    return set(await connection.scalars(query))


async def count(
    connection: AsyncConnection, guild_id: int, user_id: int, content_ids: Collection[int]
) -> int:
    """Return how often contents, or lessons of them, were delivered to a member."""
    lessons = select(contents.c.id).where(contents.c.course_id.in_(content_ids))
    found = await connection.scalar(
        select(func.count())
        .select_from(content_deliveries)
        .where(
            content_deliveries.c.guild_id == guild_id,
            content_deliveries.c.user_id == user_id,
            content_deliveries.c.content_id.in_(content_ids)
            | content_deliveries.c.content_id.in_(lessons),
        )
    )
    return found or 0
