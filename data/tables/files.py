"""Files that members buy: their versions, who downloaded them, and upload links."""

from sqlalchemy import (
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

files = Table(
    "files",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("content_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("version", Integer, nullable=False),  # from 1 in each content
    Column("name", String(100), nullable=False),  # as members save it
    Column("size", BigInteger, nullable=False),  # bytes
    Column("sha256", String(64), nullable=False),
    Column("key", String(64), nullable=False, unique=True),  # in the store
    Column("state", String(16), nullable=False),  # offered | withdrawn
    Column("notes", String(1000), nullable=False, server_default=""),  # what is new
    Column("added_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("content_id", "version", "name"),
    Index("ix_files_guild_id", "guild_id"),
)

downloads = Table(
    "downloads",
    metadata,
    Column("file_id", RowId, ForeignKey("files.id"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("link_until", Instant, primary_key=True),  # one link counts once, however often resumed
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_downloads_guild_id_user_id", "guild_id", "user_id"),
)

download_addresses = Table(
    "download_addresses",
    metadata,
    Column("guild_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("address", String(32), primary_key=True),  # a keyed hash, other for each member
    Column("at", Instant, nullable=False),  # last seen; kept for some days
    Index("ix_download_addresses_at", "at"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),  # the staff member
    Column("content_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("notes", String(1000), nullable=False, server_default=""),
    Column("until", Instant, nullable=False),
    Column("used_at", Instant),
    Index("ix_uploads_until", "until"),
)

new_versions = Table(
    "new_versions",
    metadata,
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),  # when owners are notified; then the row goes
    Index("ix_new_versions_due_at", "due_at"),
)

version_followers = Table(
    "version_followers",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)
