"""What presets made in each server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Table, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import contents, metadata, plans, preset_parts
from data.upsert import insert

PartState = Literal["begun", "made"]


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of a preset; `object_id` is None for a plan without a price.

    Attributes:
        state: "begun": its creation was tried, and perhaps cut off; "made": it was made by us.
        begun_at: When its creation was first tried.
        tried_at: When it was last tried.
    """

    part: str
    state: PartState
    object_id: int | None
    name: str
    begun_at: datetime
    tried_at: datetime


async def of_preset(
    connection: AsyncConnection, guild_id: int, preset: str
) -> dict[str, StoredPart]:
    """Return what is stored of a preset by the names of its parts."""
    rows = await connection.execute(
        select(
            preset_parts.c.part,
            preset_parts.c.state,
            preset_parts.c.object_id,
            preset_parts.c.name,
            preset_parts.c.begun_at,
            preset_parts.c.tried_at,
        ).where(preset_parts.c.guild_id == guild_id, preset_parts.c.preset == preset)
    )
    return {row["part"]: StoredPart(**row) for row in rows.mappings()}


async def begin(
    connection: AsyncConnection, guild_id: int, preset: str, part: str, name: str, at: datetime
) -> bool:
    """Store that the creation of a part begins; return False if it was begun before."""
    done = await connection.execute(
        insert(connection, preset_parts)
        .values(
            guild_id=guild_id,
            preset=preset,
            part=part,
            state="begun",
            name=name,
            begun_at=at,
            tried_at=at,
        )
        .on_conflict_do_nothing()
        .returning(preset_parts.c.part)
    )
    return done.first() is not None


async def retry(
    connection: AsyncConnection, guild_id: int, preset: str, seen: StoredPart, at: datetime
) -> bool:
    """Store another attempt; return False if somebody else tried since `seen`."""
    begun_at = seen.begun_at if seen.state == "begun" else at
    done = await connection.execute(
        update(preset_parts)
        .where(*_one(guild_id, preset, seen.part), preset_parts.c.tried_at == seen.tried_at)
        .values(state="begun", object_id=None, begun_at=begun_at, tried_at=at)
    )
    return done.rowcount == 1


async def made(
    connection: AsyncConnection, guild_id: int, preset: str, part: str, object_id: int | None
) -> None:
    """Store that a part was made."""
    await connection.execute(
        update(preset_parts)
        .where(*_one(guild_id, preset, part))
        .values(state="made", object_id=object_id)
    )


async def forget(connection: AsyncConnection, guild_id: int, preset: str, part: str) -> None:
    """Delete what is stored of a part."""
    await connection.execute(delete(preset_parts).where(*_one(guild_id, preset, part)))


async def gives_role(connection: AsyncConnection, guild_id: int, role_id: int) -> bool:
    """Return whether an offer gives or gave a role."""
    query = select(exists().where(plans.c.guild_id == guild_id, plans.c.role_id == role_id))
    return bool(await connection.scalar(query))


async def shows_cards(connection: AsyncConnection, guild_id: int, channel_id: int) -> bool:
    """Return whether a channel has the card of a content."""
    query = select(
        exists().where(contents.c.guild_id == guild_id, contents.c.card_channel_id == channel_id)
    )
    return bool(await connection.scalar(query))


async def delete_untouched(
    connection: AsyncConnection, guild_id: int, content_id: int, title: str
) -> bool:
    """Delete a draft that nothing was added to; return False if something was."""
    for table, column in _references():
        if await connection.scalar(select(exists().where(table.c[column] == content_id))):
            return False
    done = await connection.execute(
        delete(contents).where(
            contents.c.id == content_id,
            contents.c.guild_id == guild_id,
            contents.c.state == "draft",
            contents.c.title == title,
            contents.c.summary == "",
            contents.c.topic == "",
            contents.c.body_key.is_(None),
            contents.c.cover_key.is_(None),
        )
    )
    return done.rowcount == 1


def _references() -> list[tuple[Table, str]]:
    """Return each table with a column that refers to contents."""
    return [
        (table, column.name)
        for table in metadata.sorted_tables
        for column in table.c
        if any(key.column is contents.c.id for key in column.foreign_keys)
    ]


def _one(guild_id: int, preset: str, part: str) -> tuple[ColumnElement[bool], ...]:
    return (
        preset_parts.c.guild_id == guild_id,
        preset_parts.c.preset == preset,
        preset_parts.c.part == part,
    )
