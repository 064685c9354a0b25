"""Members and what they chose; their digests have a table of their own."""

from sqlalchemy import BigInteger, Boolean, Column, String, Table, false, true

from data.tables.base import Instant, metadata

members = Table(
    "members",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),  # the language last seen or chosen; null: the guild's
    Column("reminders", Boolean, nullable=False, default=True, server_default=true()),
    # Taste: erased when they leave; nothing done before `erased_at` is recorded again.
    Column("erase_on_leave", Boolean, nullable=False, default=False, server_default=false()),
    Column("erased_at", Instant),
    Column("updated_at", Instant, nullable=False),
)
