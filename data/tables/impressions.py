"""What was recommended to whom, and which buttons below it were pressed."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from data.tables.base import Instant, RowId, metadata

impressions = Table(
    "impressions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger),  # null: shown to everybody, in the channel digest
    Column("item_id", RowId, ForeignKey("items.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("surface", String(16), nullable=False),  # recommend | digest | channel
    Column("position", Integer, nullable=False),  # in its list, from 1
    Column("arm", String(8), nullable=False),  # taste | control
    Column("score", Float, nullable=False),
    Column("terms", JSON, nullable=False),  # terms of the score, by name, and `recency`
    Column("model", String(16), nullable=False),
    # the version of the server's weights; 0: those of the settings; null: none was used, or unknown
    Column("weights_version", Integer),
    Index("ix_impressions_guild_id_at", "guild_id", "at"),
    Index("ix_impressions_at", "at"),
    # With `at` it covers the query for fatigue; without, SQLite would read the whole guild.
    Index("ix_impressions_guild_id_user_id_item_id_at", "guild_id", "user_id", "item_id", "at"),
)

presses = Table(
    "presses",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", RowId, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    # more | less | save | why: buttons; join: they opened the thread and follow it
    Column("kind", String(8), primary_key=True),
    Column("at", Instant, nullable=False),  # of the first press
    Index("ix_presses_at", "at"),
)
