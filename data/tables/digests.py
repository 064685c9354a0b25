"""Personal digests (by DM): what each member chose, and each guild's latest run."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, false, text

from data.tables.base import Instant, metadata

own_digests = Table(
    "own_digests",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("wanted", Boolean, nullable=False, server_default=false()),
    # Null: as in the guild's own digest.
    Column("days", String(32)),  # "*", or "mon,thu"
    Column("hour", Integer),
    Column("timezone", String(64)),
    Column("per_week", Integer),
    Column("next_at", Instant),  # null: nothing is scheduled
    Column("refusals", Integer, nullable=False, server_default=text("0")),  # of DMs, in a row
    Column("channel_id", BigInteger),  # their DM channel: opening it costs a request
    # A run reads the members in this order.
    Index("ix_own_digests_next_at", "next_at", "guild_id", "user_id"),
)

digest_rounds = Table(
    "digest_rounds",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),  # null: under way, or interrupted
    Column("tally", JSON, nullable=False),  # counts of members by outcome
    # The message that shows staff the run's progress; it is edited.
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
)
