"""Courses and what members learn."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "course_rules",
        sa.Column("course_id", row_id, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("sequential", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["contents.id"], name=op.f("fk_course_rules_course_id_contents")
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_rules")),
    )
    op.create_index("ix_course_rules_guild_id", "course_rules", ["guild_id"])
    op.create_table(
        "lesson_rules",
        sa.Column("lesson_id", row_id, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("course_id", row_id, nullable=False),
        sa.Column("optional", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("drip", sa.String(length=16), server_default="at-once", nullable=False),
        sa.Column("drip_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("drip_on", sa.String(length=10), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["contents.id"], name=op.f("fk_lesson_rules_lesson_id_contents")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["contents.id"], name=op.f("fk_lesson_rules_course_id_contents")
        ),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_lesson_rules")),
    )
    op.create_index("ix_lesson_rules_course_id", "lesson_rules", ["course_id"])
    op.create_index("ix_lesson_rules_guild_id", "lesson_rules", ["guild_id"])
    op.create_table(
        "quizzes",
        sa.Column("lesson_id", row_id, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["contents.id"], name=op.f("fk_quizzes_lesson_id_contents")
        ),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_quizzes")),
    )
    op.create_index("ix_quizzes_guild_id", "quizzes", ["guild_id"])
    op.create_table(
        "prerequisites",
        sa.Column("content_id", row_id, nullable=False),
        sa.Column("required_id", row_id, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_prerequisites_content_id_contents")
        ),
        sa.ForeignKeyConstraint(
            ["required_id"], ["contents.id"], name=op.f("fk_prerequisites_required_id_contents")
        ),
        sa.PrimaryKeyConstraint("content_id", "required_id", name=op.f("pk_prerequisites")),
    )
    op.create_index("ix_prerequisites_guild_id", "prerequisites", ["guild_id"])
    op.create_table(
        "enrolments",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("course_id", row_id, autoincrement=False, nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("latest_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["contents.id"], name=op.f("fk_enrolments_course_id_contents")
        ),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "course_id", name=op.f("pk_enrolments")),
    )
    op.create_index(
        "ix_enrolments_guild_id_course_id", "enrolments", ["guild_id", "course_id", "completed_at"]
    )
    op.create_table(
        "progress",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_id", row_id, autoincrement=False, nullable=False),
        sa.Column("course_id", row_id, nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_progress_content_id_contents")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["contents.id"], name=op.f("fk_progress_course_id_contents")
        ),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "content_id", name=op.f("pk_progress")),
    )
    op.create_table(
        "quiz_attempts",
        sa.Column("id", row_id, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("lesson_id", row_id, nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["contents.id"], name=op.f("fk_quiz_attempts_lesson_id_contents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempts")),
    )
    op.create_index(
        "ix_quiz_attempts_guild_id_user_id_lesson_id",
        "quiz_attempts",
        ["guild_id", "user_id", "lesson_id"],
    )
    op.create_table(
        "certificates",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("course_id", row_id, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["contents.id"], name=op.f("fk_certificates_course_id_contents")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_certificates")),
        sa.UniqueConstraint(
            "guild_id",
            "user_id",
            "course_id",
            name=op.f("uq_certificates_guild_id_user_id_course_id"),
        ),
    )
    op.create_table(
        "learner_profiles",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("profession", sa.String(length=50), server_default="", nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("goal_tags", sa.JSON(), nullable=False),
        sa.Column("goal_courses", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("review", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_learner_profiles")),
    )
    op.create_table(
        "review_cards",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lesson_id", row_id, autoincrement=False, nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["contents.id"], name=op.f("fk_review_cards_lesson_id_contents")
        ),
        sa.PrimaryKeyConstraint(
            "guild_id", "user_id", "lesson_id", "question", name=op.f("pk_review_cards")
        ),
    )
    op.create_index(
        "ix_review_cards_guild_id_user_id_due_at", "review_cards", ["guild_id", "user_id", "due_at"]
    )


def downgrade() -> None:
    op.drop_table("review_cards")
    op.drop_table("learner_profiles")
    op.drop_table("certificates")
    op.drop_table("quiz_attempts")
    op.drop_table("progress")
    op.drop_table("enrolments")
    op.drop_table("prerequisites")
    op.drop_table("quizzes")
    op.drop_table("lesson_rules")
    op.drop_table("course_rules")
