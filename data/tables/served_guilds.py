"""The servers that are served if the settings name none."""

from sqlalchemy import BigInteger, Column, Table

from data.tables.base import Instant, metadata

guilds = Table(
    "guilds",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),  # the first one is the operator's
)
