"""Items that can be recommended, and the signals of members on them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from data.tables.base import Instant, RowId, metadata

items = Table(
    "items",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    # thread | post | content (a message in a content channel) | message (any other one)
    Column("kind", String(16), nullable=False),
    Column("object_id", BigInteger, nullable=False),  # Discord's id of the thread or message
    Column("channel_id", BigInteger, nullable=False),  # the channel or forum it belongs to
    Column("author_id", BigInteger),
    Column("title", String(120)),  # only if Discord has one: threads and forum posts
    Column("created_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    Column("content_id", BigInteger),  # whose card it is; null: it is no content's card
    UniqueConstraint("guild_id", "object_id"),
    Index("ix_items_guild_id_created_at", "guild_id", "created_at"),
    Index(None, "guild_id", "channel_id", "kind", "object_id"),
    Index(None, "guild_id", "author_id"),  # for erasing with the member
)

signals = Table(
    "signals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("item_id", RowId, ForeignKey("items.id"), nullable=False),
    Column("kind", String(16), nullable=False),  # a key of [activity.weights]
    Column("source_id", BigInteger, nullable=False),  # the message that carried the signal
    Column("key", BigInteger, nullable=False),  # the emoji: two signals, one message
    Column("at", Instant, nullable=False),
    # Recording the same one twice is harmless.
    UniqueConstraint("guild_id", "item_id", "user_id", "kind", "source_id", "key"),
    Index("ix_signals_guild_id_user_id", "guild_id", "user_id"),
    Index("ix_signals_guild_id_source_id", "guild_id", "source_id"),  # deleted with the message
)

# Members whose signals on contents must be compared with what they did.
signal_requests = Table(
    "signal_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Index("ix_signal_requests_guild_id_user_id", "guild_id", "user_id"),
)

ranking_weights = Table(
    "ranking_weights",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # counts adoptions and resets; impressions name it
    Column("weights", JSON, nullable=False),  # by term; empty: those of the settings
    Column("changed_at", Instant),  # null: version 0, those of the settings
    Column("frozen_at", Instant),  # null: the nightly fit may change them
)

weight_decisions = Table(
    "weight_decisions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("decision", String(16), nullable=False),  # adopted | refused | reset
    Column("reason", String(32), nullable=False),
    Column("version", Integer, nullable=False),  # of the weights in use after the decision
    Column("weights", JSON, nullable=False),  # those decided on, by term
    Column("days", Integer, nullable=False),  # what the fit rests on
    Column("lists", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("figures", JSON, nullable=False),  # before and after on held-out days, by segment
    Index("ix_weight_decisions_guild_id_id", "guild_id", "id"),
    Index("ix_weight_decisions_at", "at"),
)
