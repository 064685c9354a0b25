"""What staff let roles do that may not manage the server."""

from sqlalchemy import BigInteger, Column, String, Table

from data.tables.base import Instant, metadata

staff_access = Table(
    "staff_access",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role_id", BigInteger, primary_key=True, autoincrement=False),
    Column("right", String(16), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("given_by", BigInteger, nullable=False),
)
