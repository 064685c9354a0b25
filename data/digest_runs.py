"""Runs of personal digests: each guild's progress, and its message for staff."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import digest_rounds
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class DigestRun:
    """A guild's run, under way until `ended_at`. An interrupted run is continued.

    `tally` counts members by outcome.
    """

    guild_id: int
    began_at: datetime
    ended_at: datetime | None = None
    tally: dict[str, int] = field(default_factory=dict[str, int])
    channel_id: int | None = None
    message_id: int | None = None


async def put(connection: AsyncConnection, latest: DigestRun) -> None:
    """Store a guild's run in place of its earlier state or the run before it."""
    values = {name: getattr(latest, name) for name in DigestRun.__slots__}
    await connection.execute(
        insert(connection, digest_rounds)
        .values(**values)
        .on_conflict_do_update(index_elements=["guild_id"], set_=values)
    )


async def find(connection: AsyncConnection, guild_id: int) -> DigestRun | None:
    """Return a guild's latest run."""
    query = select(digest_rounds).where(digest_rounds.c.guild_id == guild_id)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else DigestRun(**row)
