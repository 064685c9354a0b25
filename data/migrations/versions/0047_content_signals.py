"""Which content an item is the card of, and whose signals must be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("content_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "signal_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_requests")),
    )
    op.create_index(
        "ix_signal_requests_guild_id_user_id", "signal_requests", ["guild_id", "user_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_signal_requests_guild_id_user_id", table_name="signal_requests")
    op.drop_table("signal_requests")
    op.drop_column("items", "content_id")
