"""Licence keys and the devices on which they are active."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from data.tables.base import Instant, RowId, metadata

licences = Table(
    "licences",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("content_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("user_id", BigInteger),  # the buyer; null if it was sold elsewhere to somebody unknown
    Column("key_hash", String(64)),  # a keyed hash of the key; null until it is derived
    Column("key_number", Integer),  # counts the keys derived for it; null: its key is imported
    Column("sold_elsewhere", Boolean, nullable=False, server_default=false()),
    Column("ends_at", Instant),  # only of those sold elsewhere
    Column("max_devices", Integer, nullable=False),
    Column("revoked", Boolean, nullable=False, server_default=false()),  # by staff
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("content_id", "user_id"),  # a buyer has one key for a content
    UniqueConstraint("key_hash"),
    Index("ix_licences_guild_id", "guild_id", "user_id"),
)

activations = Table(
    "activations",
    metadata,
    Column("licence_id", RowId, ForeignKey("licences.id"), primary_key=True),
    Column("device", String(100), primary_key=True),  # as the program names it
    Column("guild_id", BigInteger, nullable=False),
    Column("activated_at", Instant, nullable=False),
    Index("ix_activations_guild_id", "guild_id"),
)
