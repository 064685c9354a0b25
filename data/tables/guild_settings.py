"""What each server changed over the settings file."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from data.tables.base import Instant, metadata

guild_settings = Table(
    "guild_settings",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),  # section and key, as discord.language
    Column("value", Text, nullable=False),  # JSON; SQLite would turn a column JSON to numbers
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
)
