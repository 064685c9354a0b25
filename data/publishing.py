"""Files that belong to published texts, and where readers are."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from data import upsert
from data.tables import content_media, contents, reading_positions


@dataclass(frozen=True, slots=True)
class Media:
    """A file that belongs to a text.

    Attributes:
        path: From the published folder.
        size: In bytes.
        sha256: In hexadecimal.
        key: Where the store has it.
    """

    path: str
    size: int
    sha256: str
    key: str


async def media_of(
    connection: AsyncConnection, content_ids: Collection[int]
) -> dict[int, dict[str, Media]]:
    """Map contents that have files to these, by path."""
    rows = await connection.execute(
        select(content_media)
        .where(content_media.c.content_id.in_(content_ids))
        .order_by(content_media.c.path)
    )
    found: dict[int, dict[str, Media]] = {}
    for row in rows:
        media = Media(row.path, row.size, row.sha256, row.key)
        found.setdefault(row.content_id, {})[media.path] = media
    return found


async def replace_media(
    connection: AsyncConnection, guild_id: int, content_id: int, media: Iterable[Media]
) -> None:
    """Replace the files of a text."""
    await connection.execute(delete(content_media).where(content_media.c.content_id == content_id))
    rows = [asdict(each) | {"guild_id": guild_id, "content_id": content_id} for each in media]
    if rows:
        await connection.execute(insert(content_media), rows)


async def keys_in_use(connection: AsyncConnection, keys: Collection[str]) -> set[str]:
    """Return which of these keys a text, a cover or a file of a text has."""
    query = union(
        select(contents.c.body_key).where(contents.c.body_key.in_(keys)),
        select(contents.c.cover_key).where(contents.c.cover_key.in_(keys)),
        select(content_media.c.key).where(content_media.c.key.in_(keys)),
    )
    return {row[0] for row in await connection.execute(query)}


async def position(
    connection: AsyncConnection, guild_id: int, user_id: int, content_id: int
) -> int:
    """Return how many characters of a text a member has before them; 0 at its start."""
    found = await connection.scalar(
        select(reading_positions.c.position).where(
            reading_positions.c.guild_id == guild_id,
            reading_positions.c.user_id == user_id,
            reading_positions.c.content_id == content_id,
        )
    )
    return found or 0


async def set_position(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    content_id: int,
    position: int,
    at: datetime,
) -> None:
    """Store where a member is in a text."""
    values = {"position": position, "at": at}
    await connection.execute(
        upsert.insert(connection, reading_positions)
        .values(guild_id=guild_id, user_id=user_id, content_id=content_id, **values)
        .on_conflict_do_update(index_elements=["guild_id", "user_id", "content_id"], set_=values)
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete where a member is in all texts; return the number of rows."""
    done = await connection.execute(
        delete(reading_positions).where(
            reading_positions.c.guild_id == guild_id, reading_positions.c.user_id == user_id
        )
    )
    return done.rowcount
