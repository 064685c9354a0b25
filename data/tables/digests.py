"""Digests by direct message: what each member chose, and how far the sending has come."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, false, text

from data.tables.base import Instant, metadata

own_digests = Table(
    "own_digests",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("wanted", Boolean, nullable=False, server_default=false()),
    # What the member left out is as the guild's own digest has it.
    Column("days", String(32)),  # "*", or "mon,thu"
    Column("hour", Integer),
    Column("timezone", String(64)),
    Column("per_week", Integer),
    Column("next_at", Instant),  # null: nothing is promised now
    Column("refusals", Integer, nullable=False, server_default=text("0")),  # closed, in a row
    # In this order a round goes through them.
    Index("ix_own_digests_next_at", "next_at", "guild_id", "user_id"),
)

digest_rounds = Table(
    "digest_rounds",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),  # null: under way, or cut off
    Column("tally", JSON, nullable=False),  # what became of how many members
    # Where staff read how it stands: one message, edited.
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
)
