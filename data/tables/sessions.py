"""Live sessions: occurrences, followers, questions, stays, calendar links."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from data.tables.base import Instant, RowId, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("content_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("number", Integer, nullable=False),  # which occurrence of its series, from 0
    Column("place", String(16), nullable=False),  # stage | voice | outside
    Column("channel_id", BigInteger),  # null: outside of Discord
    Column("link", String(512)),  # shown only to members to whom it is open
    Column("first_local", String(16), nullable=False),  # of the series: 2026-12-01T18:00
    Column("first_number", Integer, nullable=False, server_default="0"),  # that begins then
    Column("zone", String(64), nullable=False),
    Column("repeats", String(16), nullable=False),  # never | daily | weekly | biweekly | monthly
    Column("starts_at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # scheduled | live | ended | cancelled
    Column("version", Integer, nullable=False, server_default="0"),  # how often it was moved
    Column("settled_at", Instant, nullable=False),  # since when its present time is known
    Column("reminded", Integer),  # minutes before the start of the last reminders; null: none yet
    Column("began_at", Instant),
    Column("ended_at", Instant),
    Column("event_id", BigInteger),  # Discord's scheduled event
    Column("event_due", Boolean, nullable=False, server_default=false()),  # it must be changed
    Column("created_by", BigInteger, nullable=False),
    Column("recording", String(512)),
    Column("notes", Text),
    Column("lesson_id", RowId, ForeignKey("contents.id")),  # made of the recording
    # Whether its attendance has marked its content as done: once, so that members can undo it.
    Column("counted", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("content_id", "number"),  # no occurrence is scheduled twice
    Index("ix_sessions_guild_id_state", "guild_id", "state", "starts_at"),
    Index("ix_sessions_state", "state", "starts_at"),
    Index("ix_sessions_channel_id", "channel_id", "starts_at"),
    Index("ix_sessions_event_id", "event_id"),
    Index("ix_sessions_event_due", "event_due", "id"),
    Index("ix_sessions_lesson_id", "lesson_id"),
    Index("ix_sessions_counted", "counted", "state", "ended_at"),
)

session_followers = Table(
    "session_followers",
    metadata,
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Index("ix_session_followers_guild_id", "guild_id", "user_id"),
)

session_questions = Table(
    "session_questions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("session_id", RowId, ForeignKey("sessions.id"), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("text", String(300), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Index("ix_session_questions_session_id", "session_id"),
    Index("ix_session_questions_guild_id", "guild_id", "user_id"),
)

session_votes = Table(
    "session_votes",
    metadata,
    Column("question_id", RowId, ForeignKey("session_questions.id"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Index("ix_session_votes_guild_id", "guild_id", "user_id"),
)

session_permits = Table(
    "session_permits",
    metadata,
    Column("session_id", RowId, ForeignKey("sessions.id"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    # The permission bits that the member did not have by themselves: View Channel and Connect.
    Column("added", BigInteger, nullable=False, server_default="1049600"),
    Index("ix_session_permits_guild_id", "guild_id", "user_id"),
)

voice_stays = Table(
    "voice_stays",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),  # null: still there
    Column("seen_at", Instant, nullable=False),  # when they were last known to be there
    Index("ix_voice_stays_channel_id", "channel_id", "began_at"),
    Index("ix_voice_stays_guild_id", "guild_id", "user_id"),
    Index(
        "ix_voice_stays_open",
        "guild_id",
        "user_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

calendar_links = Table(
    "calendar_links",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token_hash", String(64), nullable=False),  # SHA-256; the token itself is not stored
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("token_hash"),
)
