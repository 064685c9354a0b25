"""What was delivered, requests for refunds, and what each content's card shows."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.add_column("contents", sa.Column("card_shown", sa.String(length=64), nullable=True))
    op.create_table(
        "content_deliveries",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("content_id", _row_id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name=op.f("fk_content_deliveries_content_id_contents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_deliveries")),
    )
    op.create_index(
        op.f("ix_content_deliveries_guild_id_user_id_content_id"),
        "content_deliveries",
        ["guild_id", "user_id", "content_id"],
    )
    op.create_index("ix_content_deliveries_content_id", "content_deliveries", ["content_id"])
    op.create_table(
        "refund_cases",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_id", _row_id(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["plans.id"], name=op.f("fk_refund_cases_offer_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_cases")),
    )
    op.create_index("ix_refund_cases_guild_id_state", "refund_cases", ["guild_id", "state"])
    op.create_index("ix_refund_cases_guild_id_user_id", "refund_cases", ["guild_id", "user_id"])
    op.create_index(
        "uq_refund_cases_open",
        "refund_cases",
        ["guild_id", "source"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def downgrade() -> None:
    op.drop_table("refund_cases")
    op.drop_table("content_deliveries")
    op.drop_column("contents", "card_shown")
