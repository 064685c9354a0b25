"""Live sessions, with what members do around them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_calendar_links()
    _create_voice_stays()
    _create_session_followers()
    _create_sessions()
    _create_session_permits()
    _create_session_questions()
    _create_session_votes()


def _create_calendar_links() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_links_token_hash")),
    )


def _create_voice_stays() -> None:
    op.create_table(
        "voice_stays",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_stays")),
    )
    op.create_index(
        "ix_voice_stays_channel_id", "voice_stays", ["channel_id", "began_at"], unique=False
    )
    op.create_index("ix_voice_stays_guild_id", "voice_stays", ["guild_id", "user_id"], unique=False)
    op.create_index(
        "ix_voice_stays_open",
        "voice_stays",
        ["guild_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_session_followers() -> None:
    op.create_table(
        "session_followers",
        sa.Column("content_id", _row_id(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_session_followers_content_id_contents")
        ),
        sa.PrimaryKeyConstraint("content_id", "user_id", name=op.f("pk_session_followers")),
    )
    op.create_index(
        "ix_session_followers_guild_id", "session_followers", ["guild_id", "user_id"], unique=False
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("content_id", _row_id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("link", sa.String(length=512), nullable=True),
        sa.Column("first_local", sa.String(length=16), nullable=False),
        sa.Column("first_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("repeats", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("event_due", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("recording", sa.String(length=512), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("lesson_id", _row_id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_sessions_content_id_contents")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["contents.id"], name=op.f("fk_sessions_lesson_id_contents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("content_id", "number", name=op.f("uq_sessions_content_id_number")),
    )
    op.create_index("ix_sessions_channel_id", "sessions", ["channel_id", "starts_at"], unique=False)
    op.create_index("ix_sessions_event_due", "sessions", ["event_due", "id"], unique=False)
    op.create_index("ix_sessions_event_id", "sessions", ["event_id"], unique=False)
    op.create_index(
        "ix_sessions_guild_id_state", "sessions", ["guild_id", "state", "starts_at"], unique=False
    )
    op.create_index("ix_sessions_lesson_id", "sessions", ["lesson_id"], unique=False)
    op.create_index("ix_sessions_state", "sessions", ["state", "starts_at"], unique=False)


def _create_session_permits() -> None:
    op.create_table(
        "session_permits",
        sa.Column("session_id", _row_id(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_permits_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_session_permits")),
    )
    op.create_index(
        "ix_session_permits_guild_id", "session_permits", ["guild_id", "user_id"], unique=False
    )


def _create_session_questions() -> None:
    op.create_table(
        "session_questions",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", _row_id(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_questions_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_questions")),
    )
    op.create_index(
        "ix_session_questions_guild_id", "session_questions", ["guild_id", "user_id"], unique=False
    )
    op.create_index(
        "ix_session_questions_session_id", "session_questions", ["session_id"], unique=False
    )


def _create_session_votes() -> None:
    op.create_table(
        "session_votes",
        sa.Column("question_id", _row_id(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["session_questions.id"],
            name=op.f("fk_session_votes_question_id_session_questions"),
        ),
        sa.PrimaryKeyConstraint("question_id", "user_id", name=op.f("pk_session_votes")),
    )
    op.create_index(
        "ix_session_votes_guild_id", "session_votes", ["guild_id", "user_id"], unique=False
    )


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def downgrade() -> None:
    op.drop_table("session_votes")
    op.drop_table("session_questions")
    op.drop_table("session_permits")
    op.drop_table("sessions")
    op.drop_table("session_followers")
    op.drop_table("voice_stays")
    op.drop_table("calendar_links")
