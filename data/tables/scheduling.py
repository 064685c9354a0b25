"""Schedules of digests, job runs, and digest deliveries."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.tables.base import Instant, RowId, metadata

digest_schedules = Table(
    "digest_schedules",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("days", String(32), nullable=False),  # cron days of week: "mon,thu" or "*"
    Column("hour", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("paused", Boolean, nullable=False, default=False),
    Column("since", Instant, nullable=False),  # slots before this do not count
    Column("created_by", BigInteger, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("job", String(40), nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # running | waiting | done | skipped | failed
    Column("attempts", Integer, nullable=False, default=1),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),  # last heartbeat; a run without one is taken over
    Column("finished_at", Instant),
    Column("detail", Text),
    UniqueConstraint("job", "guild_id", "due_at"),  # no slot runs twice
    Index("ix_job_runs_due_at", "due_at"),
)

digest_deliveries = Table(
    "digest_deliveries",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("due_at", Instant, primary_key=True),
    Column("target_id", BigInteger, primary_key=True, autoincrement=False),  # channel or member
    Column("state", String(16), nullable=False),  # sending | sent | closed | failed
    Column("item_ids", JSON, nullable=False),  # shown, so that the next digest brings others
    Column("at", Instant, nullable=False),
    Index("ix_digest_deliveries_target_id", "guild_id", "target_id", "at"),
    Index("ix_digest_deliveries_due_at", "due_at"),
)
