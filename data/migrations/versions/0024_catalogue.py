"""What is delivered, which offers hold it, and products: offers without a role."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.add_column(
            sa.Column("kind", sa.String(length=16), server_default="plan", nullable=False)
        )
        plans.alter_column("role_id", existing_type=sa.BigInteger(), nullable=True)
    _create_contents()
    op.create_table(
        "offer_contents",
        sa.Column("offer_id", _row_id(), nullable=False),
        sa.Column("content_id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_offer_contents_content_id_contents")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["plans.id"], name=op.f("fk_offer_contents_offer_id_plans")
        ),
        sa.PrimaryKeyConstraint("offer_id", "content_id", name=op.f("pk_offer_contents")),
    )
    op.create_index("ix_offer_contents_content_id", "offer_contents", ["content_id"])
    op.create_index("ix_offer_contents_guild_id", "offer_contents", ["guild_id"])


def _create_contents() -> None:
    op.create_table(
        "contents",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("summary", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("course_id", _row_id(), nullable=True),
        sa.Column("section", sa.String(length=100), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("preview", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=50), server_default="", nullable=False),
        sa.Column("tags", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("body_key", sa.String(length=255), nullable=True),
        sa.Column("cover_key", sa.String(length=255), nullable=True),
        sa.Column("path", sa.String(length=255), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("card_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["contents.id"], name=op.f("fk_contents_course_id_contents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contents")),
        sa.UniqueConstraint("guild_id", "path", name=op.f("uq_contents_guild_id_path")),
    )
    op.create_index("ix_contents_guild_id_state", "contents", ["guild_id", "state"])
    op.create_index("ix_contents_course_id", "contents", ["course_id"])
    op.create_index("ix_contents_guild_id_author_id", "contents", ["guild_id", "author_id"])


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def downgrade() -> None:
    op.drop_table("offer_contents")
    op.drop_table("contents")
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("role_id", existing_type=sa.BigInteger(), nullable=False)
        plans.drop_column("kind")
