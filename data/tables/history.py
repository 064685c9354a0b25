"""How far Discord's history has been read."""

from sqlalchemy import BigInteger, Column, Table

from data.tables.base import Instant, metadata

histories = Table(
    "histories",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # Everything until then is stored: read back, or received live since.
    Column("heard_until", Instant, nullable=False),
)

history_marks = Table(
    "history_marks",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # A channel, a forum or, during a backfill, a thread.
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("read_to", BigInteger, nullable=False),  # no message up to this id is unread
    Column("seen_at", Instant, nullable=False),  # the messages read are as they were then, or later
)
