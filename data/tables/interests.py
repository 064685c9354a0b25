"""Interests: the channels and keywords that members chose."""

from sqlalchemy import JSON, BigInteger, Column, Table

from data.tables.base import Instant, metadata

interests = Table(
    "interests",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_ids", JSON, nullable=False),
    Column("words", JSON, nullable=False),  # keywords in lower case, as they are searched for
    Column("updated_at", Instant, nullable=False),
)
