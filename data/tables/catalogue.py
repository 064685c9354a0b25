"""The catalogue: what is delivered, and which offers hold it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from data.tables.base import Instant, RowId, metadata

contents = Table(
    "contents",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),  # article | file | tool | course | lesson | session
    Column("title", String(100), nullable=False),
    Column("summary", String(1000), nullable=False, server_default=""),
    Column("state", String(16), nullable=False),  # draft | published | retired
    Column("author_id", BigInteger, nullable=False),
    Column("course_id", RowId, ForeignKey("contents.id")),  # a lesson's course; null: none
    Column("section", String(100), nullable=False, server_default=""),  # of the course
    Column("position", Integer, nullable=False, server_default="0"),  # in its course, or the shop
    Column("preview", Boolean, nullable=False, server_default=false()),  # open to everyone
    Column("minutes", Integer),  # what reading or watching takes; null: not stated
    Column("topic", String(50), nullable=False, server_default=""),
    Column("tags", JSON, nullable=False, server_default="[]"),  # a list of words
    Column("body_key", String(255)),  # the Markdown text in the store; null: none
    Column("cover_key", String(255)),  # the picture in the store; null: none
    Column("cover_alt", String(300), nullable=False, server_default=""),  # what the picture shows
    Column("max_devices", Integer, nullable=False, server_default="3"),  # of a tool's new licences
    Column("path", String(255)),  # the file it was published from; null: made in Discord
    Column("folder", String(100)),  # the name of the folder with that file; null: not known
    Column("sha256", String(64)),  # of that file, to see whether it has changed
    Column("card_channel_id", BigInteger),
    Column("card_message_id", BigInteger),
    Column("card_shown", String(64)),  # a hash of what the card shows; null: there is none
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
    Column("retired_at", Instant),
    UniqueConstraint("guild_id", "path"),
    Index("ix_contents_guild_id_state_topic", "guild_id", "state", "topic"),
    Index("ix_contents_guild_id_kind", "guild_id", "kind", "state"),
    Index("ix_contents_course_id", "course_id"),
    Index("ix_contents_guild_id_author_id", "guild_id", "author_id"),
)

offer_contents = Table(
    "offer_contents",
    metadata,
    Column("offer_id", RowId, ForeignKey("plans.id"), primary_key=True),
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Index("ix_offer_contents_content_id", "content_id"),
    Index("ix_offer_contents_guild_id", "guild_id"),
)

content_deliveries = Table(
    "content_deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("content_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("version", Integer),  # of a file or tool; null: a text
    Column("at", Instant, nullable=False),
    Index(None, "guild_id", "user_id", "content_id"),
    Index("ix_content_deliveries_content_id", "content_id"),
)

refund_cases = Table(
    "refund_cases",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("offer_id", RowId, ForeignKey("plans.id"), nullable=False),
    Column("source", String(255), nullable=False),  # the payment or subscription at Stripe
    Column("reason", String(500), nullable=False),  # in the member's words
    Column("state", String(16), nullable=False),  # open | refunded | declined
    Column("created_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", BigInteger),
    Index("ix_refund_cases_guild_id_state", "guild_id", "state"),
    Index("ix_refund_cases_guild_id_user_id", "guild_id", "user_id"),
    Index(
        "uq_refund_cases_open",
        "guild_id",
        "source",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)
