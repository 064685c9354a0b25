"""Members whose signals on contents must be compared with what they did.

A row is added in the transaction of the act, so that no act is lost by a crash.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, delete, insert, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from data.chunks import chunked
from data.contents import Content
from data.tables import (
    content_deliveries,
    contents,
    enrolments,
    entitlements,
    offer_contents,
    signal_requests,
)

_ADD = insert(signal_requests)


@dataclass(frozen=True, slots=True)
class SignalRequest:
    """One request."""

    id: int
    guild_id: int
    user_id: int


async def add(connection: AsyncConnection, guild_id: int, user_id: int) -> None:
    """Request that a member's signals on contents are compared."""
    await connection.execute(_ADD, {"guild_id": guild_id, "user_id": user_id})


async def add_all(connection: AsyncConnection, content: Content) -> None:
    """Request it for all who have bought, opened or begun a content."""
    of_it = select(contents.c.id).where(
        (contents.c.id == content.id) | (contents.c.course_id == content.id)
    )
    offers = select(offer_contents.c.offer_id).where(offer_contents.c.content_id == content.id)
    for table, condition in (
        (content_deliveries, content_deliveries.c.content_id.in_(of_it)),
        (enrolments, enrolments.c.course_id == content.id),
        (entitlements, entitlements.c.plan_id.in_(offers)),
    ):
        found = _members(content.guild_id, table.c.guild_id, table.c.user_id, condition)
        await connection.execute(_ADD.from_select(["guild_id", "user_id"], found))


async def oldest(
    connection: AsyncConnection, most: int, without: Collection[tuple[int, int]] = ()
) -> list[SignalRequest]:
    """Return requests, the oldest first, without those of some (guild, member)."""
    query = select(signal_requests).order_by(signal_requests.c.id).limit(most)
    if without:
        member = tuple_(signal_requests.c.guild_id, signal_requests.c.user_id)
        query = query.where(member.not_in(without))
    rows = await connection.execute(query)
    return [SignalRequest(**row) for row in rows.mappings()]


async def conclude(connection: AsyncConnection, ids: Collection[int]) -> None:
    """Delete requests that are done."""
    for some in chunked(ids):
        await connection.execute(delete(signal_requests).where(signal_requests.c.id.in_(some)))


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's requests; return the number of rows."""
    found = await connection.execute(
        delete(signal_requests).where(
            signal_requests.c.guild_id == guild_id, signal_requests.c.user_id == user_id
        )
    )
    return found.rowcount


def _members(
    guild_id: int,
    guild: ColumnElement[int],
    user: ColumnElement[int],
    condition: ColumnElement[bool],
) -> Select[int, int]:
    return (
        select(literal(guild_id).label("guild_id"), user.label("user_id"))
        .where(guild == guild_id, condition)
        .distinct()
    )
