"""Courses and what members learn. Lessons and courses themselves are contents."""

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
)

from data.tables.base import Instant, RowId, metadata

course_rules = Table(
    "course_rules",
    metadata,
    Column("course_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("sequential", Boolean, nullable=False, server_default=false()),
    Index("ix_course_rules_guild_id", "guild_id"),
)

lesson_rules = Table(
    "lesson_rules",
    metadata,
    Column("lesson_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("course_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("optional", Boolean, nullable=False, server_default=false()),
    Column("drip", String(16), nullable=False, server_default="at-once"),
    Column("drip_days", Integer, nullable=False, server_default="0"),
    Column("drip_on", String(10)),  # a date in the server's time zone, as ISO 8601
    Column("thread_id", BigInteger),  # its discussion; null until somebody opens it
    Index("ix_lesson_rules_guild_id", "guild_id"),
    Index("ix_lesson_rules_course_id", "course_id"),
)

quizzes = Table(
    "quizzes",
    metadata,
    Column("lesson_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("pass_percent", Integer, nullable=False),
    Column("version", String(16), nullable=False),  # a hash, so that attempts know theirs
    Index("ix_quizzes_guild_id", "guild_id"),
)

prerequisites = Table(
    "prerequisites",
    metadata,
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("required_id", RowId, ForeignKey("contents.id"), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Index("ix_prerequisites_guild_id", "guild_id"),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("course_id", RowId, ForeignKey("contents.id"), primary_key=True, autoincrement=False),
    Column("enrolled_at", Instant, nullable=False),  # the first time, which never changes
    Column("latest_at", Instant, nullable=False),  # when they last did something in it
    Column("completed_at", Instant),
    # What members who completed one course went on to, and how many completed any.
    Index("ix_enrolments_guild_id_course_id", "guild_id", "course_id", "completed_at"),
)

progress = Table(
    "progress",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("content_id", RowId, ForeignKey("contents.id"), primary_key=True, autoincrement=False),
    Column("course_id", RowId, ForeignKey("contents.id")),
    Column("done_at", Instant, nullable=False),
)

quiz_attempts = Table(
    "quiz_attempts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("lesson_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("version", String(16), nullable=False),  # of the quiz that was begun
    Column("answers", JSON, nullable=False),  # one for each question; null: not answered yet
    Column("began_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("percent", Integer),
    Column("passed", Boolean, nullable=False, server_default=false()),
    Index("ix_quiz_attempts_guild_id_user_id_lesson_id", "guild_id", "user_id", "lesson_id"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("number", String(24), primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("course_id", RowId, ForeignKey("contents.id"), nullable=False),
    Column("name", String(80), nullable=False),  # as the member chose it
    Column("completed_at", Instant, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    UniqueConstraint("guild_id", "user_id", "course_id"),
)

learner_profiles = Table(
    "learner_profiles",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("profession", String(50), nullable=False, server_default=""),
    Column("skills", JSON, nullable=False),  # words of the contents' tags
    Column("goal_tags", JSON, nullable=False),
    Column("goal_courses", JSON, nullable=False),  # ids
    Column("minutes", Integer, nullable=False, server_default="0"),  # a week; 0: not stated
    Column("review", Boolean, nullable=False, server_default=false()),  # whether they take part
    Column("updated_at", Instant, nullable=False),
)

review_cards = Table(
    "review_cards",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lesson_id", RowId, ForeignKey("contents.id"), primary_key=True, autoincrement=False),
    Column("question", Integer, primary_key=True, autoincrement=False),  # from 0
    Column("version", String(16), nullable=False),  # of the quiz
    Column("card", JSON, nullable=False),  # the scheduler's state
    Column("due_at", Instant, nullable=False),
    Column("reviewed_at", Instant),
    Index("ix_review_cards_guild_id_user_id_due_at", "guild_id", "user_id", "due_at"),
)
