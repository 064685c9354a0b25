"""What a preset made in a server, so that it can be continued and undone."""

from sqlalchemy import BigInteger, Column, String, Table

from data.tables.base import Instant, metadata

preset_parts = Table(
    "preset_parts",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("preset", String(16), primary_key=True),
    Column("part", String(16), primary_key=True),
    Column("state", String(8), nullable=False),  # begun | made
    Column("object_id", BigInteger),  # a role, channel, content or plan; null: none yet
    Column("name", String(100), nullable=False),  # as it was made
    Column("begun_at", Instant, nullable=False),  # what was created since then may be ours
    Column("tried_at", Instant, nullable=False),  # of the attempt that runs or was cut off
)
