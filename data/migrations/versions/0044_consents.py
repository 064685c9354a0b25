"""Authors who are asked whether their message may be sold."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "consents",
        sa.Column("content_id", row_id, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_consents_content_id_contents")
        ),
        sa.PrimaryKeyConstraint("content_id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_guild_id_user_id", "consents", ["guild_id", "user_id"])
    op.create_index("ix_consents_until", "consents", ["until"])


def downgrade() -> None:
    op.drop_table("consents")
