"""Read facts, entitlements and roles page by page, for a check of every member."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Table, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from data.facts import StoredEntitlement, StoredFact
from data.tables import access_tasks, entitlements, facts, role_holdings

KNOWING = (facts, entitlements, role_holdings)  # the tables that make a member known


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Everything stored about some members of one guild, by member.

    Attributes:
        guild_id: The guild.
        members: The members, in ascending order.
        facts: The facts about each, in the order of recording.
        entitlements: Each member's entitlements as last folded.
        held: The roles that each has from us.
        waiting: The last error of each queued role sync; "" if none failed yet.
    """

    guild_id: int
    members: list[int]
    facts: dict[int, list[StoredFact]]
    entitlements: dict[int, list[StoredEntitlement]]
    held: dict[int, set[int]]
    waiting: dict[int, str]


async def guilds(connection: AsyncConnection) -> list[int]:
    """Return every guild with facts, entitlements or roles, in ascending order."""
    known = union(*(select(table.c.guild_id) for table in KNOWING))
    return sorted(await connection.scalars(known))


async def page(
    connection: AsyncConnection, guild_id: int, after: int, most: int
) -> LedgerPage | None:
    """Return a page of members whose id is above `after`; None if there are no more."""
    known = union(
        *(
            select(table.c.user_id).where(table.c.guild_id == guild_id, table.c.user_id > after)
            for table in KNOWING
        )
    )
    members = list(
        await connection.scalars(select(known.subquery().c.user_id).order_by("user_id").limit(most))
    )
    if not members:
        return None
    found = LedgerPage(guild_id, members, {}, {}, {}, {})
    for row in (await _rows(connection, facts, found, facts.c.id)).mappings():
        fact = StoredFact(**row)
        found.facts.setdefault(fact.user_id, []).append(fact)
    for row in (await _rows(connection, entitlements, found, entitlements.c.source)).mappings():
        right = StoredEntitlement(**row)
        found.entitlements.setdefault(right.user_id, []).append(right)
    for row in await _rows(connection, role_holdings, found, role_holdings.c.role_id):
        found.held.setdefault(row.user_id, set()).add(row.role_id)
    for row in await _rows(connection, access_tasks, found, access_tasks.c.user_id):
        found.waiting[row.user_id] = row.last_error or ""
    return found


async def _rows(
    connection: AsyncConnection, table: Table, page: LedgerPage, order: ColumnElement[Any]
) -> CursorResult[Any]:
    query = select(table).where(
        table.c.guild_id == page.guild_id,
        table.c.user_id.between(page.members[0], page.members[-1]),
    )
    return await connection.execute(query.order_by(order))
