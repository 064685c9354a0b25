"""The lessons of a guild: contents that belong to a course."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.contents import Content
from data.tables import contents


async def published(connection: AsyncConnection, guild_id: int) -> list[Content]:
    """Return the published lessons of a guild, in the order of each course."""
    query = (
        select(contents)
        .where(
            contents.c.guild_id == guild_id,
            contents.c.state == "published",
            contents.c.course_id.is_not(None),
        )
        .order_by(contents.c.course_id, contents.c.position, contents.c.id)
    )
    rows = await connection.execute(query)
    return [Content(**{**row, "tags": tuple(row["tags"])}) for row in rows.mappings()]
