"""Files that belong to published texts, and where readers are."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "content_media",
        sa.Column("content_id", row_id, nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_content_media_content_id_contents")
        ),
        sa.PrimaryKeyConstraint("content_id", "path", name=op.f("pk_content_media")),
    )
    op.create_index("ix_content_media_key", "content_media", ["key"])
    op.create_table(
        "reading_positions",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_id", row_id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_reading_positions_content_id_contents")
        ),
        sa.PrimaryKeyConstraint(
            "guild_id", "user_id", "content_id", name=op.f("pk_reading_positions")
        ),
    )
