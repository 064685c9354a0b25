"""What members said they care about."""

from sqlalchemy import JSON, BigInteger, Column, Table

from data.tables.base import Instant, metadata

interests = Table(
    "interests",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_ids", JSON, nullable=False),
    Column("words", JSON, nullable=False),  # lower case, as they are looked for
    Column("updated_at", Instant, nullable=False),
)
