"""Published texts: their files, where readers are, and authors who are asked."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from data.tables.base import Instant, RowId, metadata

content_media = Table(
    "content_media",
    metadata,
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("path", String(255), primary_key=True),  # from the published folder
    Column("guild_id", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", String(64), nullable=False),
    Column("key", String(64), nullable=False),  # in the store
    Index("ix_content_media_key", "key"),
)

reading_positions = Table(
    "reading_positions",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("position", Integer, nullable=False),  # characters of the text before the page
    Column("at", Instant, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),  # a draft
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),  # the author, who has not answered
    Column("asked_by", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),  # then the draft is erased
    Index("ix_consents_guild_id_user_id", "guild_id", "user_id"),
    Index("ix_consents_until", "until"),
)
