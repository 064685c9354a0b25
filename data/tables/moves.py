"""Moves of memberships to another account, each until it is finished."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, String, Table, text

from data.tables.base import Instant, RowId, metadata

moves = Table(
    "moves",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("from_id", BigInteger, nullable=False),
    Column("to_id", BigInteger, nullable=False),
    Column("actor_id", BigInteger, nullable=False),
    Column("sources", JSON, nullable=False),  # of what moves: ids of payments, subscriptions, …
    Column("plans", JSON, nullable=False),  # ids of their plans
    Column("with_customer", Boolean, nullable=False),  # its customers at Stripe go along
    Column("state", String(8), nullable=False),  # open | done
    Column("at", Instant, nullable=False),
    Index("ix_moves_at", "at"),
    # An account moves only once at a time.
    Index(
        "uq_moves_open",
        "guild_id",
        "from_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)
