"""Items that members saved for later."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.item_types import Item
from data.tables import items, signals


async def contents(
    connection: AsyncConnection, guild_id: int, user_id: int, most: int
) -> list[int]:
    """Return the ids of contents whose card a member saved, the last saved first."""
    query = (
        select(items.c.content_id)
        .join(signals, signals.c.item_id == items.c.id)
        .where(
            *_saved_by(guild_id, user_id),
            items.c.content_id.is_not(None),
        )
        .group_by(items.c.content_id)
        .order_by(func.max(signals.c.at).desc())
        .limit(most)
    )
    return [one for one in await connection.scalars(query) if one is not None]


async def newest(
    connection: AsyncConnection, guild_id: int, user_id: int, limit: int
) -> list[Item]:
    """Return the saved items of a member that still exist, the last saved first."""
    query = (
        select(items)
        .join(signals, signals.c.item_id == items.c.id)
        .where(
            *_saved_by(guild_id, user_id),
            items.c.deleted_at.is_(None),
        )
        .group_by(items.c.id)
        .order_by(func.max(signals.c.at).desc())
        .limit(limit)
    )
    names = Item.__dataclass_fields__
    rows = (await connection.execute(query)).mappings()
    return [Item(**{name: row[name] for name in names}) for row in rows]


def _saved_by(guild_id: int, user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        signals.c.guild_id == guild_id,
        signals.c.user_id == user_id,
        signals.c.kind == "save",
    )
